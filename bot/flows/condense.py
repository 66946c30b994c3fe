"""Entries that channels wait for in; their articles, takeaways and stories stored."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digests.gather import find_story
from bot.errors import BotError, FetchFailed, StoreFailed, Unreadable
from bot.flows.app import App
from bot.flows.read import condense_article, read_entry
from bot.model.article import Article, ArticleId, Confidence, Source
from bot.model.digest import Coverage, StoryId
from bot.model.feed import EntryId, StoredEntry
from bot.model.takeaways import Method, Takeaways
from bot.store import articles, entries
from bot.store.articles import StoredArticle
from bot.store.database import Transaction

log = logging.getLogger(__name__)

_AT_ONCE = 16
_WINDOW = 300  # articles that a new one is compared with; all of them cost about 0.1 s in a worker
_NONE = Takeaways(bullets=(), method=Method.NONE, reason="the article could not be read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condensed:
    """What became of one entry. `error`: why it is tried again later, None where it is done."""

    entry: EntryId
    article: ArticleId | None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """An entry's article before it is stored; `known` where it was stored before, and then `article` is None."""

    entry: StoredEntry
    known: StoredArticle | None
    article: Article | None
    takeaways: Takeaways
    failure: BotError | None = None


async def condense_waiting(*, app: App, now: datetime) -> tuple[Condensed, ...]:
    """Condense what is waiting: read side by side, stored one after the other so that two sources of one story find each other.

    Raises `StoreFailed` only; any other failure is that entry's own.
    """
    async with app.db.reading() as tx:
        waiting = await entries.waiting(tx, now=now, most=_AT_ONCE)
    done: list[Condensed] = []
    for reading in asyncio.as_completed([_read(entry, app=app) for entry in waiting]):
        done.append(await _store(await reading, app=app, now=now))  # noqa: PERF401  each is stored before the next is looked at
    return tuple(done)


async def next_condense_at(*, app: App) -> datetime | None:
    """When the next entry wants to be condensed; None: none does. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        return await entries.next_waiting(tx)


def article_key(entry: StoredEntry) -> str:
    """What an entry's article is stored under: its link where that is its alone. Pure."""
    return entry.entry.link if entry.entry.link and entry.own_link else f"urn:bytebot:entry:{entry.id}"


async def _read(entry: StoredEntry, *, app: App) -> _Made:
    """The entry's article, whatever happens: where nothing can be read, a bare one with its title. Raises `StoreFailed` only."""
    async with app.db.reading() as tx:
        known = await articles.find(tx, article_key(entry))
    if known:
        return _Made(entry=entry, known=known, article=None, takeaways=known.takeaways)
    try:
        read = await read_entry(entry, readers=app.readers)
        takeaways = await condense_article(read.article, readers=app.readers)
    except Unreadable as error:
        return _Made(entry=entry, known=None, article=bare_article(entry), takeaways=_NONE, failure=error)
    except StoreFailed:
        raise
    except Exception:
        log.exception("condensing met a bug", extra={"entry_id": entry.id})
        return _Made(entry=entry, known=None, article=bare_article(entry), takeaways=_NONE)
    return _Made(entry=entry, known=None, article=read.article, takeaways=takeaways, failure=read.failure)


def bare_article(entry: StoredEntry) -> Article:
    """What is left where neither page nor feed could be read: title and link. Pure."""
    return Article(
        url=entry.entry.link or "",
        title=entry.entry.title,
        text="",
        blocks=(),
        own=(),
        site=entry.feed_title,
        author=entry.entry.author,
        language=None,
        published_at=entry.entry.published_at,
        image_url=None,
        source=Source.FEED,
        confidence=Confidence.TEASER,
        reason=_NONE.reason,
    )


async def _store(made: _Made, *, app: App, now: datetime) -> Condensed:
    entry, failure = made.entry, made.failure
    limits = app.settings.articles
    if isinstance(failure, FetchFailed) and failure.passing and entry.attempts + 1 < limits.attempts:
        log.warning("entry put off", extra={"entry_id": entry.id, "why": str(failure)})
        next_at = now + timedelta(seconds=max(limits.retry_s, failure.retry_after_s or 0))
        async with app.db.transaction() as tx:
            await entries.mark_retry(tx, entry.id, error=failure.said, next_at=next_at)
        return Condensed(entry=entry.id, article=None, error=failure.said)
    story = await _find_story(made, app=app, now=now)
    async with app.db.transaction() as tx:
        article = await _keep_article(tx, made, story=story, now=now)
        await entries.mark_condensed(tx, entry.id, article)
    log.info("entry condensed", extra={"entry_id": entry.id, "method": made.takeaways.method.value})
    return Condensed(entry=entry.id, article=article)


async def _find_story(made: _Made, *, app: App, now: datetime) -> StoryId | None:
    """The story that the article belongs to; None: it starts one."""
    if made.known is not None and made.known.story_id is not None:
        return made.known.story_id
    article = made.article or made.known
    if article is None:
        return None
    async with app.db.reading() as tx:
        recent = await articles.window(tx, since=now - timedelta(days=app.settings.digests.story_days), most=_WINDOW)
    try:
        return await app.readers.pool.run(article.url, find_story, _coverage(made.entry, article, made.takeaways, now=now), recent)
    except Unreadable as error:
        log.warning("story not looked for", extra={"entry_id": made.entry.id, "why": str(error)})
        return None


def _coverage(entry: StoredEntry, article: Article | StoredArticle, takeaways: Takeaways, *, now: datetime) -> Coverage:
    return Coverage(
        article_id=ArticleId(0),
        story_id=StoryId(0),
        source=article.site or entry.feed_title,
        title=article.title or entry.entry.title,
        link=article.url,
        tags=entry.entry.tags,
        published_at=entry.entry.published_at or article.published_at or now,
        words=article.words,
        text=article.text,
        takeaways=takeaways,
    )


async def _keep_article(tx: Transaction, made: _Made, *, story: StoryId | None, now: datetime) -> ArticleId:
    """The article's id; it is stored, with its story, unless another entry of this batch brought it just before."""
    key = article_key(made.entry)
    known = made.known or await articles.find(tx, key)
    title = (made.article.title if made.article else "") or made.entry.entry.title
    belongs = story or (known.story_id if known else None) or await articles.start_story(tx, title, now=now)
    if known is None:
        article = made.article or bare_article(made.entry)
        return await articles.add(tx, key, article, made.takeaways, story=belongs, now=now)
    if known.story_id is None:
        await articles.set_story(tx, known.id, belongs)
    return known.id
