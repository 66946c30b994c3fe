"""What the tables know of an entry's way, to tell it: found by code, link, number or title, within one guild or anywhere. SQL.

`within` is a target: its guild's channels, or (without a guild) this very channel, and nothing that only others follow. None: everything.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import Confidence, Source
from bot.model.decision import OtherSource, Reading
from bot.model.delivery import PostState
from bot.model.digest import DigestId, StoryId
from bot.model.feed import EntryId, FeedId
from bot.model.schedule import Schedule
from bot.model.subscription import Mode, OutletName, Target
from bot.model.takeaways import Method
from bot.store.keys import url_key
from bot.store.schedules import from_row
from bot.store.tables import (
    articles,
    channels,
    deliveries,
    digest_stories,
    digests,
    entries,
    feeds,
    posts,
    stories,
    subscriptions,
    takeaways,
)
from bot.text.urls import host_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An entry's own facts. `reading`, `story`: None until its article is read."""

    entry: EntryId
    feed: FeedId
    title: str
    link: str
    feed_title: str
    feed_url: str
    tags: tuple[str, ...]
    seen_at: datetime
    published_at: datetime | None
    reading: Reading | None
    text: str
    story: StoryId | None
    story_title: str
    tries: int
    error: str
    next_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """An entry on its way to one channel. `digest` None: it waits, or was dropped. `lead`: its article leads the story there."""

    target: Target
    mode: Mode
    decided_at: datetime | None
    dropped: str | None
    digest: DigestId | None
    told_at: datetime | None
    lead: bool
    lead_links: tuple[str, ...]
    next_digest_at: datetime
    schedule: Schedule | None
    channel_error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One post of a digest, as the outbox knows it."""

    code: str
    payload: str
    state: PostState
    message_id: str | None
    error: str | None
    sent_at: datetime | None
    next_at: datetime


async def by_code(tx: AsyncConnection, code: str, *, within: Target | None, most: int) -> tuple[EntryId, ...]:
    """The entries that the digest of this post told."""
    query = select(deliveries.c.entry_id).join(posts, posts.c.digest_id == deliveries.c.digest_id)
    mine = query.join(channels, channels.c.id == deliveries.c.channel_id).where(posts.c.code == code, _ours(within))
    return tuple(EntryId(row.entry_id) for row in await tx.execute(mine.order_by(deliveries.c.id).limit(most)))


async def by_link(tx: AsyncConnection, url: str, *, link_key: bytes | None, within: Target | None, most: int) -> tuple[EntryId, ...]:
    """The entries of this address, the newest first."""
    article = select(articles.c.id).where(articles.c.url_key == url_key(url))
    indexed = or_(entries.c.article_id.in_(article), and_(entries.c.feed_id.in_(select(feeds.c.id)), entries.c.link_key == link_key))
    return await _entries(tx, indexed, within=within, most=most) or await _entries(tx, entries.c.link == url, within=within, most=most)


async def by_number(tx: AsyncConnection, number: int, *, within: Target | None) -> tuple[EntryId, ...]:
    """The entry of this number, () where there is none."""
    return await _entries(tx, entries.c.id == number, within=within, most=1)


async def titles(tx: AsyncConnection, *, within: Target | None, most: int) -> tuple[tuple[EntryId, str], ...]:
    """The newest entries with their titles."""
    title = func.coalesce(func.nullif(entries.c.title, ""), articles.c.title, "").label("shown")
    query = select(entries.c.id, title).outerjoin(articles, articles.c.id == entries.c.article_id).where(_seen_by(within))
    return tuple((EntryId(row.id), row.shown) for row in await tx.execute(query.order_by(entries.c.id.desc()).limit(most)))


async def known(tx: AsyncConnection, entry: EntryId) -> Known:
    """An entry that is known to be there."""
    made = (takeaways.c.method, takeaways.c.reason.label("why_none"), takeaways.c.bullets)
    page = (articles.c.source, articles.c.confidence, articles.c.reason, articles.c.words, articles.c.language, articles.c.story_id)
    more = (articles.c.title.label("page_title"), articles.c.text, articles.c.url, stories.c.title.label("story_title"))
    query = (
        select(entries, feeds.c.title.label("feed_title"), feeds.c.url.label("feed_url"), *page, *more, *made)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .outerjoin(articles, articles.c.id == entries.c.article_id)
        .outerjoin(takeaways, takeaways.c.article_id == articles.c.id)
        .outerjoin(stories, stories.c.id == articles.c.story_id)
    )
    return _row_to_known((await tx.execute(query.where(entries.c.id == entry))).one())


async def handed(tx: AsyncConnection, entry: EntryId, *, within: Target | None) -> tuple[Handed, ...]:
    """The channels that the entry was handed to."""
    story = select(articles.c.story_id).where(articles.c.id == entries.c.article_id).scalar_subquery()
    told = and_(digest_stories.c.digest_id == deliveries.c.digest_id, digest_stories.c.story_id == story)
    columns = (
        *(deliveries.c[name] for name in ("mode", "decided_at", "dropped", "digest_id")),
        *(channels.c[name] for name in ("outlet", "external_id", "guild_id", "next_digest_at", "schedule", "error")),
        digests.c.created_at.label("told_at"),
        digest_stories.c.article_id.label("lead_id"),
        entries.c.article_id,
    )
    query = (
        select(*columns)
        .select_from(deliveries)
        .join(entries, entries.c.id == deliveries.c.entry_id)
        .join(channels, channels.c.id == deliveries.c.channel_id)
        .outerjoin(digests, digests.c.id == deliveries.c.digest_id)
        .outerjoin(digest_stories, told)
    )
    rows = (await tx.execute(query.where(deliveries.c.entry_id == entry, _ours(within)).order_by(deliveries.c.id))).all()
    return tuple([_row_to_handed(row, links=await _links(tx, row.lead_id)) for row in rows])


async def not_handed(tx: AsyncConnection, entry: EntryId, feed: FeedId, *, within: Target | None) -> tuple[Target, ...]:
    """The channels that read the feed and yet were never handed the entry."""
    got = select(deliveries.c.channel_id).where(deliveries.c.entry_id == entry)
    query = select(channels).join(subscriptions, subscriptions.c.channel_id == channels.c.id)
    rows = await tx.execute(query.where(subscriptions.c.feed_id == feed, channels.c.id.not_in(got), _ours(within)).order_by(channels.c.id))
    return tuple(_target(row) for row in rows)


async def sent(tx: AsyncConnection, digest: DigestId) -> tuple[Sent, ...]:
    """A digest's posts, in order."""
    rows = await tx.execute(select(posts).where(posts.c.digest_id == digest).order_by(posts.c.part))
    return tuple(
        Sent(
            code=row.code,
            payload=row.payload,
            state=PostState(row.state),
            message_id=row.message_id,
            error=row.error,
            sent_at=row.sent_at,
            next_at=row.next_at,
        )
        for row in rows
    )


