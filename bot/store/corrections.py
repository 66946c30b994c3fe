"""Entries that their feeds changed after they became articles: which to read again, and what came of it. SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import ArticleId
from bot.model.digest import DigestId, DigestKind
from bot.model.feed import EntryId, FeedId, KeyedEntry, StoredEntry
from bot.store.entries import row_to_entry
from bot.store.tables import articles, deliveries, digests, entries, feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """An entry whose feed says something else than before, and its article."""

    entry: StoredEntry
    article: ArticleId


async def note_changes(tx: AsyncConnection, feed: FeedId, keyed: Sequence[KeyedEntry], *, since: datetime, now: datetime) -> int:
    """Of these entries, those that were seen since `since` with another content are to be read again; how many that is."""
    by_guid = {each.keys.guid: each for each in keyed if each.keys.guid}
    if not by_guid:
        return 0
    mine = (entries.c.feed_id == feed, entries.c.article_id.is_not(None), entries.c.seen_at > since, entries.c.guid_key.in_(list(by_guid)))
    rows = await tx.execute(select(entries.c.id, entries.c.guid_key, entries.c.content_key).where(*mine))
    changed = [(row.id, by_guid[row.guid_key]) for row in rows if row.content_key != by_guid[row.guid_key].keys.content]
    for entry_id, new in changed:
        values = {
            "content_key": new.keys.content,
            "title": new.entry.title,
            "summary_html": new.entry.summary_html,
            "content_html": new.entry.content_html,
            "recheck_at": now,
            "attempts": 0,
        }
        await tx.execute(update(entries).where(entries.c.id == entry_id).values(values))
    return len(changed)


async def due(tx: AsyncConnection, *, now: datetime, most: int) -> tuple[Suspect, ...]:
    """Entries to be read again now, the longest waiting first."""
    query = select(entries, feeds.c.title.label("feed_title")).join(feeds, feeds.c.id == entries.c.feed_id)
    query = query.where(entries.c.recheck_at <= now, entries.c.article_id.is_not(None)).order_by(entries.c.recheck_at).limit(most)
    return tuple(Suspect(entry=row_to_entry(row), article=ArticleId(row.article_id)) for row in await tx.execute(query))


async def next_due(tx: AsyncConnection) -> datetime | None:
    """When the next entry is to be read again; None: none is."""
    found: datetime | None = await tx.scalar(select(func.min(entries.c.recheck_at)))
    return found


async def put_off(tx: AsyncConnection, entry: EntryId, *, until: datetime) -> None:
    """It could not be read now."""
    values = {"recheck_at": until, "attempts": entries.c.attempts + 1}
    await tx.execute(update(entries).where(entries.c.id == entry).values(values))


async def settle(tx: AsyncConnection, entry: EntryId) -> None:
    """It was read again; the feed's own text is not needed any more."""
    values = {"recheck_at": None, "summary_html": "", "content_html": "", "attempts": 0}
    await tx.execute(update(entries).where(entries.c.id == entry).values(values))


async def mark_corrected(tx: AsyncConnection, article: ArticleId, *, correction: str, now: datetime) -> None:
    """Its publisher changed it, as the sentence `correction` says."""
    await tx.execute(update(articles).where(articles.c.id == article).values(correction=correction, corrected_at=now))


async def mark_retracted(tx: AsyncConnection, article: ArticleId, *, correction: str, now: datetime) -> None:
    """Its publisher took it back."""
    await tx.execute(update(articles).where(articles.c.id == article).values(correction=correction, retracted_at=now))


async def cards_of(tx: AsyncConnection, article: ArticleId, *, since: datetime) -> tuple[DigestId, ...]:
    """Cards since then that tell of this article."""
    query = (
        select(digests.c.id).join(deliveries, deliveries.c.digest_id == digests.c.id).join(entries, entries.c.id == deliveries.c.entry_id)
    )
    cards = (entries.c.article_id == article, digests.c.kind == DigestKind.CARD, digests.c.created_at >= since)
    return tuple(DigestId(row.id) for row in await tx.execute(query.where(*cards).distinct().order_by(digests.c.id)))
