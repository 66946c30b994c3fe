"""Filters: whose they are, and which hold for a channel. SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.feed import FeedId
from bot.model.filters import Applied, Filter, FilterAction, FilterField, FilterId, FilterKind, Scope
from bot.model.subscription import ChannelId, OutletName, SubscriptionId, Target
from bot.store.tables import channels, feeds, filters, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A filter and whose it is. `target` None: a feed's, for all channels. `feed_title`, `feed_url` "": a whole channel's."""

    filter: Filter
    target: Target | None
    feed_title: str
    feed_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """A subscription to choose: `channel` is its channel's id outside."""

    id: SubscriptionId
    channel: int
    feed_title: str


async def add(
    tx: AsyncConnection, scope: Scope, *, action: FilterAction, kind: FilterKind, field: FilterField, value: str, now: datetime
) -> Filter:
    """Store a filter."""
    ids = {"feed_id": scope.feed, "channel_id": scope.channel, "subscription_id": scope.subscription}
    said = {"action": action, "kind": kind, "field": field, "value": value, "created_at": now}
    done = await tx.execute(insert(filters).values(**ids, **said).returning(filters))
    return _row_to_filter(done.one())


async def remove(tx: AsyncConnection, one: FilterId) -> None:
    """Forget a filter."""
    await tx.execute(delete(filters).where(filters.c.id == one))


async def of_scope(tx: AsyncConnection, scope: Scope) -> tuple[Filter, ...]:
    """The filters of just this scope, oldest first."""
    return tuple(each.filter for each in await _owned(tx, _mine(scope)))


async def applying(tx: AsyncConnection, channel: ChannelId) -> tuple[Applied, ...]:
    """All filters that can hold for a channel's entries: its own, its subscriptions' and every feed's, oldest first."""
    feed = func.coalesce(filters.c.feed_id, subscriptions.c.feed_id).label("only_feed")
    query = select(filters, feed).outerjoin(subscriptions, subscriptions.c.id == filters.c.subscription_id)
    mine = or_(filters.c.channel_id == channel, subscriptions.c.channel_id == channel, filters.c.feed_id.is_not(None))
    rows = await tx.execute(query.where(mine).order_by(filters.c.id))
    return tuple(Applied(filter=_row_to_filter(row), feed=None if row.only_feed is None else FeedId(row.only_feed)) for row in rows)


async def owned_by_channel(tx: AsyncConnection, channel: ChannelId) -> tuple[Owned, ...]:
    """The filters that a channel's owners can see: its own, its subscriptions', and those of the feeds it reads."""
    reads = select(subscriptions.c.feed_id).where(subscriptions.c.channel_id == channel)
    mine = or_(filters.c.channel_id == channel, subscriptions.c.channel_id == channel, filters.c.feed_id.in_(reads))
    return await _owned(tx, mine)


async def owned_by(tx: AsyncConnection, scope: Scope) -> tuple[Owned, ...]:
    """The filters of just this scope, oldest first, with whose they are."""
    return await _owned(tx, _mine(scope))


async def find(tx: AsyncConnection, one: FilterId) -> Owned | None:
    """A filter by its number; None: there is none."""
    return next(iter(await _owned(tx, filters.c.id == one)), None)


async def within(tx: AsyncConnection, target: Target) -> tuple[Owned, ...]:
    """The filters of the channels of the target's guild, and of this very channel, the newest first; no feed's, which is everybody's."""
    return tuple(reversed(await _owned(tx, _ours(target))))


async def subscribed(tx: AsyncConnection, target: Target) -> tuple[Subscribed, ...]:
    """The subscriptions of those channels, oldest first."""
    columns = (subscriptions.c.id, channels.c.external_id, feeds.c.title)
    query = select(*columns).select_from(subscriptions).join(channels, channels.c.id == subscriptions.c.channel_id)
    rows = await tx.execute(query.join(feeds, feeds.c.id == subscriptions.c.feed_id).where(_ours(target)).order_by(subscriptions.c.id))
    return tuple(Subscribed(id=SubscriptionId(row.id), channel=row.external_id, feed_title=row.title) for row in rows)


async def channel_at(tx: AsyncConnection, target: Target) -> ChannelId | None:
    """The channel of a target; None: it never had a subscription."""
    here = (channels.c.outlet == target.outlet, channels.c.external_id == target.channel)
    found = await tx.scalar(select(channels.c.id).where(*here))
    return None if found is None else ChannelId(found)


def _ours(target: Target) -> ColumnElement[bool]:
    mine = [channels.c.external_id == target.channel]
    mine += [channels.c.guild_id == target.guild] if target.guild is not None else []
    return and_(channels.c.outlet == target.outlet, or_(*mine))


def _mine(scope: Scope) -> ColumnElement[bool]:
    return and_(
        filters.c.feed_id.is_not_distinct_from(scope.feed),
        filters.c.channel_id.is_not_distinct_from(scope.channel),
        filters.c.subscription_id.is_not_distinct_from(scope.subscription),
    )


async def _owned(tx: AsyncConnection, mine: ColumnElement[bool]) -> tuple[Owned, ...]:
    owner = func.coalesce(filters.c.channel_id, subscriptions.c.channel_id)
    columns = (
        channels.c.outlet,
        channels.c.external_id,
        channels.c.guild_id,
        feeds.c.title.label("feed_title"),
        feeds.c.url.label("feed_url"),
    )
    query = (
        select(filters, *columns)
        .outerjoin(subscriptions, subscriptions.c.id == filters.c.subscription_id)
        .outerjoin(channels, channels.c.id == owner)
        .outerjoin(feeds, feeds.c.id == func.coalesce(filters.c.feed_id, subscriptions.c.feed_id))
    )
    return tuple(_row_to_owned(row) for row in await tx.execute(query.where(mine).order_by(filters.c.id)))


def _row_to_owned(row: Row[Any]) -> Owned:
    at = None if row.outlet is None else Target(outlet=OutletName(row.outlet), channel=row.external_id, guild=row.guild_id)
    return Owned(filter=_row_to_filter(row), target=at, feed_title=row.feed_title or "", feed_url=row.feed_url or "")


def _row_to_filter(row: Row[Any]) -> Filter:
    scope = Scope(
        feed=None if row.feed_id is None else FeedId(row.feed_id),
        channel=None if row.channel_id is None else ChannelId(row.channel_id),
        subscription=None if row.subscription_id is None else SubscriptionId(row.subscription_id),
    )
    return Filter(
        id=FilterId(row.id),
        scope=scope,
        action=FilterAction(row.action),
        kind=FilterKind(row.kind),
        field=FilterField(row.field),
        value=row.value,
        created_at=row.created_at,
    )
