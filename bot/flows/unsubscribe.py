"""A subscription in; taken away, and brought back as it was where that is regretted within a day."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from bot.catalogue import say
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.asked import Asker, note, noted
from bot.flows.refit import refit_guild
from bot.flows.subscribe import open_channel
from bot.flows.subscriptions import Followed, channel_of, chosen
from bot.model.feed import EntryId, FeedId
from bot.model.filters import FilterAction, FilterField, FilterKind, Scope
from bot.model.subscription import Mode, OutletName, SubscriptionState, Target
from bot.store import asked, digests, feeds, filters, queues, subscriptions
from bot.store.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribed:
    """What is gone. `dropped`: entries that waited. `key`: what brings it back, "" where nobody may."""

    followed: Followed
    dropped: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What is needed to bring a subscription back; times are epoch seconds. `filters`: action, kind, field and value of each."""

    feed: int
    channel: int
    guild: int | None
    outlet: str
    mode: str
    takeaways: int
    role: int | None
    paused: bool
    paused_at: float | None
    removed_at: float
    waiting: list[int]
    filters: list[list[str]]


async def unsubscribe(typed: str, *, within: Target, app: App, now: datetime, asker: Asker | None = None) -> Unsubscribed:
    """Take the subscription that `typed` names away; what waits for its channel is dropped with it.

    With an `asker`, that person can bring it back. Raises as `bot.flows.subscriptions.chosen`.
    """
    async with app.db.transaction() as tx:
        found = await chosen(tx, typed, within=within)
        channel = await channel_of(tx, found)
        await queues.recall(tx, feed=found.feed.id, channel=channel.id)
        waiting = await queues.waiting(tx, feed=found.feed.id, channel=channel.id)
        key = ""
        if asker is not None:
            kept = await _kept(tx, found, waiting=list(waiting), now=now)
            key = await note(tx, json.dumps(asdict(kept)), asker=asker, now=now)
        await subscriptions.remove(tx, found.subscription.id)
        await queues.forget(tx, feed=found.feed.id, channel=channel.id)
        await refit_guild(tx, channel.target.guild)
    return Unsubscribed(followed=found, dropped=len(waiting), key=key)


async def kept_subscription(key: str, *, asker: Asker, app: App) -> Target:
    """Where the subscription was that `key` brings back. Raises `Refused` where the asker cannot have it back, `StoreFailed`."""
    async with app.db.reading() as tx:
        return _target(_Kept(**json.loads(await noted(tx, key, asker=asker))))


async def bring_back(key: str, *, asker: Asker, app: App, now: datetime) -> Followed:
    """The subscription as it was, with its filters and what waited; what came meanwhile comes too, and nothing comes twice.

    Raises `Refused` where the asker cannot have it back, `StoreFailed`.
    """
    async with app.db.transaction() as tx:
        kept = _Kept(**json.loads(await noted(tx, key, asker=asker)))
        target = _target(kept)
        known = await feeds.by_ids(tx, [FeedId(kept.feed)])
        if not known:
            raise Refused(why=say("That feed is forgotten by now; add it anew."))
        (feed,) = known.values()
        if await subscriptions.find(tx, feed=feed.id, target=target):
            raise Refused(why=say("That channel follows {feed} again already.", feed=feed.title))
        await asked.drop(tx, key)
        await _restore(tx, kept, target=target, app=app, now=now)
        await refit_guild(tx, target.guild)
        back = await subscriptions.find(tx, feed=feed.id, target=target)
    if back is None:
        raise Refused(why=say("That feed is forgotten by now; add it anew."))
    return Followed(feed=feed, subscription=back)


async def _kept(tx: Transaction, found: Followed, *, waiting: list[EntryId], now: datetime) -> _Kept:
    known = found.subscription
    own = await filters.of_scope(tx, Scope(subscription=known.id))
    return _Kept(
        feed=found.feed.id,
        channel=known.target.channel,
        guild=known.target.guild,
        outlet=known.target.outlet.value,
        mode=known.mode.value,
        takeaways=known.takeaways,
        role=known.role,
        paused=known.state is SubscriptionState.PAUSED,
        paused_at=known.paused_at.timestamp() if known.paused_at else None,
        removed_at=now.timestamp(),
        waiting=[int(each) for each in waiting],
        filters=[[each.action.value, each.kind.value, each.field.value, each.value] for each in own],
    )


async def _restore(tx: Transaction, kept: _Kept, *, target: Target, app: App, now: datetime) -> None:
    feed, mode, removed_at = FeedId(kept.feed), Mode(kept.mode), datetime.fromtimestamp(kept.removed_at, UTC)
    channel = await open_channel(tx, target, app=app, now=now)
    one = await subscriptions.add(tx, feed=feed, channel=channel.id, mode=mode, takeaways=kept.takeaways, role=kept.role, now=now)
    for action, kind, field, value in kept.filters:
        await filters.add(
            tx,
            Scope(subscription=one),
            action=FilterAction(action),
            kind=FilterKind(kind),
            field=FilterField(field),
            value=value,
            now=now,
        )
    if kept.paused:
        paused_at = removed_at if kept.paused_at is None else datetime.fromtimestamp(kept.paused_at, UTC)
        await subscriptions.pause(tx, one, at=paused_at)
        return
    waited = await queues.still_of(tx, [EntryId(each) for each in kept.waiting], feed=feed)
    since = await queues.seen_since(tx, feed=feed, since=removed_at)
    await digests.hand_over(tx, [*waited, *since], channel=channel.id, mode=mode, bullets=kept.takeaways, now=now)


def _target(kept: _Kept) -> Target:
    return Target(outlet=OutletName(kept.outlet), channel=kept.channel, guild=kept.guild)
