"""What waits for each channel, and what each channel got. SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, false, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import ArticleId
from bot.model.digest import Coverage, Digest, DigestId, DigestKind, Ready, StoryId, Told
from bot.model.feed import EntryId
from bot.model.subscription import ChannelId, Mode
from bot.store.articles import row_to_takeaways
from bot.store.tables import (
    articles,
    channels,
    deliveries,
    digest_stories,
    digests,
    entries,
    feeds,
    posts,
    story_articles,
    subscriptions,
    takeaways,
)
from bot.store.upsert import insert as upsert


async def hand_over(tx: AsyncConnection, ids: Sequence[EntryId], *, channel: ChannelId, mode: Mode, bullets: int, now: datetime) -> int:
    """Let these entries wait for a channel; one that waits or was posted already stays as it is. How many were added."""
    if not ids:
        return 0
    rows = [{"channel_id": channel, "entry_id": one, "mode": mode, "bullets": bullets, "created_at": now} for one in ids]
    done = await tx.execute(upsert(deliveries).values(rows).on_conflict_do_nothing().returning(deliveries.c.id))
    return len(done.all())


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Channels for which something waits. `settled`: all of it is read, or what is not need not be waited for any longer."""

    settled: frozenset[ChannelId]
    unsettled: frozenset[ChannelId]


async def waiting(tx: AsyncConnection, *, since: datetime) -> Waiting:
    """Channels for which something is ready (settled), and those where what came after `since` is still to be read for the first time.

    A story's second source often comes in the same minute: waiting for it makes one card of two. An entry that already failed
    once, or that came before, holds nobody up.
    """
    open_ = (deliveries.c.digest_id.is_(None), deliveries.c.dropped.is_(None))
    here = (deliveries.c.channel_id == channels.c.id, *open_, entries.c.id == deliveries.c.entry_id)
    unread = exists().where(*here, entries.c.article_id.is_(None), entries.c.attempts == 0, entries.c.seen_at > since)
    read = exists().where(*here, entries.c.article_id.is_not(None))
    rows = (await tx.execute(select(channels.c.id, unread.label("unread")).where(or_(read, unread)))).all()
    unsettled = frozenset(ChannelId(row.id) for row in rows if row.unread)
    return Waiting(settled=frozenset(ChannelId(row.id) for row in rows) - unsettled, unsettled=unsettled)


async def waiting_in(tx: AsyncConnection, channel: ChannelId) -> int:
    """How many entries wait for a channel, read or not."""
    open_ = (deliveries.c.channel_id == channel, deliveries.c.digest_id.is_(None), deliveries.c.dropped.is_(None))
    return await tx.scalar(select(func.count()).select_from(deliveries).where(*open_)) or 0


async def cards_since(tx: AsyncConnection, channel: ChannelId, *, since: datetime) -> int:
    """How many stories the channel got singly since then."""
    singly = (digests.c.channel_id == channel, digests.c.kind == DigestKind.CARD, digests.c.created_at >= since)
    return await tx.scalar(select(func.count()).select_from(digests).where(*singly)) or 0


async def ready(tx: AsyncConnection, channel: ChannelId) -> tuple[Ready, ...]:
    """Condensed entries that wait for this channel and that its filters let pass, in the order they were seen."""
    passed = (deliveries.c.decided_at.is_not(None), deliveries.c.dropped.is_(None))
    return await _deliveries(tx, deliveries.c.channel_id == channel, deliveries.c.digest_id.is_(None), *passed)


async def told_by(tx: AsyncConnection, digest: DigestId) -> tuple[Ready, ...]:
    """What a digest tells, with what came to its stories since."""
    return await _deliveries(tx, deliveries.c.digest_id == digest)


async def _deliveries(tx: AsyncConnection, *wanted: ColumnElement[bool]) -> tuple[Ready, ...]:
    columns = (
        deliveries.c.id.label("delivery_id"),
        deliveries.c.mode,
        deliveries.c.bullets.label("wanted"),
        func.coalesce(story_articles.c.repeats, false()).label("repeats"),
        *coverage_columns(),
        subscriptions.c.role_id,
    )
    query = coverage(columns).join(deliveries, deliveries.c.entry_id == entries.c.id)
    query = query.outerjoin(story_articles, story_articles.c.article_id == articles.c.id)
    asked = and_(subscriptions.c.feed_id == entries.c.feed_id, subscriptions.c.channel_id == deliveries.c.channel_id)
    query = query.outerjoin(subscriptions, asked)
    rows = await tx.execute(query.where(*wanted).order_by(deliveries.c.id))
    return tuple(
        Ready(
            delivery_id=row.delivery_id,
            coverage=row_to_coverage(row),
            mode=Mode(row.mode),
            bullets=row.wanted,
            repeats=bool(row.repeats),
            role=row.role_id,
        )
        for row in rows
    )


