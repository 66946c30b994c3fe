"""A server in, how each of its feeds fares out, those in trouble first. From the database alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from bot.flows.app import App
from bot.model.feed import FeedState
from bot.model.subscription import SubscriptionState, Target
from bot.store import followed
from bot.store.followed import Followed


class Condition(IntEnum):
    """How a followed feed fares, the worst first. HELD: the feed is well, its channel takes no posts. ASLEEP: a person paused it."""

    GONE = 1
    STOPPED = 2
    FAILING = 3
    HELD = 4
    RESTING = 5
    ASLEEP = 6
    NEW = 7
    WELL = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One followed feed and how it fares."""

    condition: Condition
    of: Followed


async def feed_health(*, within: Target | None, app: App, now: datetime) -> tuple[Health, ...]:
    """The feeds of a guild's channels, or of this very channel where it has no guild; None: of everybody. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        found: Sequence[Followed] = await followed.within(tx, within)
    healths = [Health(condition=condition(each, now=now), of=each) for each in found]
    return tuple(sorted(healths, key=lambda each: each.condition))


def condition(one: Followed, *, now: datetime) -> Condition:
    """The worst that is true of it. Pure."""
    feed = one.feed
    truths = {
        Condition.GONE: feed.state is FeedState.GONE,
        Condition.STOPPED: feed.state is FeedState.PAUSED,
        Condition.FAILING: feed.failures > 0,
        Condition.HELD: one.held is not None,
        Condition.RESTING: one.rests_until is not None and one.rests_until > now,
        Condition.ASLEEP: one.state is SubscriptionState.PAUSED,
        Condition.NEW: feed.checked_at is None,
    }
    return next((each for each, true in truths.items() if true), Condition.WELL)
