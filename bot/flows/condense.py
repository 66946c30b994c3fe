"""Entries that channels wait for in; their articles, takeaways and stories stored."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot import measures
from bot.catalogue import mark
from bot.errors import BotError, FetchFailed, StoreFailed, Unreadable
from bot.flows import stories
from bot.flows.app import App
from bot.flows.read import condense_article, read_entry
from bot.model.article import Article, ArticleId, Confidence, Source
from bot.model.digest import StoryId
from bot.model.feed import EntryId, StoredEntry
from bot.model.hours import Counts
from bot.model.job import Job, TaskName
from bot.model.takeaways import Method, Takeaways
from bot.store import articles, entries
from bot.store import stories as stored_stories
from bot.store.articles import StoredArticle
from bot.store.database import Transaction
from bot.telemetry import traced
from bot.text.fingerprint import Fingerprint

log = logging.getLogger(__name__)

_AT_ONCE = 16
_ASKED_FOR = 500  # jobs that one look adds at most
_LONGEST_WAIT_S = 86400.0  # whatever a server asks for
UNREAD = Takeaways(bullets=(), method=Method.NONE, reason=mark("the article could not be read"))


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


class Condenser:
    """Reads entries side by side and stores each as soon as it is read, one after the other, so that two sources of one story
    find each other. A page that takes its time holds up no other entry."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._reading: dict[EntryId, asyncio.Task[_Made]] = {}
        self._caught_up = False

    @property
    def busy(self) -> bool:
        """Something is being read."""
        return bool(self._reading)

    async def look(self, *, now: datetime) -> None:
        """Ask the engine for what waits and nobody asked for yet. Raises `StoreFailed`."""
        asked = await self._app.engine.busy(TaskName.CONDENSE)
        async with self._app.db.reading() as tx:
            waiting = await entries.waiting_ids(tx, now=now, most=_ASKED_FOR + len(asked))
        await ask(self._app, [each for each in waiting if str(each) not in asked][:_ASKED_FOR])

    async def work(self, key: str) -> None:
        """Do a job: condense the entry, if it still waits. Raises `StoreFailed` only."""
        now = self._app.clock()
        await self._catch_up(now)
        async with self._app.db.reading() as tx:
            entry = await entries.waiting_one(tx, EntryId(int(key)), now=now)
        if entry is None:
            return
        reading = self._reading[entry.id] = asyncio.create_task(_read(entry, app=self._app))
        try:
            await asyncio.wait({reading})
        finally:
            del self._reading[entry.id]
            reading.cancel()
            await asyncio.wait({reading})  # until it gave back what it held: the store may be closed next
        if not reading.cancelled():
            await _store(reading.result(), app=self._app, now=now)
            await self._app.engine.enqueue([Job(task=TaskName.DIGEST)])

    async def step(self, *, now: datetime, patience_s: float | None) -> tuple[Condensed, ...]:
        """Without an engine: begin what waits, as far as there is room, and store what was read within `patience_s` (None: wait for the
        next one). Raises `StoreFailed` only; any other failure is that entry's own.
        """
        await self._catch_up(now)
        async with self._app.db.reading() as tx:
            waiting = await entries.waiting(tx, now=now, most=_AT_ONCE + len(self._reading))
        for entry in waiting:
            if entry.id not in self._reading and len(self._reading) < _AT_ONCE:
                read = partial(_read, entry, app=self._app)
                self._reading[entry.id] = asyncio.create_task(traced("condense", read, seconds=measures.CONDENSE, entry_id=entry.id))
        if not self._reading:
            return ()
        done, _ = await asyncio.wait(self._reading.values(), timeout=patience_s, return_when=asyncio.FIRST_COMPLETED)
        self._reading = {entry: task for entry, task in self._reading.items() if task not in done}
        return tuple([await _store(task.result(), app=self._app, now=now) for task in done])

    def give_up(self) -> None:
        """Cancel what is being read; it is read again another time."""
        for task in self._reading.values():
            task.cancel()

    async def _catch_up(self, now: datetime) -> None:
        if not self._caught_up:
            self._caught_up = not await stories.catch_up(app=self._app, now=now)


async def ask(app: App, waiting: Sequence[EntryId], *, tx: Transaction | None = None) -> None:
    """Have these entries condensed. Raises `StoreFailed`."""
    if waiting:
        await app.engine.enqueue([Job(task=TaskName.CONDENSE, key=str(each)) for each in waiting], tx=tx)