async def already_posted(tx: AsyncConnection, channel: ChannelId, ids: Sequence[StoryId]) -> dict[StoryId, Told]:
    """Which of these stories the channel got before, each with its newest card."""
    columns = (digest_stories.c.story_id, digest_stories.c.digest_id, digest_stories.c.part, digests.c.created_at, posts.c.message_id)
    query = select(*columns).join(digests, digests.c.id == digest_stories.c.digest_id)
    query = query.outerjoin(posts, and_(posts.c.digest_id == digests.c.id, posts.c.part == 0))
    query = query.where(digest_stories.c.channel_id == channel, digest_stories.c.story_id.in_(ids))
    return {
        StoryId(row.story_id): Told(digest=DigestId(row.digest_id), part=row.part, at=row.created_at, message=row.message_id)
        for row in await tx.execute(query.order_by(digest_stories.c.part))
    }


async def add(tx: AsyncConnection, digest: Digest, *, channel: ChannelId, now: datetime) -> DigestId:
    """Store a digest and that the channel has its stories; a part of a story that it has already breaks the key and rolls back."""
    done = await tx.execute(insert(digests).values(channel_id=channel, kind=digest.kind, created_at=now).returning(digests.c.id))
    added = DigestId(done.scalar_one())
    rows = [
        {
            "channel_id": channel,
            "story_id": story.id,
            "part": story.part,
            "digest_id": added,
            "article_id": story.lead.article_id,
            "position": position,
        }
        for position, story in enumerate((*digest.stories, *digest.more))
    ]
    if rows:
        await tx.execute(insert(digest_stories), rows)
    return added


async def mark_told(tx: AsyncConnection, ids: Sequence[int], digest: DigestId) -> None:
    """These deliveries wait no more: this digest tells their story."""
    await tx.execute(update(deliveries).where(deliveries.c.id.in_(list(ids))).values(digest_id=digest))


async def postpone(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """These deliveries were too many to post one by one: they wait for the channel's next digest."""
    await tx.execute(update(deliveries).where(deliveries.c.id.in_(list(ids))).values(mode=Mode.DIGEST))


async def told(tx: AsyncConnection, channel: ChannelId, story: StoryId) -> Coverage | None:
    """The article that led a story in a channel; None: the channel never got it."""
    query = coverage(coverage_columns()).join(digest_stories, digest_stories.c.article_id == articles.c.id)
    here = (digest_stories.c.channel_id == channel, digest_stories.c.story_id == story)
    row = (await tx.execute(query.where(*here).order_by(entries.c.id).limit(1))).first()
    return row_to_coverage(row) if row else None


def coverage_columns() -> tuple[Any, ...]:
    """What `row_to_coverage` reads."""
    return (
        articles.c.id.label("article_id"),
        articles.c.story_id,
        articles.c.url,
        articles.c.title.label("page_title"),
        articles.c.text,
        articles.c.words,
        articles.c.correction,
        func.coalesce(articles.c.image_url, entries.c.image_url, "").label("image"),
        articles.c.published_at.label("page_published_at"),
        entries.c.title.label("entry_title"),
        entries.c.link,
        entries.c.tags,
        entries.c.published_at,
        entries.c.seen_at,
        feeds.c.title.label("feed_title"),
        takeaways.c.method,
        takeaways.c.reason.label("why_none"),
        takeaways.c.bullets,
    )


def coverage(columns: Sequence[Any]) -> Any:  # noqa: ANN401  SQLAlchemy's own name for it says only how many columns there are
    """Entries with their feeds, articles and takeaways."""
    return (
        select(*columns)
        .select_from(entries)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .join(articles, articles.c.id == entries.c.article_id)
        .join(takeaways, takeaways.c.article_id == articles.c.id)
    )


def row_to_coverage(row: Row[Any]) -> Coverage:
    """From the columns of `coverage_columns`."""
    return Coverage(
        article_id=ArticleId(row.article_id),
        story_id=StoryId(row.story_id),
        source=row.feed_title,
        title=row.entry_title or row.page_title,
        link=row.link or row.url,
        tags=tuple(row.tags),
        published_at=row.published_at or row.page_published_at or row.seen_at,
        words=row.words,
        text=row.text,
        takeaways=row_to_takeaways(row),
        correction=row.correction or "",
        image=row.image,
    )
