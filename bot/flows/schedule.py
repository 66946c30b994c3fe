"""A channel's wishes in: when its digests come from now on."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.digests.clock import next_digest_at, next_run, quiet_until
from bot.digests.schedule_text import parse_quiet, parse_schedule
from bot.digests.taste import Leaning, leanings
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.style import style_of
from bot.model.delivery import Style
from bot.model.schedule import Cadence, Schedule
from bot.model.subscription import Channel, Target
from bot.settings import DigestsSettings
from bot.store import digests, subscriptions, votes
from bot.store.database import Transaction

_VOTES: Final = 1000
_LEANINGS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleWish:
    """A schedule as a person asks for it: `when` and `quiet` in words, "" for no quiet hours."""

    when: str
    zone: str = "UTC"
    quiet: str = ""
    stories: int | None = None
    daily_cards: int | None = None
    say_when_empty: bool = False


def understood(wish: ScheduleWish) -> Schedule:
    """The schedule that was asked for. Raises `Refused` with how to write it. Pure."""
    return replace(
        parse_schedule(wish.when, zone=wish.zone),
        quiet=parse_quiet(wish.quiet) if wish.quiet else None,
        stories=wish.stories,
        daily_cards=wish.daily_cards,
        say_when_empty=wish.say_when_empty,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """When a channel's digests come, and how its posts look. `schedule` None: by the settings. `leanings`: what its votes weigh most."""

    schedule: Schedule | None
    next_at: datetime
    style: Style
    leanings: tuple[Leaning, ...] = ()


def next_due(schedule: Schedule | None, *, settings: DigestsSettings, after: datetime) -> datetime:
    """When a channel's first digest after `after` is due. Pure."""
    if schedule is None:
        return next_digest_at(after, every_s=settings.every_s, offset_s=settings.offset_s)
    return next_run(schedule, after=after)


async def set_schedule(schedule: Schedule | None, *, target: Target, app: App, now: datetime) -> Scheduled:
    """The channel's digests come by `schedule` from now on; None: by the settings again. A digest that is due already still comes.

    Raises `Refused` where the channel has no subscription, `StoreFailed`.
    """
    next_at = next_due(schedule, settings=app.settings.digests, after=now)
    async with app.db.transaction() as tx:
        channel = await _known(tx, target)
        if channel.next_digest_at <= now and not (schedule and schedule.cadence is Cadence.NEVER):
            next_at = now
        await subscriptions.set_schedule(tx, channel.id, schedule, next_digest_at=next_at)
    return Scheduled(schedule=schedule, next_at=next_at, style=style_of(channel))


async def show_schedule(*, target: Target, app: App, now: datetime) -> Scheduled:
    """When the channel's digests come, and what its votes do. Raises `Refused` where it has no subscription, `StoreFailed`."""
    async with app.db.reading() as tx:
        channel = await _known(tx, target)
        cast = await votes.of_channel(tx, channel.id, most=_VOTES)
    leaning = leanings(cast, now=now, most=_LEANINGS)
    return Scheduled(schedule=channel.schedule, next_at=channel.next_digest_at, style=style_of(channel), leanings=leaning)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtOnce:
    """`waiting`: stories, at most, that the next digest holds. `quiet_until`: when it comes if not at once, None where it does."""

    waiting: int
    quiet_until: datetime | None


async def digest_now(*, target: Target, app: App, now: datetime) -> AtOnce:
    """Let the channel's digest be due now; the running bot builds it, after the quiet hours if there are any.

    Raises `Refused` where the channel has no subscription, `StoreFailed`.
    """
    async with app.db.transaction() as tx:
        channel = await _known(tx, target)
        await subscriptions.set_next_digest(tx, channel.id, now)
        waiting = await digests.waiting_in(tx, channel.id)
    wishes = channel.schedule
    return AtOnce(waiting=waiting, quiet_until=quiet_until(wishes.quiet, zone=wishes.zone, now=now) if wishes else None)


async def _known(tx: Transaction, target: Target) -> Channel:
    channel = await subscriptions.channel_of(tx, target)
    if channel is None:
        raise Refused.of("This channel follows no feed yet; add one first, then say when its digests should come.")
    return channel
