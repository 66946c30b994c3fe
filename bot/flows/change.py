"""A subscription and a wish in; the subscription changed, paused or going on again out."""

from dataclasses import dataclass
from datetime import datetime

from bot.catalogue import say
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.subscribe import open_channel
from bot.flows.subscriptions import Followed, again, channel_of, chosen
from bot.model.feed import FeedState
from bot.model.subscription import Mode, SubscriptionState, Target
from bot.store import feeds, queues, subscriptions
from bot.store.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to become of a subscription; None: that stays. `role` 0: it mentions nobody. `target`: the channel that has it then."""

    mode: Mode | None = None
    takeaways: int | None = None
    target: Target | None = None
    role: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The subscription before and after."""

    before: Followed
    after: Followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """`passed`: how many entries waited and will not come. `already`: it was paused before, and nothing changed."""

    followed: Followed
    passed: int
    already: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """`passed`: how many entries came in the pause and count as read. `woken`: its feed is polled again, at once.

    `already`: it was not paused. `next_digest_at`: when its channel's next digest is due.
    """

    followed: Followed
    passed: int
    woken: bool
    already: bool
    next_digest_at: datetime


async def edit(typed: str, change: Change, *, within: Target, app: App, now: datetime) -> Changed:
    """Change the subscription that `typed` names; what waits is posted as it is wished now, in the channel that has it now.

    Raises `Refused` where it names none, or that channel follows the feed already; `StoreFailed`.
    """
    async with app.db.transaction() as tx:
        before = await chosen(tx, typed, within=within)
        if change.target is not None and change.target.channel != before.subscription.target.channel:
            await _move(tx, before, change.target, app=app, now=now)
        await _set(tx, await again(tx, before), change)
        return Changed(before=before, after=await again(tx, before))


async def _move(tx: Transaction, followed: Followed, target: Target, *, app: App, now: datetime) -> None:
    if await subscriptions.find(tx, feed=followed.feed.id, target=target):
        raise Refused(why=say("That channel follows {feed} already; remove one of the two.", feed=followed.feed.title))
    left = await channel_of(tx, followed)
    reached = await open_channel(tx, target, app=app, now=now)
    await subscriptions.move(tx, followed.subscription.id, channel=reached.id)
    await queues.move(tx, feed=followed.feed.id, channel=left.id, to=reached.id)


async def _set(tx: Transaction, followed: Followed, change: Change) -> None:
    known = followed.subscription
    mode, takeaways = change.mode or known.mode, change.takeaways or known.takeaways
    role = known.role if change.role is None else change.role or None
    await subscriptions.change(tx, known.id, mode=mode, takeaways=takeaways, role=role)
    channel = await channel_of(tx, followed)
    await queues.change(tx, feed=known.feed_id, channel=channel.id, mode=mode, bullets=takeaways)


async def pause(typed: str, *, within: Target, app: App, now: datetime) -> Paused:
    """Let the subscription get nothing more; what waits for its channel counts as read. Raises as `chosen`."""
    async with app.db.transaction() as tx:
        found = await chosen(tx, typed, within=within)
        if found.subscription.state is SubscriptionState.PAUSED:
            return Paused(followed=found, passed=0, already=True)
        channel = await channel_of(tx, found)
        await queues.recall(tx, feed=found.feed.id, channel=channel.id)
        waiting = await queues.waiting(tx, feed=found.feed.id, channel=channel.id)
        await queues.drop(tx, feed=found.feed.id, channel=channel.id)
        await subscriptions.pause(tx, found.subscription.id, at=now)
        return Paused(followed=await again(tx, found), passed=len(waiting), already=False)


async def resume(typed: str, *, within: Target, app: App, now: datetime) -> Resumed:
    """Let the subscription go on with what comes from now on; what came in the pause counts as read.

    A feed that is polled no more after failures is tried anew, and a channel that was held takes posts again. Raises as `chosen`.
    """
    async with app.db.transaction() as tx:
        found = await chosen(tx, typed, within=within)
        known, feed = found.subscription, found.feed
        paused = known.state is SubscriptionState.PAUSED
        passed = await queues.seen_since(tx, feed=feed.id, since=known.paused_at) if paused and known.paused_at else ()
        woken = feed.state is not FeedState.ACTIVE or feed.failures > 0
        if woken:
            await feeds.try_anew(tx, feed.id, now=now)
        channel = await open_channel(tx, known.target, app=app, now=now)
        await subscriptions.resume(tx, known.id)
        return Resumed(
            followed=await again(tx, found),
            passed=len(passed),
            woken=woken,
            already=not paused and not woken and known.error is None,
            next_digest_at=channel.next_digest_at,
        )