async def condense_waiting(*, app: App, now: datetime) -> tuple[Condensed, ...]:
    """Condense all that waits now. Raises `StoreFailed` only."""
    condenser = Condenser(app)
    done: list[Condensed] = []
    while more := await condenser.step(now=now, patience_s=None):
        done += more
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
    if known and known.takeaways.method is not Method.NONE:
        return _Made(entry=entry, known=known, article=None, takeaways=known.takeaways)
    try:
        read = await read_entry(entry, readers=app.readers)
        takeaways = await condense_article(read.article, readers=app.readers)
    except Unreadable as error:
        return _Made(entry=entry, known=None, article=bare_article(entry), takeaways=UNREAD, failure=error)
    except StoreFailed:
        raise
    except Exception:
        log.exception("condensing met a bug", extra={"entry_id": entry.id})
        return _Made(entry=entry, known=None, article=bare_article(entry), takeaways=UNREAD)
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
        reason=UNREAD.reason,
    )


async def _store(made: _Made, *, app: App, now: datetime) -> Condensed:
    """Raises `StoreFailed` only; a bug is logged and puts this entry off, no other."""
    failure, limits = made.failure, app.settings.articles
    if isinstance(failure, FetchFailed) and failure.passing and made.entry.attempts + 1 < limits.attempts:
        wait_s = min(max(limits.retry_s, failure.retry_after_s or 0), _LONGEST_WAIT_S)
        return await _put_off(made.entry, failure, app=app, next_at=now + timedelta(seconds=wait_s))
    try:
        return await _keep(made, app=app, now=now)
    except StoreFailed:
        raise
    except Exception:
        log.exception("storing an article met a bug", extra={"entry_id": made.entry.id})
        return await _put_off(made.entry, BotError(), app=app, next_at=now + timedelta(seconds=_LONGEST_WAIT_S))


async def _put_off(entry: StoredEntry, error: BotError, *, app: App, next_at: datetime) -> Condensed:
    log.warning("entry put off", extra={"entry_id": entry.id, "why": str(error)})
    async with app.db.transaction() as tx:
        await entries.mark_retry(tx, entry.id, error=error.said, next_at=next_at)
    return Condensed(entry=entry.id, article=None, error=error.said)


async def _keep(made: _Made, *, app: App, now: datetime) -> Condensed:
    entry = made.entry
    one = await _fingerprint(made, app=app)
    async with app.db.transaction() as tx:
        found = await stories.find(tx, one) if one else None
        kept = await _keep_article(tx, made, story=found.story if found else None, now=now)
        if one and found and kept.is_new:
            await stories.keep(tx, kept.article, kept.story, one, found, app=app, now=now)
        await entries.mark_condensed(tx, entry.id, kept.article)
    app.counting.add(Counts(articles=int(kept.is_new)), at=now)
    measures.ARTICLES.labels(made.takeaways.method).inc()
    log.info("entry condensed", extra={"entry_id": entry.id, "method": made.takeaways.method.value})
    return Condensed(entry=entry.id, article=kept.article)


async def _fingerprint(made: _Made, *, app: App) -> Fingerprint | None:
    """None: the article has its story already, or cannot be compared."""
    if made.known is not None and made.known.story_id is not None:
        return None
    article = made.article or made.known
    if article is None:
        return None
    return await stories.fingerprint_of(article.title or made.entry.entry.title, article.text, link=article.url, app=app)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """An article that is stored. `is_new`: it had no story before."""

    article: ArticleId
    story: StoryId
    is_new: bool


async def _keep_article(tx: Transaction, made: _Made, *, story: StoryId | None, now: datetime) -> _Kept:
    """Stored, with its story, unless another entry of this batch brought it just before."""
    key = article_key(made.entry)
    known = made.known or await articles.find(tx, key)
    title = (made.article.title if made.article else "") or made.entry.entry.title
    belongs = (known.story_id if known else None) or story or await stored_stories.start(tx, title, now=now)
    if known is None:
        article = made.article or bare_article(made.entry)
        added = await articles.add(tx, key, article, made.takeaways, story=belongs, headline=made.entry.entry.title, now=now)
        return _Kept(article=added, story=belongs, is_new=True)
    if made.article is not None and known.takeaways.method is Method.NONE and made.takeaways.bullets:
        await articles.replace(tx, known.id, made.article, made.takeaways, now=now)
    if known.story_id is None:
        await articles.set_story(tx, known.id, belongs)
    return _Kept(article=known.id, story=belongs, is_new=known.story_id is None)
