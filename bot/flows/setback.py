"""A poll that failed in; the feed put off, paused or given up, and the owners told where it matters."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.catalogue import ENGLISH, mark, speaking
from bot.errors import BotError, FetchFailed, ReadTrouble, Unreadable, place
from bot.feeds.schedule import CRASHES, HOPELESS, LOUD_FAILURES, after_failure, after_gone
from bot.flows import notices
from bot.flows.app import App
from bot.flows.keep import bounds_of, some_jitter
from bot.model.feed import Feed, FeedState
from bot.model.notice import NoticeKind
from bot.store import feeds, hosts
from bot.store.database import Transaction
from bot.text.servers import server_of

log = logging.getLogger(__name__)

_GONE = 410
_TOO_MANY = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """What a failure makes of a feed. `kind`: what the owners are told, None: nothing; `why`: the reason as a person reads it."""

    state: FeedState
    crashes: int
    next_at: datetime
    why: str
    kind: NoticeKind | None = None


async def note_failure(feed: Feed, error: BotError, *, app: App, now: datetime) -> Setback:
    """Store what a failed poll makes of its feed. Raises `StoreFailed`."""
    setback = judge(feed, error, app=app, now=now)
    log.warning("feed failed", extra={"feed_id": feed.id, "feed": place(feed.url), "why": str(error)})
    async with app.db.transaction() as tx:
        await feeds.mark_failed(
            tx,
            feed.id,
            error=setback.why,
            state=setback.state,
            crashes=setback.crashes,
            failing_since=feed.failing_since or now,
            at=now,
            next_at=setback.next_at,
        )
        if setback.kind:
            await notices.tell(tx, feed, setback.kind, why=setback.why, now=now)
        await _rest_server(tx, error, app=app, now=now)
    return setback


async def put_off(feed: Feed, error: FetchFailed, *, app: App, now: datetime) -> datetime:
    """The feed's server rests, so that nothing was asked of it: no failure of the feed's. When it is due again. Raises `StoreFailed`."""
    next_at = now + timedelta(seconds=error.retry_after_s or 0.0)
    async with app.db.transaction() as tx:
        await feeds.put_off(tx, feed.id, next_at=next_at)
        await hosts.rest(tx, server_of(error.url), until=next_at)
    return next_at


async def restore_rests(*, app: App, now: datetime) -> None:
    """Tell the web client of the pauses that servers asked for before this start. Raises `StoreFailed`."""
    async with app.db.transaction() as tx:
        await hosts.forget(tx, now=now)
        found = await hosts.resting(tx, now=now)
    for server, until in found.items():
        app.readers.web.rest(server, (until - now).total_seconds())


def judge(feed: Feed, error: BotError, *, app: App, now: datetime) -> Setback:
    """What a failure makes of a feed. Pure but for the jitter."""
    bounds = bounds_of(app.settings.feeds)
    with speaking(ENGLISH):  # it is stored, for readers of every language
        said = error.said
    hard = isinstance(error, Unreadable) and error.trouble is ReadTrouble.TOO_HARD
    setback = Setback(
        state=FeedState.ACTIVE,
        crashes=feed.crashes + 1 if hard else feed.crashes if isinstance(error, FetchFailed) else 0,
        next_at=after_failure(
            now=now,
            tempo=feed.tempo,
            failures=feed.failures + 1,
            retry_after_s=error.retry_after_s,
            bounds=bounds,
            jitter=some_jitter(),
        ),
        why=said,
        kind=NoticeKind.FAILING if feed.failures + 1 >= LOUD_FAILURES else None,
    )
    if isinstance(error, FetchFailed) and error.status == _GONE:
        if feed.error == said:  # the last poll was told the same
            return replace(setback, state=FeedState.GONE, kind=NoticeKind.GONE)
        return replace(setback, next_at=after_gone(now=now, bounds=bounds))
    if setback.crashes >= CRASHES:
        return _paused(setback, f"{said} " + mark("That happened {times} times in a row.").format(times=setback.crashes))
    if feed.failing_since and now - feed.failing_since >= HOPELESS:
        return _paused(setback, f"{said} " + mark("It has failed for {days} days.").format(days=HOPELESS.days))
    return setback


def _paused(setback: Setback, why: str) -> Setback:
    return replace(setback, state=FeedState.PAUSED, kind=NoticeKind.PAUSED, why=why)


async def _rest_server(tx: Transaction, error: BotError, *, app: App, now: datetime) -> None:
    """A 429, or a 503 that asks for a pause, holds for the whole server; a 429 that asks for none means the shortest pause of ours."""
    if not isinstance(error, FetchFailed) or not error.of_server:
        return
    pause_s = error.retry_after_s
    if pause_s is None and error.status == _TOO_MANY:
        pause_s = min(app.settings.feeds.floor_s, app.settings.feeds.interval_s)
        app.readers.web.rest(server_of(error.url), pause_s)
    if pause_s:
        await hosts.rest(tx, server_of(error.url), until=now + timedelta(seconds=pause_s))
