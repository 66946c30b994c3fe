"""Entries: what a feed has shown, by what each can be known, and which still wait to be condensed. SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import ArticleId
from bot.model.feed import Enclosure, Entry, EntryId, FeedId, KeyedEntry, StoredEntry
from bot.store.tables import deliveries, entries, feeds

_BATCH = 200  # keys of three kinds in one statement stay far under SQLite's 32,766 parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKeys:
    """The keys among those asked for that the feed has shown before."""

    guids: frozenset[bytes]
    links: frozenset[bytes]
    contents: frozenset[bytes]


async def known_keys(tx: AsyncConnection, feed: FeedId, keyed: Sequence[KeyedEntry]) -> KnownKeys:
    """Which of these entries' keys the feed's stored entries hold."""
    guids: set[bytes | None] = set()
    links: set[bytes | None] = set()
    contents: set[bytes] = set()
    for start in range(0, len(keyed), _BATCH):
        keys = [each.keys for each in keyed[start : start + _BATCH]]
        any_rung = or_(
            entries.c.guid_key.in_([key.guid for key in keys if key.guid]),
            entries.c.link_key.in_([key.link for key in keys if key.link]),
            entries.c.content_key.in_([key.content for key in keys]),
        )
        columns = (entries.c.guid_key, entries.c.link_key, entries.c.content_key)
        for row in await tx.execute(select(*columns).where(entries.c.feed_id == feed, any_rung)):
            guids.add(row.guid_key)
            links.add(row.link_key)
            contents.add(row.content_key)
    # A rung that an entry lacks is stored as NULL, and says nothing of other entries that lack it too.
    return KnownKeys(
        guids=frozenset(key for key in guids if key), links=frozenset(key for key in links if key), contents=frozenset(contents)
    )


async def guid_keys(tx: AsyncConnection, feed: FeedId, *, watched_since: datetime, most: int = 2_000) -> frozenset[bytes]:
    """The keys of the guids that the feed showed last, at most `most`: what its next document need not be read for.

    Entries seen since `watched_since` that became articles are not among them: they may be corrected.
    """
    newest = entries.c.id.desc()
    settled = or_(entries.c.article_id.is_(None), entries.c.seen_at <= watched_since)
    mine = (entries.c.feed_id == feed, entries.c.guid_key.is_not(None), settled)
    return frozenset(await tx.scalars(select(entries.c.guid_key).where(*mine).order_by(newest).limit(most)))


async def add(tx: AsyncConnection, feed: FeedId, keyed: Sequence[KeyedEntry], *, now: datetime) -> tuple[EntryId, ...]:
    """Store new entries; their ids, in the order given. A double breaks the unique key and rolls the transaction back."""
    if not keyed:
        return ()
    rows = [_entry_to_row(each, feed=feed, now=now) for each in keyed]
    done = await tx.execute(insert(entries).returning(entries.c.id, sort_by_parameter_order=True), rows)
    return tuple(EntryId(row.id) for row in done)


async def ids_of(tx: AsyncConnection, feed: FeedId, keyed: Sequence[KeyedEntry]) -> tuple[EntryId, ...]:
    """The stored ids of these entries in the order given, by whichever rung finds them; those not stored are left out."""
    found: list[EntryId] = []
    for each in keyed:
        rungs = [entries.c.identity == each.keys.identity]
        rungs += [entries.c.guid_key == each.keys.guid] if each.keys.guid else []
        rungs += [entries.c.link_key == each.keys.link] if each.keys.link else []
        one = await tx.scalar(select(entries.c.id).where(entries.c.feed_id == feed, or_(*rungs)).limit(1))
        found += [EntryId(one)] if one is not None else []
    return tuple(found)


async def waiting(tx: AsyncConnection, *, now: datetime, most: int) -> tuple[StoredEntry, ...]:
    """Entries that a channel waits for and that are not condensed yet, the oldest first."""
    query = _awaited().where(entries.c.next_at <= now).order_by(entries.c.id).limit(most)
    return tuple(row_to_entry(row) for row in await tx.execute(query))


async def waiting_ids(tx: AsyncConnection, *, now: datetime, most: int) -> tuple[EntryId, ...]:
    """The ids of the same."""
    query = _awaited().where(entries.c.next_at <= now).order_by(entries.c.id).limit(most).with_only_columns(entries.c.id)
    return tuple(EntryId(row.id) for row in await tx.execute(query))


async def waiting_one(tx: AsyncConnection, entry: EntryId, *, now: datetime) -> StoredEntry | None:
    """This one of them; None: it does not wait, or not yet."""
    row = (await tx.execute(_awaited().where(entries.c.next_at <= now, entries.c.id == entry))).first()
    return row_to_entry(row) if row else None


async def next_waiting(tx: AsyncConnection) -> datetime | None:
    """When the next entry wants to be condensed; None: none does."""
    row = (await tx.execute(_awaited().order_by(entries.c.next_at).limit(1))).first()
    found: datetime | None = row.next_at if row else None
    return found


async def mark_condensed(tx: AsyncConnection, entry: EntryId, article: ArticleId) -> None:
    """The entry's article is stored; the feed's own text is not needed any more."""
    values = {"article_id": article, "summary_html": "", "content_html": "", "error": None}
    await tx.execute(update(entries).where(entries.c.id == entry).values(values))


async def mark_retry(tx: AsyncConnection, entry: EntryId, *, error: str, next_at: datetime) -> None:
    """The entry could not be condensed now; it is tried again then."""
    values = {"error": error, "next_at": next_at, "attempts": entries.c.attempts + 1}
    await tx.execute(update(entries).where(entries.c.id == entry).values(values))


def _awaited() -> Any:  # noqa: ANN401  SQLAlchemy's own name for it says only how many columns there are
    # Led by the few deliveries that wait, not by the entries without an article: what a feed showed at first stays without one for good.
    wanted = entries.c.id.in_(select(deliveries.c.entry_id).where(deliveries.c.digest_id.is_(None), deliveries.c.dropped.is_(None)))
    joined = select(entries, feeds.c.title.label("feed_title")).join(feeds, feeds.c.id == entries.c.feed_id)
    return joined.where(func.coalesce(entries.c.article_id, 0) == 0, wanted)  # so that SQLite does not take the index of all those


def _entry_to_row(keyed: KeyedEntry, *, feed: FeedId, now: datetime) -> dict[str, object]:
    entry, keys = keyed.entry, keyed.keys
    return {
        "feed_id": feed,
        "identity": keys.identity,
        "guid_key": keys.guid,
        "link_key": keys.link,
        "content_key": keys.content,
        "guid": entry.guid,
        "link": entry.link,
        "title": entry.title,
        "author": entry.author,
        "published_at": entry.published_at,
        "summary_html": entry.summary_html,
        "content_html": entry.content_html,
        "tags": list(entry.tags),
        "image_url": entry.image_url,
        "enclosures": [[file.url, file.kind] for file in entry.enclosures],
        "seen_at": now,
        "next_at": now,
    }


def row_to_entry(row: Row[Any]) -> StoredEntry:
    """From an entry's columns and its feed's title."""
    entry = Entry(
        guid=row.guid,
        link=row.link,
        title=row.title,
        author=row.author,
        published_at=row.published_at,
        summary_html=row.summary_html,
        content_html=row.content_html,
        tags=tuple(row.tags),
        image_url=row.image_url,
        enclosures=tuple(Enclosure(url=url, kind=kind) for url, kind in row.enclosures or ()),  # NULL in rows of before
    )
    return StoredEntry(
        id=EntryId(row.id),
        feed_id=FeedId(row.feed_id),
        feed_title=row.feed_title,
        entry=entry,
        seen_at=row.seen_at,
        own_link=row.link_key is not None,
        attempts=row.attempts,
    )
