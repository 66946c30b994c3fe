"""Feeds and when each is due. SQL."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Row, Select, bindparam, case, delete, exists, func, insert, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.feed import Feed, FeedId, FeedState, Rhythm, Tempo
from bot.model.fetch import Validators
from bot.model.poll import Polled, Reading, Shown
from bot.store.keys import url_key
from bot.store.tables import entries, feeds, hosts, subscriptions
from bot.text.servers import server_of

_NO_RHYTHM = Rhythm()
_WELL = {"failures": 0, "error": None, "failing_since": None, "crashes": 0, "state": FeedState.ACTIVE}
_READ = exists().where(subscriptions.c.feed_id == feeds.c.id)


async def by_url(tx: AsyncConnection, url: str) -> Feed | None:
    """The feed of this address in any spelling; None: not known."""
    row = (await tx.execute(select(feeds).where(feeds.c.url_key == url_key(url)))).first()
    return row_to_feed(row) if row else None


async def by_id(tx: AsyncConnection, feed: FeedId) -> Feed:
    """A feed that is known to be there."""
    return row_to_feed((await tx.execute(select(feeds).where(feeds.c.id == feed))).one())


async def hold(tx: AsyncConnection, feed: FeedId) -> None:
    """Whoever else holds this feed waits until this transaction ends, so that of two polls of it the second sees the first's entries."""
    await tx.execute(select(feeds.c.id).where(feeds.c.id == feed).with_for_update(key_share=True))


async def due(tx: AsyncConnection, *, now: datetime, most: int, busy: Collection[str] = ()) -> tuple[Feed, ...]:
    """Feeds to poll now, the longest waiting first; none on a server that rests or is among `busy`.

    A feed that nobody subscribes to is not polled.
    """
    query = _due(now).where(feeds.c.host.not_in(busy)).order_by(feeds.c.next_at).limit(most)
    return tuple(row_to_feed(row) for row in await tx.execute(query))


async def due_on(tx: AsyncConnection, server: str, *, now: datetime, most: int) -> tuple[Feed, ...]:
    """The same, of one server."""
    query = _due(now).where(feeds.c.host == server).order_by(feeds.c.next_at).limit(most)
    return tuple(row_to_feed(row) for row in await tx.execute(query))


def _due(now: datetime) -> Select[Any]:
    rests = exists().where(hosts.c.name == feeds.c.host, hosts.c.rest_until > now)
    return select(feeds).where(feeds.c.state == FeedState.ACTIVE, feeds.c.next_at <= now, _READ, ~rests)


async def next_due(tx: AsyncConnection, *, now: datetime) -> datetime | None:
    """When a feed becomes due after `now`, or a server's rest ends; None: neither ever does."""
    ahead = (
        select(feeds.c.next_at).where(feeds.c.state == FeedState.ACTIVE, feeds.c.next_at > now, _READ).order_by(feeds.c.next_at).limit(1)
    )
    rested = select(func.min(hosts.c.rest_until)).where(hosts.c.rest_until > now)
    row = (await tx.execute(select(ahead.scalar_subquery().label("ahead"), rested.scalar_subquery().label("rested")))).one()
    return min((time for time in (row.ahead, row.rested) if time is not None), default=None)


async def polls_per_second(tx: AsyncConnection, *, interval_s: float) -> float:
    """How many polls a second the pauses of all feeds come to; one that was never polled counts as polled every `interval_s`."""
    pause_ms = type_coerce(feeds.c.next_at, BigInteger) - type_coerce(feeds.c.checked_at, BigInteger)
    each = 1000.0 / case((pause_ms > 0, pause_ms), else_=interval_s * 1000.0)
    total: float | None = await tx.scalar(select(func.sum(each)).where(feeds.c.state == FeedState.ACTIVE, _READ))
    return total or 0.0


async def shown(tx: AsyncConnection, feed: FeedId, *, since: datetime) -> Shown:
    """How much the feed brought since then, by the entries that the store holds."""
    dated = func.count().filter(entries.c.published_at >= since)
    undated = func.count().filter(entries.c.published_at.is_(None), entries.c.seen_at >= since)
    columns = (
        dated.label("dated"),
        undated.label("undated"),
        func.min(entries.c.published_at).label("oldest_at"),
        func.max(feeds.c.created_at).label("since"),
    )
    query = select(*columns).select_from(feeds).outerjoin(entries, entries.c.feed_id == feeds.c.id).where(feeds.c.id == feed)
    row = (await tx.execute(query)).one()
    return Shown(dated=row.dated, undated=row.undated, oldest_at=row.oldest_at, since=row.since)


async def add(tx: AsyncConnection, *, url: str, title: str, site_url: str | None, next_at: datetime, now: datetime) -> FeedId:
    """A new feed, active. The caller has looked that the address is not known."""
    values = {"url": url, "url_key": url_key(url), "host": server_of(url), "title": title, "site_url": site_url, "state": FeedState.ACTIVE}
    done = await tx.execute(insert(feeds).values(**values, next_at=next_at, created_at=now).returning(feeds.c.id))
    return FeedId(done.scalar_one())