async def others(tx: AsyncConnection, story: StoryId, entry: EntryId, *, within: Target | None, most: int) -> tuple[OtherSource, ...]:
    """The story's other entries, the earliest first."""
    query = (
        select(entries.c.title, entries.c.link, feeds.c.title.label("feed_title"), articles.c.title.label("page_title"), articles.c.url)
        .select_from(entries)
        .join(articles, articles.c.id == entries.c.article_id)
        .join(feeds, feeds.c.id == entries.c.feed_id)
    )
    mine = query.where(articles.c.story_id == story, entries.c.id != entry, _seen_by(within))
    rows = await tx.execute(mine.order_by(entries.c.id).limit(most))
    return tuple(OtherSource(source=row.feed_title, title=row.title or row.page_title, link=row.link or row.url) for row in rows)


async def _entries(tx: AsyncConnection, which: ColumnElement[bool], *, within: Target | None, most: int) -> tuple[EntryId, ...]:
    query = select(entries.c.id).where(which, _seen_by(within)).order_by(entries.c.id.desc()).limit(most)
    return tuple(EntryId(row.id) for row in await tx.execute(query))


async def _links(tx: AsyncConnection, article: int | None) -> tuple[str, ...]:
    """The addresses by which a story's leading article may be linked."""
    if article is None:
        return ()
    links = select(entries.c.link.label("at")).where(entries.c.article_id == article)
    urls = select(articles.c.url.label("at")).where(articles.c.id == article)
    return tuple(row.at for row in await tx.execute(links.union(urls)) if row.at)


def _ours(within: Target | None) -> ColumnElement[bool]:
    """Whether a channel is one of those that the asker may know of."""
    if within is None:
        return true()
    mine = [channels.c.external_id == within.channel]
    mine += [channels.c.guild_id == within.guild] if within.guild is not None else []
    return and_(channels.c.outlet == within.outlet, or_(*mine))


def _seen_by(within: Target | None) -> ColumnElement[bool]:
    """Whether an entry came to one of the asker's channels, or from a feed that one of them reads."""
    if within is None:
        return true()
    mine = select(channels.c.id).where(_ours(within))
    got = select(deliveries.c.entry_id).where(deliveries.c.entry_id == entries.c.id, deliveries.c.channel_id.in_(mine)).exists()
    reads = select(subscriptions.c.feed_id).where(subscriptions.c.channel_id.in_(mine))
    return or_(entries.c.feed_id.in_(reads), got)


def _target(row: Row[Any]) -> Target:
    return Target(outlet=OutletName(row.outlet), channel=row.external_id, guild=row.guild_id)


def _row_to_handed(row: Row[Any], *, links: tuple[str, ...]) -> Handed:
    return Handed(
        target=_target(row),
        mode=Mode(row.mode),
        decided_at=row.decided_at,
        dropped=row.dropped,
        digest=None if row.digest_id is None else DigestId(row.digest_id),
        told_at=row.told_at,
        lead=row.lead_id is None or row.lead_id == row.article_id,
        lead_links=links,
        next_digest_at=row.next_digest_at,
        schedule=from_row(row.schedule),
        channel_error=row.error,
    )


def _row_to_known(row: Row[Any]) -> Known:
    return Known(
        entry=EntryId(row.id),
        feed=FeedId(row.feed_id),
        title=row.title or row.page_title or "",
        link=row.link or row.url or "",
        feed_title=row.feed_title or host_of(row.feed_url),
        feed_url=row.feed_url,
        tags=tuple(row.tags),
        seen_at=row.seen_at,
        published_at=row.published_at,
        reading=_row_to_reading(row),
        text=row.text or "",
        story=None if row.story_id is None else StoryId(row.story_id),
        story_title=row.story_title or "",
        tries=row.attempts,
        error=row.error or "",
        next_at=row.next_at,
    )


def _row_to_reading(row: Row[Any]) -> Reading | None:
    """None: not read yet."""
    if row.source is None or row.method is None:
        return None
    return Reading(
        source=Source(row.source),
        confidence=Confidence(row.confidence),
        reason=row.reason,
        words=row.words,
        language=row.language or "",
        method=Method(row.method),
        bullets=len(row.bullets),
        why_none=row.why_none,
    )
