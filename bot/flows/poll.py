"""Feeds that are due in, their new entries stored and handed over out. A feed that fails is a value, never a stop for the others."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from bot import measures
from bot.errors import BotError, FetchFailed, FetchTrouble, StoreFailed, Unreadable, place
from bot.flows import keep
from bot.flows.app import App
from bot.flows.condense import ask
from bot.flows.read import parse
from bot.flows.setback import note_failure, put_off
from bot.model.feed import Feed, FeedId
from bot.model.fetch import Fetched
from bot.model.hours import Counts
from bot.model.poll import Polled
from bot.store import entries, feeds
from bot.telemetry import traced
from bot.web.client import Accept

log = logging.getLogger(__name__)


class PollOutcome(StrEnum):
    """What a poll found. SAME: the server or the body said that nothing changed. RESTED: the server rests, and was not asked."""

    READ = "read"
    SAME = "same"
    FAILED = "failed"
    RESTED = "rested"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """One poll of one feed. `awaited`: a channel waits for what is new. `error`: the sentence for the owners, None where it went well."""

    feed: FeedId
    outcome: PollOutcome
    new: int
    next_at: datetime
    awaited: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A poll that found nothing new and is not stored yet: many of them are, in one transaction."""

    feed: Feed
    polled: Polled

    @property
    def result(self) -> PollResult:
        """As the poll's result."""
        return PollResult(feed=self.feed.id, outcome=PollOutcome.SAME, new=0, next_at=self.polled.next_at)


async def poll(feed: Feed, *, app: App, now: datetime) -> PollResult | Unchanged:
    """Poll one feed and store what came of it, unless nothing did. Raises `StoreFailed` only; a bug is logged and puts this feed off."""
    measures.FEED_LAG.observe(max((now - feed.next_at).total_seconds(), 0.0))
    found = await traced("poll", partial(_poll, feed, app=app, now=now), seconds=measures.FEED_POLL, feed_id=feed.id)
    measures.FEED_POLLS.labels(PollOutcome.SAME if isinstance(found, Unchanged) else found.outcome).inc()
    return found


async def _poll(feed: Feed, *, app: App, now: datetime) -> PollResult | Unchanged:
    """As `poll`.

    Pauses count from the answer, not from `now`: a server that thinks for a while before it asks for one is not cheated of it.
    """
    clock = asyncio.get_running_loop().time
    began = clock()
    try:
        fetched = await app.readers.web.fetch(feed.url, accept=Accept.FEED, validators=feed.validators)
        return await _keep_answer(feed, fetched, app=app, now=now, answered_at=now + timedelta(seconds=clock() - began))
    except (FetchFailed, Unreadable) as error:
        failure: BotError = error
    except StoreFailed:
        raise
    except Exception:
        log.exception("poll met a bug", extra={"feed_id": feed.id})
        failure = BotError()
    return await _note(feed, failure, app=app, now=now + timedelta(seconds=clock() - began))


async def store_unchanged(unchanged: Sequence[Unchanged], *, app: App) -> tuple[PollResult, ...]:
    """Note polls that found nothing new. Raises `StoreFailed`."""
    if not unchanged:
        return ()
    async with app.db.transaction(apart=not any(keep.moves_now(each.polled) for each in unchanged)) as tx:
        await keep.keep_same(tx, [(each.feed, each.polled) for each in unchanged])
        for each in unchanged:
            await keep.follow_move(tx, each.feed, each.polled)
    app.counting.add(Counts(polls=len(unchanged), unchanged=len(unchanged)), at=unchanged[-1].polled.at)
    return tuple(each.result for each in unchanged)


async def _keep_answer(feed: Feed, fetched: Fetched, *, app: App, now: datetime, answered_at: datetime) -> PollResult | Unchanged:
    if fetched.not_modified or keep.body_hash(fetched.body) == feed.body_hash:
        return await _unchanged(feed, fetched, app=app, now=answered_at)
    async with app.db.reading() as tx:
        known = await entries.guid_keys(tx, feed.id, watched_since=now - keep.WATCHED)
    parsed = await parse(fetched, readers=app.readers, known=known)
    async with app.db.transaction(apart=not keep.may_move(feed, fetched)) as tx:
        await feeds.hold(tx, feed.id)
        limits = app.settings.feeds
        kept = await keep.keep(tx, feed, fetched=fetched, parsed=parsed, limits=limits, now=now, answered_at=answered_at)
        await keep.follow_move(tx, feed, kept.polled)
        await ask(app, kept.new if kept.awaited else (), tx=tx)
    new = len(kept.new)
    app.counting.add(Counts(polls=1, entries=new), at=now)
    measures.ENTRIES.inc(new)
    log.info("feed polled", extra={"feed_id": feed.id, "feed": place(feed.url), "outcome": PollOutcome.READ.value, "new": new})
    return PollResult(feed=feed.id, outcome=PollOutcome.READ, new=new, next_at=kept.polled.next_at, awaited=kept.awaited)


async def _unchanged(feed: Feed, fetched: Fetched, *, app: App, now: datetime) -> Unchanged:
    limits, tempo = app.settings.feeds, feed.tempo
    if not keep.bounds_of(limits).fixed and keep.is_stale(tempo, now=now):
        async with app.db.reading() as tx:
            tempo = await keep.tempo_now(tx, feed, grown=False, limits=limits, now=now)
    return Unchanged(feed=feed, polled=keep.polled_well(feed, fetched, rhythm=feed.rhythm, tempo=tempo, limits=limits, now=now))


async def _note(feed: Feed, error: BotError, *, app: App, now: datetime) -> PollResult:
    if isinstance(error, FetchFailed) and error.trouble is FetchTrouble.RESTING:
        next_at = await put_off(feed, error, app=app, now=now)
        return PollResult(feed=feed.id, outcome=PollOutcome.RESTED, new=0, next_at=next_at, error=error.said)
    setback = await note_failure(feed, error, app=app, now=now)
    app.counting.add(Counts(polls=1, failures=1), at=now)
    return PollResult(feed=feed.id, outcome=PollOutcome.FAILED, new=0, next_at=setback.next_at, error=setback.why)
