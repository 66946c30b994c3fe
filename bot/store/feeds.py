"""Feeds and when each is due. SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.feed import Feed, FeedId, FeedState
from bot.model.fetch import Validators
from bot.store.keys import url_key
from bot.store.tables import feeds, subscriptions
from bot.text.urls import host_of


async def by_url(tx: AsyncConnection, url: str) -> Feed | None:
    """The feed of this address in any spelling; None: not known."""
    row = (await tx.execute(select(feeds).where(feeds.c.url_key == url_key(url)))).first()
    return _row_to_feed(row) if row else None


async def by_id(tx: AsyncConnection, feed: FeedId) -> Feed:
    """A feed that is known to be there."""
    return _row_to_feed((await tx.execute(select(feeds).where(feeds.c.id == feed))).one())


async def due(tx: AsyncConnection, *, now: datetime, most: int) -> tuple[Feed, ...]:
    """Feeds to poll now, the longest waiting first. A feed that nobody subscribes to is not polled."""
    read = exists().where(subscriptions.c.feed_id == feeds.c.id)
    query = select(feeds).where(feeds.c.state == FeedState.ACTIVE, feeds.c.next_at <= now, read).order_by(feeds.c.next_at).limit(most)
    return tuple(_row_to_feed(row) for row in await tx.execute(query))


async def next_due(tx: AsyncConnection) -> datetime | None:
    """When the next feed is due; None: no feed is ever."""
    read = exists().where(subscriptions.c.feed_id == feeds.c.id)
    found: datetime | None = await tx.scalar(select(func.min(feeds.c.next_at)).where(feeds.c.state == FeedState.ACTIVE, read))
    return found


async def add(tx: AsyncConnection, *, url: str, title: str, site_url: str | None, next_at: datetime, now: datetime) -> FeedId:
    """A new feed, active. The caller has looked that the address is not known."""
    values = {"url": url, "url_key": url_key(url), "host": host_of(url), "title": title, "site_url": site_url, "state": FeedState.ACTIVE}
    done = await tx.execute(insert(feeds).values(**values, next_at=next_at, created_at=now).returning(feeds.c.id))
    return FeedId(done.scalar_one())


async def mark_polled(
    tx: AsyncConnection,
    feed: FeedId,
    *,
    validators: Validators,
    body_hash: bytes | None,
    title: str | None,
    site_url: str | None,
    now: datetime,
    next_at: datetime,
) -> None:
    """A poll went well: whatever the feed was before, it is active. `title`, `site_url` and `body_hash` None: leave what is known."""
    known = {"title": title, "site_url": site_url, "body_hash": body_hash}
    values = {key: value for key, value in known.items() if value is not None} | {
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "checked_at": now,
        "next_at": next_at,
        "failures": 0,
        "error": None,
        "state": FeedState.ACTIVE,
    }
    await tx.execute(update(feeds).where(feeds.c.id == feed).values(values))


async def mark_failed(tx: AsyncConnection, feed: FeedId, *, error: str, state: FeedState, now: datetime, next_at: datetime) -> None:
    """A poll failed; what was known before stays."""
    values = {"checked_at": now, "next_at": next_at, "error": error, "state": state, "failures": feeds.c.failures + 1}
    await tx.execute(update(feeds).where(feeds.c.id == feed).values(values))


async def remove(tx: AsyncConnection, feed: FeedId) -> None:
    """Forget a feed, its entries and its subscriptions."""
    await tx.execute(delete(feeds).where(feeds.c.id == feed))


def _row_to_feed(row: Row[Any]) -> Feed:
    return Feed(
        id=FeedId(row.id),
        url=row.url,
        title=row.title,
        site_url=row.site_url,
        state=FeedState(row.state),
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
        body_hash=row.body_hash,
        checked_at=row.checked_at,
        next_at=row.next_at,
        failures=row.failures,
        error=row.error,
    )