async def mark_polled(tx: AsyncConnection, polled: Sequence[Polled]) -> None:
    """Polls that went well and found nothing new, all in one statement: whatever a feed was before, it is active now."""
    if not polled:
        return
    every: dict[str, object] = {name: bindparam(f"to_{name}") for name in _polled(polled[0])}
    query = update(feeds).where(feeds.c.id == bindparam("feed")).values(every | _WELL)
    rows: list[dict[str, Any]] = [{"feed": each.feed} | {f"to_{name}": value for name, value in _polled(each).items()} for each in polled]
    await tx.execute(query, sorted(rows, key=lambda row: row["feed"]))  # in one order, whoever does it: two never wait for each other


async def mark_read(tx: AsyncConnection, polled: Polled, reading: Reading) -> None:
    """A poll that went well, and what the document said of its feed. A title or address that it does not name stays as it was."""
    known = {"title": reading.title, "site_url": reading.site_url, "hub_url": reading.hub_url}
    named = {key: value for key, value in known.items() if value}
    values = named | _polled(polled) | _WELL | {"body_hash": reading.body_hash}
    await tx.execute(update(feeds).where(feeds.c.id == polled.feed).values(values))


def _polled(one: Polled) -> dict[str, object]:
    return {
        "etag": one.validators.etag,
        "last_modified": one.validators.last_modified,
        "checked_at": one.at,
        "next_at": one.next_at,
        "fresh_s": int(one.fresh_s),
        "moved_to": one.moved_to,
        "moved_seen": one.moved_seen,
        "rhythm": _rhythm_to_json(one.rhythm, one.tempo),
    }


async def mark_failed(
    tx: AsyncConnection,
    feed: FeedId,
    *,
    error: str,
    state: FeedState,
    crashes: int,
    failing_since: datetime,
    at: datetime,
    next_at: datetime,
) -> None:
    """A poll failed; what was known before stays."""
    values = {"checked_at": at, "next_at": next_at, "error": error, "state": state, "crashes": crashes, "failing_since": failing_since}
    await tx.execute(update(feeds).where(feeds.c.id == feed).values(values | {"failures": feeds.c.failures + 1}))


async def by_ids(tx: AsyncConnection, ids: Collection[FeedId]) -> dict[FeedId, Feed]:
    """These feeds, each under its id; one that is not there is left out."""
    found = [row_to_feed(row) for row in await tx.execute(select(feeds).where(feeds.c.id.in_(ids)))]
    return {feed.id: feed for feed in found}


async def try_anew(tx: AsyncConnection, feed: FeedId, *, now: datetime) -> None:
    """The feed is polled again, now, and its failures so far count no more; the last one's sentence stays until a poll goes well."""
    anew = {"state": FeedState.ACTIVE, "failures": 0, "failing_since": None, "crashes": 0, "next_at": now}
    await tx.execute(update(feeds).where(feeds.c.id == feed).values(anew))


async def wake(tx: AsyncConnection, feed: FeedId) -> None:
    """The feed is polled again, whatever it was."""
    await tx.execute(update(feeds).where(feeds.c.id == feed).values(state=FeedState.ACTIVE))


async def put_off(tx: AsyncConnection, feed: FeedId, *, next_at: datetime) -> None:
    """The feed was not asked; it is due again then."""
    await tx.execute(update(feeds).where(feeds.c.id == feed).values(next_at=next_at))


async def forget_unread(tx: AsyncConnection, feed: FeedId) -> None:
    """Forget a feed with all that it showed, unless somebody subscribes to it."""
    await tx.execute(delete(feeds).where(feeds.c.id == feed, ~_READ))


async def remove(tx: AsyncConnection, feed: FeedId) -> None:
    """Forget a feed, its entries and its subscriptions."""
    await tx.execute(delete(feeds).where(feeds.c.id == feed))


def _rhythm_to_json(rhythm: Rhythm, tempo: Tempo | None) -> dict[str, object]:
    asked = {"least_s": rhythm.least_s, "skip_hours": list(rhythm.skip_hours), "skip_days": list(rhythm.skip_days)}
    told: dict[str, object] = {name: value for name, value in asked.items() if value}
    return told | ({"weekly": tempo.weekly, "counted_at": tempo.counted_at.timestamp()} if tempo else {})


def _row_to_rhythm(told: dict[str, Any] | None) -> Rhythm:
    if not told:
        return _NO_RHYTHM
    hours, days = told.get("skip_hours", ()), told.get("skip_days", ())
    return Rhythm(least_s=told.get("least_s", 0.0), skip_hours=tuple(hours), skip_days=tuple(days))


def _row_to_tempo(told: dict[str, Any] | None) -> Tempo | None:
    if not told or "weekly" not in told:
        return None
    return Tempo(weekly=told["weekly"], counted_at=datetime.fromtimestamp(told["counted_at"], UTC))


def row_to_feed(row: Row[Any]) -> Feed:
    """From a feed's columns."""
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
        rhythm=_row_to_rhythm(row.rhythm),
        fresh_s=row.fresh_s,
        moved_to=row.moved_to,
        moved_seen=row.moved_seen,
        failing_since=row.failing_since,
        crashes=row.crashes,
        hub_url=row.hub_url,
        tempo=_row_to_tempo(row.rhythm),
    )
