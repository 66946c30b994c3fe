"""What should have been done by now and was not yet. SQL."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import PostState
from bot.model.feed import FeedState
from bot.store.tables import deliveries, entries, feeds, hosts, posts, subscriptions

_UNSENT = (PostState.READY, PostState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """How much of something is due. `since`: when the oldest of it became so; None: nothing is due."""

    number: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is due: feeds to be polled, entries to be read, posts to be sent. `failing`: feeds that are followed and not polled well.

    What waits for a good reason is not due: a server that rests, a channel in its quiet hours or one that refused us.
    """

    feeds: Late
    entries: Late
    posts: Late
    failing: int


async def measure(tx: AsyncConnection, *, now: datetime) -> Load:
    """The load of now."""
    followed = exists().where(subscriptions.c.feed_id == feeds.c.id)
    rests = exists().where(hosts.c.name == feeds.c.host, hosts.c.rest_until > now)
    unwell = or_(feeds.c.state != FeedState.ACTIVE, feeds.c.failures > 0)
    awaited = entries.c.id.in_(select(deliveries.c.entry_id).where(deliveries.c.digest_id.is_(None), deliveries.c.dropped.is_(None)))
    unread = func.coalesce(entries.c.article_id, 0) == 0  # worded as in `bot.store.entries`, for the index that SQLite then takes
    return Load(
        feeds=await _late(tx, feeds.c.next_at, feeds.c.state == FeedState.ACTIVE, followed, ~rests, now=now),
        entries=await _late(tx, entries.c.next_at, unread, awaited, now=now),
        posts=await _late(tx, posts.c.next_at, posts.c.state.in_(_UNSENT), now=now),
        failing=await tx.scalar(select(func.count()).select_from(feeds).where(unwell, followed)) or 0,
    )


async def _late(tx: AsyncConnection, due_at: ColumnElement[datetime], *which: ColumnElement[bool], now: datetime) -> Late:
    row = (await tx.execute(select(func.count().label("number"), func.min(due_at).label("since")).where(*which, due_at <= now))).one()
    return Late(number=row.number, since=row.since)
