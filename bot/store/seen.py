"""What a server has seen: its feeds, its articles and its stories, and where it can read them again. SQL."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import ArticleId
from bot.model.delivery import PostState
from bot.model.digest import Coverage, StoryId
from bot.model.feed import EntryId, FeedId
from bot.model.search import Sight
from bot.model.subscription import OutletName, Target
from bot.store.digests import coverage, coverage_columns, row_to_coverage
from bot.store.sight import followed, visible, within
from bot.store.tables import articles, channels, digest_stories, entries, feeds, posts


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFeed:
    """A feed to choose."""

    id: FeedId
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenArticle:
    """One feed's article of a story, as it is listed. `link` "": it has none."""

    article: ArticleId
    story: StoryId
    feed: FeedId
    source: str
    title: str
    link: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldIn:
    """A message that told a story, or one part of a digest that did. `payload` is its post, frozen."""

    story: StoryId
    target: Target
    message: str
    payload: str


async def feeds_of(tx: AsyncConnection, sight: Sight, *, posted: bool) -> tuple[SeenFeed, ...]:
    """The feeds that are followed there, by title; `posted`: also those that no longer are, and brought what was posted."""
    told = (
        select(entries.c.feed_id)
        .join(digest_stories, digest_stories.c.article_id == entries.c.article_id)
        .join(channels, channels.c.id == digest_stories.c.channel_id)
        .where(within(sight), visible(entries, sight))
    )
    mine = or_(feeds.c.id.in_(followed(sight)), feeds.c.id.in_(told)) if posted else feeds.c.id.in_(followed(sight))
    rows = await tx.execute(select(feeds.c.id, feeds.c.title).where(mine).order_by(func.lower(feeds.c.title), feeds.c.id))
    return tuple(SeenFeed(id=FeedId(row.id), title=row.title) for row in rows)


async def coverages(tx: AsyncConnection, ids: Sequence[EntryId]) -> dict[EntryId, Coverage]:
    """What these entries brought; those without an article are left out."""
    query = coverage((*coverage_columns(), entries.c.id)).where(entries.c.id.in_(list(ids)))
    return {EntryId(row.id): row_to_coverage(row) for row in await tx.execute(query)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Some of the stories that were posted, the newest first, each by its lead article; `total` is how many there are."""

    stories: tuple[Coverage, ...]
    total: int


async def latest(tx: AsyncConnection, sight: Sight, *, feeds_wanted: Collection[FeedId] | None = None, most: int, skipped: int = 0) -> Told:
    """What was posted where the asker can see it; with `feeds_wanted` only what these feeds brought."""
    one = entries.alias("one")
    of_feeds = [one.c.feed_id.in_(sorted(feeds_wanted))] if feeds_wanted is not None else []
    through = select(func.min(one.c.id)).where(one.c.article_id == digest_stories.c.article_id, visible(one, sight), *of_feeds)
    told = (
        select(through.correlate(digest_stories).scalar_subquery().label("entry"), func.max(digest_stories.c.digest_id).label("newest"))
        .join(channels, channels.c.id == digest_stories.c.channel_id)
        .where(within(sight))
        .group_by(digest_stories.c.article_id)
        .subquery()
    )
    query = coverage(coverage_columns()).join(told, told.c.entry == entries.c.id)
    rows = await tx.execute(query.order_by(told.c.newest.desc(), entries.c.id).limit(most).offset(skipped))
    total = await tx.scalar(select(func.count()).select_from(told).where(told.c.entry.is_not(None)))
    return Told(stories=tuple(row_to_coverage(row) for row in rows), total=total or 0)


async def articles_since(tx: AsyncConnection, sight: Sight, *, since: datetime, most: int) -> tuple[SeenArticle, ...]:
    """What came since then and may be seen, a row for each feed that brought it, the newest first."""
    query = (
        select(
            entries.c.article_id,
            articles.c.story_id,
            entries.c.feed_id,
            feeds.c.title.label("source"),
            func.coalesce(func.nullif(entries.c.title, ""), articles.c.title).label("title"),
            func.coalesce(entries.c.link, articles.c.url).label("link"),
            entries.c.seen_at,
        )
        .select_from(articles)
        .join(entries, entries.c.article_id == articles.c.id)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .where(articles.c.created_at >= since, articles.c.story_id.is_not(None), visible(entries, sight))
    )
    rows = await tx.execute(query.order_by(articles.c.created_at.desc(), entries.c.id.desc()).limit(most))
    return tuple(
        SeenArticle(
            article=ArticleId(row.article_id),
            story=StoryId(row.story_id),
            feed=FeedId(row.feed_id),
            source=row.source,
            title=row.title,
            link=row.link or "",
            at=row.seen_at,
        )
        for row in rows
    )


async def told_in(tx: AsyncConnection, stories: Sequence[StoryId], *, sight: Sight) -> tuple[ToldIn, ...]:
    """The messages that told these stories where the asker can see them, the newest first, a digest's parts in order."""
    columns = (digest_stories.c.story_id, *(posts.c[name] for name in ("message_id", "thread_id", "payload")))
    place = (channels.c.outlet, channels.c.external_id, channels.c.guild_id)
    query = (
        select(*columns, *place)
        .select_from(digest_stories)
        .join(channels, channels.c.id == digest_stories.c.channel_id)
        .join(posts, posts.c.digest_id == digest_stories.c.digest_id)
        .where(digest_stories.c.story_id.in_(list(stories)), within(sight), posts.c.state == PostState.SENT)
    )
    rows = await tx.execute(query.order_by(posts.c.digest_id.desc(), posts.c.part))
    return tuple(
        ToldIn(
            story=StoryId(row.story_id),
            target=Target(outlet=OutletName(row.outlet), channel=int(row.thread_id or row.external_id), guild=row.guild_id),
            message=row.message_id,
            payload=row.payload,
        )
        for row in rows
        if row.message_id
    )
