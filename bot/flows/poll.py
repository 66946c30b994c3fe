"""Feeds that are due in, their new entries stored and handed over out. A feed that fails is a value, never a stop for the others."""

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import BotError, FetchFailed, StoreFailed, Unreadable, place
from bot.feeds.schedule import next_check
from bot.flows.app import App
from bot.flows.keep import after_success, body_hash, keep
from bot.flows.read import parse
from bot.model.feed import Feed, FeedId, FeedState
from bot.model.fetch import Fetched
from bot.store import entries, feeds
from bot.web.client import Accept

log = logging.getLogger(__name__)

_AT_ONCE = 64
_GONE = 410


class PollOutcome(StrEnum):
    """What a poll found. SAME: the server or the body said that nothing changed."""

    READ = "read"
    SAME = "same"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """One poll of one feed. `error` is the sentence for the owners, None where it went well."""

    feed: FeedId
    outcome: PollOutcome
    new: int
    next_at: datetime
    error: str | None = None


async def poll_due(*, app: App, now: datetime) -> tuple[PollResult, ...]:
    """Poll every feed that is due, side by side. Raises `StoreFailed` only."""
    async with app.db.reading() as tx:
        due = await feeds.due(tx, now=now, most=_AT_ONCE)
    return tuple(await asyncio.gather(*(poll(feed, app=app, now=now) for feed in due)))


async def next_poll_at(*, app: App) -> datetime | None:
    """When the next feed is due; None: none ever is. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        return await feeds.next_due(tx)


async def poll(feed: Feed, *, app: App, now: datetime) -> PollResult:
    """Poll one feed and store what came of it. Raises `StoreFailed` only; a bug is logged and puts this feed off, no other."""
    try:
        fetched = await app.readers.web.fetch(feed.url, accept=Accept.FEED, validators=feed.validators)
        result = await _keep_answer(feed, fetched, app=app, now=now)
    except (FetchFailed, Unreadable) as error:
        result = await _note_failure(feed, error, app=app, now=now)
    except StoreFailed:
        raise
    except Exception:
        log.exception("poll met a bug", extra={"feed_id": feed.id})
        result = await _note_failure(feed, BotError(), app=app, now=now)
    log.info(
        "feed polled",
        extra={"feed_id": feed.id, "feed": place(feed.url), "outcome": result.outcome.value, "new": result.new},
    )
    return result


async def _keep_answer(feed: Feed, fetched: Fetched, *, app: App, now: datetime) -> PollResult:
    next_at = after_success(now, app.settings.feeds)
    if fetched.not_modified or body_hash(fetched.body) == feed.body_hash:
        async with app.db.transaction() as tx:
            await feeds.mark_polled(
                tx, feed.id, validators=fetched.validators, body_hash=None, title=None, site_url=None, now=now, next_at=next_at
            )
        return PollResult(feed=feed.id, outcome=PollOutcome.SAME, new=0, next_at=next_at)
    async with app.db.reading() as tx:
        known = await entries.guid_keys(tx, feed.id)
    parsed = await parse(fetched, readers=app.readers, known=known)
    async with app.db.transaction() as tx:
        new = await keep(tx, feed.id, fetched=fetched, parsed=parsed, keyed=parsed.entries, now=now, next_at=next_at)
    return PollResult(feed=feed.id, outcome=PollOutcome.READ, new=new, next_at=next_at)


async def _note_failure(feed: Feed, error: BotError, *, app: App, now: datetime) -> PollResult:
    gone = isinstance(error, FetchFailed) and error.status == _GONE
    next_at = next_check(
        now=now,
        interval_s=app.settings.feeds.interval_s,
        max_interval_s=app.settings.feeds.max_interval_s,
        failures=feed.failures + 1,
        retry_after_s=error.retry_after_s,
        jitter=random.uniform(-1, 1),  # noqa: S311  spreading load needs no secrecy
    )
    log.warning("feed failed", extra={"feed_id": feed.id, "why": str(error)})
    async with app.db.transaction() as tx:
        state = FeedState.GONE if gone else FeedState.ACTIVE
        await feeds.mark_failed(tx, feed.id, error=error.said, state=state, now=now, next_at=next_at)
    return PollResult(feed=feed.id, outcome=PollOutcome.FAILED, new=0, next_at=next_at, error=error.said)
