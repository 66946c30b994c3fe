"""How one server's channels are doing. SQL."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import PostState
from bot.model.feed import FeedState
from bot.model.subscription import OutletName
from bot.store.tables import channels, feeds, posts, subscriptions

_UNSENT = (PostState.READY, PostState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDigest:
    """When a channel's next digest is due; `channel` is its id outside."""

    channel: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """A server's figures. `troubled` are titles of its feeds that are not polled well. `posted`: since the time asked for.

    `waiting`: posts on their way. `closed`: channels that take no posts now. `digests` are the soonest of all channels that read a feed.
    """

    feeds: int
    troubled: tuple[str, ...]
    posted: int
    waiting: int
    closed: int
    digests: tuple[NextDigest, ...]


async def of_server(tx: AsyncConnection, guild: int, *, since: datetime, before: datetime, most: int) -> Here:
    """The figures of now. Digests that are due later than `before` do not count: their channels never have one."""
    ours = select(channels.c.id).where(channels.c.outlet == OutletName.DISCORD, channels.c.guild_id == guild)
    read = select(subscriptions.c.feed_id).where(subscriptions.c.channel_id.in_(ours))
    reading = select(subscriptions.c.channel_id).where(subscriptions.c.channel_id.in_(ours))
    unwell = or_(feeds.c.state != FeedState.ACTIVE, feeds.c.failures > 0)
    titles = await tx.execute(select(feeds.c.title).where(feeds.c.id.in_(read), unwell).order_by(feeds.c.failures.desc(), feeds.c.id))
    due = select(channels.c.external_id, channels.c.next_digest_at).where(channels.c.id.in_(reading), channels.c.next_digest_at < before)
    rows = await tx.execute(due.order_by(channels.c.next_digest_at, channels.c.id).limit(most))
    mine = posts.c.channel_id.in_(ours)
    return Here(
        feeds=await tx.scalar(select(func.count(func.distinct(read.subquery().c.feed_id)))) or 0,
        troubled=tuple(titles.scalars()),
        posted=await _count(tx, mine, posts.c.state == PostState.SENT, posts.c.sent_at >= since),
        waiting=await _count(tx, mine, posts.c.state.in_(_UNSENT)),
        closed=await tx.scalar(select(func.count()).select_from(channels).where(channels.c.id.in_(ours), channels.c.error.is_not(None)))
        or 0,
        digests=tuple(NextDigest(channel=row.external_id, at=row.next_digest_at) for row in rows),
    )


async def _count(tx: AsyncConnection, *which: ColumnElement[bool]) -> int:
    return await tx.scalar(select(func.count()).select_from(posts).where(*which)) or 0
