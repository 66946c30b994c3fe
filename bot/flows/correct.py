"""Entries that their feeds changed in; their articles read again, and the cards that tell of them set right."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.digests.correct import GONE, Change, Correction, Version, correction_of, is_same, is_withdrawn
from bot.errors import BotError, FetchFailed, StoreFailed
from bot.flows.app import App
from bot.flows.read import ReadEntry, condense_article, read_entry
from bot.flows.recard import recard
from bot.model.article import Article, Confidence
from bot.model.feed import Entry
from bot.model.takeaways import Takeaways
from bot.store import articles, corrections
from bot.store.articles import StoredArticle
from bot.store.corrections import Suspect, posted_of
from bot.store.database import Transaction

log = logging.getLogger(__name__)

_AT_ONCE = 5
_TRIES = 3
_AGAIN = timedelta(minutes=10)
_GONE = 410
_CARDS = timedelta(days=2)
_NOTHING = Correction(change=Change.NONE, said="")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reread:
    """An article as it is now. `article` None: it is gone, or nothing was to be read."""

    article: Article | None
    takeaways: Takeaways | None
    correction: Correction


async def correct_due(*, app: App, now: datetime) -> tuple[Change, ...]:
    """Read again what is due, one after the other; what came of each that could be read. Raises `StoreFailed` only."""
    async with app.db.reading() as tx:
        due = await corrections.due(tx, now=now, most=_AT_ONCE)
    done = [await _correct(suspect, app=app, now=now) for suspect in due]
    return tuple(each for each in done if each is not None)


async def next_correction_at(*, app: App) -> datetime | None:
    """When the next article is to be read again; None: none is. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        return await corrections.next_due(tx)


async def _correct(suspect: Suspect, *, app: App, now: datetime) -> Change | None:
    """None: it could not be read now. Raises `StoreFailed` only."""
    async with app.db.reading() as tx:
        known = await articles.by_id(tx, suspect.article)
    try:
        reread = await _reread(suspect, known, app=app)
    except StoreFailed:
        raise
    except BotError as error:
        await _put_off(suspect, error, app=app, now=now)
        return None
    except Exception:
        log.exception("reading again met a bug", extra={"entry_id": suspect.entry.id})
        await _put_off(suspect, BotError(), app=app, now=now)
        return None
    async with app.db.transaction() as tx:
        await corrections.settle(tx, suspect.entry.id)
        await _store(tx, suspect, reread, app=app, now=now)
    log.info("article read again", extra={"entry_id": suspect.entry.id, "change": reread.correction.change.value})
    return reread.correction.change


async def _reread(suspect: Suspect, known: StoredArticle, *, app: App) -> _Reread:
    """Raises `FetchFailed` or `Unreadable` where that may pass or is to be heard twice, `StoreFailed`."""
    read: ReadEntry = await read_entry(suspect.entry, readers=app.readers)
    if isinstance(read.failure, FetchFailed):
        if read.failure.status == _GONE and suspect.error == str(read.failure):  # one 410 alone may be a server's slip
            return _Reread(article=None, takeaways=None, correction=Correction(change=Change.RETRACTED, said=GONE))
        raise read.failure
    if read.page is None and not _has_text(suspect.entry.entry):
        if read.failure is not None:
            raise read.failure
        return _Reread(article=None, takeaways=None, correction=_NOTHING)
    posted = suspect.posted or posted_of(suspect.entry.entry.title, known)
    before = Version(title=posted.title, text=known.text, bullets=posted.bullets)
    page = read.page if read.page is not None and read.page.confidence is not Confidence.WALL else None  # a wall takes nothing back
    if page is not None and is_withdrawn(replace(before, title=f"{posted.title}\n{known.title}"), title=page.title, text=page.text):
        return _Reread(article=None, takeaways=None, correction=Correction(change=Change.RETRACTED, said=GONE))
    takeaways = await condense_article(read.article, readers=app.readers)
    return _Reread(
        article=read.article, takeaways=takeaways, correction=_what_changed(before, read.article, takeaways=takeaways, suspect=suspect)
    )


def _has_text(entry: Entry) -> bool:
    """Once condensed an entry has no text of its own until its feed changes it; that lack is no change, the page alone counts."""
    return bool(entry.summary_html.strip() or entry.content_html.strip())


def _what_changed(before: Version, article: Article, *, takeaways: Takeaways, suspect: Suspect) -> Correction:
    """Against what was posted first, so that a headline which went and came back is no correction any more. Pure."""
    if article.confidence is not Confidence.FULL:
        return _NOTHING  # a wall where there was an article corrects nothing
    bullets = tuple(article.text[each.start : each.end] or each.text for each in takeaways.bullets)
    new = Version(title=suspect.entry.entry.title or article.title, text=article.text, bullets=bullets)
    correction = correction_of(before, new)
    if correction.change is Change.NONE and suspect.marked and is_same(before, new):
        return Correction(change=Change.RESTORED, said="")
    return correction


async def _store(tx: Transaction, suspect: Suspect, reread: _Reread, *, app: App, now: datetime) -> None:
    correction = reread.correction
    if correction.change is Change.NONE:
        return
    if correction.change is Change.RETRACTED:
        await corrections.mark_retracted(tx, suspect.article, correction=correction.said, now=now)
    elif reread.article is not None and reread.takeaways is not None:
        await corrections.remember(tx, suspect.entry.id)
        await articles.replace(tx, suspect.article, reread.article, reread.takeaways, now=now)
        if correction.change is Change.RESTORED:
            await corrections.mark_restored(tx, suspect.article)
        else:
            await corrections.mark_corrected(tx, suspect.article, correction=correction.said, now=now)
    for digest in await corrections.cards_of(tx, suspect.article, since=now - _CARDS):
        await recard(tx, digest, app=app, now=now, urgent=correction.change is not Change.CORRECTED)


async def _put_off(suspect: Suspect, error: BotError, *, app: App, now: datetime) -> None:
    log.info("article not read again", extra={"entry_id": suspect.entry.id, "why": str(error)})
    gone = isinstance(error, FetchFailed) and error.status == _GONE
    passing = not isinstance(error, FetchFailed) or error.passing
    async with app.db.transaction() as tx:
        if gone or (passing and suspect.entry.attempts + 1 < _TRIES):
            wait = max(_AGAIN, timedelta(seconds=min(error.retry_after_s or 0, _CARDS.total_seconds())))
            await corrections.put_off(tx, suspect.entry.id, until=now + wait, error=str(error))
        else:
            await corrections.settle(tx, suspect.entry.id)
