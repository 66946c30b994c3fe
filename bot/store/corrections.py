"""Entries that their feeds changed after they became articles: which to read again, and what came of it. SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import ArticleId, Source
from bot.model.digest import DigestId, DigestKind
from bot.model.feed import EntryId, FeedId, KeyedEntry, StoredEntry
from bot.store import articles as stored
from bot.store.articles import StoredArticle
from bot.store.entries import row_to_entry
from bot.store.tables import articles, deliveries, digests, entries, feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What readers were told first: the title that the card showed, and the sentences that its takeaways rest on."""

    title: str
    bullets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """An entry whose article is to be read again. `marked`: its article is said to be corrected or withdrawn; `error`: why it could not be
    read the last time, None where it was not tried.
    """

    entry: StoredEntry
    article: ArticleId
    posted: Posted | None
    marked: bool
    error: str | None


async def note_changes(tx: AsyncConnection, feed: FeedId, keyed: Sequence[KeyedEntry], *, since: datetime, now: datetime) -> int:
    """Of these entries, those that were seen since `since` with another content are to be read again; how many that is."""
    by_guid = {each.keys.guid: each for each in keyed if each.keys.guid}
    if not by_guid:
        return 0
    mine = (entries.c.feed_id == feed, entries.c.article_id.is_not(None), entries.c.seen_at > since, entries.c.guid_key.in_(list(by_guid)))
    columns = (entries.c.id, entries.c.guid_key, entries.c.content_key)
    rows = await tx.execute(select(*columns).where(*mine))
    changed = [(row.id, by_guid[row.guid_key]) for row in rows if row.content_key != by_guid[row.guid_key].keys.content]
    for entry_id, new in changed:
        await remember(tx, entry_id)
        values = {
            "content_key": new.keys.content,
            "title": new.entry.title,
            "summary_html": new.entry.summary_html,
            "content_html": new.entry.content_html,
            "recheck_at": now,
            "attempts": 0,
            "recheck_error": None,
        }
        await tx.execute(update(entries).where(entries.c.id == entry_id).values(values))
    return len(changed)


async def remember(tx: AsyncConnection, entry: EntryId) -> None:
    """Keep how an entry and its article stand now as what was posted, unless that was kept before."""
    row = (await tx.execute(select(entries.c.title, entries.c.article_id).where(entries.c.id == entry, entries.c.posted.is_(None)))).first()
    if row is None or row.article_id is None:
        return
    posted = posted_of(row.title, await stored.by_id(tx, ArticleId(row.article_id)))
    kept = {"title": posted.title, "bullets": list(posted.bullets)}
    await tx.execute(update(entries).where(entries.c.id == entry).values(posted=kept))


def posted_of(title: str, article: StoredArticle) -> Posted:
    """What a card of this article shows whose entry has this title. Pure."""
    bullets = (article.text[each.start : each.end] or each.text for each in article.takeaways.bullets)
    return Posted(title=title or article.title, bullets=tuple(bullets))


async def due(tx: AsyncConnection, *, now: datetime, most: int) -> tuple[Suspect, ...]:
    """Entries to be read again now, the longest waiting first."""
    marked = func.coalesce(articles.c.correction, "").label("marked")
    query = select(entries, feeds.c.title.label("feed_title"), marked).join(feeds, feeds.c.id == entries.c.feed_id)
    query = query.join(articles, articles.c.id == entries.c.article_id).where(entries.c.recheck_at <= now)
    return tuple(_row_to_suspect(row) for row in await tx.execute(query.order_by(entries.c.recheck_at).limit(most)))


def _row_to_suspect(row: Row[Any]) -> Suspect:
    return Suspect(
        entry=row_to_entry(row),
        article=ArticleId(row.article_id),
        posted=Posted(title=row.posted["title"], bullets=tuple(row.posted["bullets"])) if row.posted else None,
        marked=bool(row.marked),
        error=row.recheck_error,
    )


async def next_due(tx: AsyncConnection) -> datetime | None:
    """When the next entry is to be read again; None: none is."""
    found: datetime | None = await tx.scalar(select(func.min(entries.c.recheck_at)))
    return found


async def watch(tx: AsyncConnection, ids: Sequence[ArticleId], *, until: datetime) -> None:
    """Let these articles be read once more then, each by one entry; those only that were read from a page of their own."""
    of_page = (articles.c.id.in_(ids), articles.c.source == Source.PAGE, entries.c.link_key.is_not(None))
    joined = select(func.min(entries.c.id)).join(articles, articles.c.id == entries.c.article_id)
    one_each = joined.where(*of_page).group_by(entries.c.article_id)
    await tx.execute(update(entries).where(entries.c.id.in_(one_each), entries.c.recheck_at.is_(None)).values(recheck_at=until, attempts=0))


async def put_off(tx: AsyncConnection, entry: EntryId, *, until: datetime, error: str) -> None:
    """It could not be read now, or what it said is to be heard twice."""
    values = {"recheck_at": until, "recheck_error": error, "attempts": entries.c.attempts + 1}
    await tx.execute(update(entries).where(entries.c.id == entry).values(values))


async def settle(tx: AsyncConnection, entry: EntryId) -> None:
    """It was read again; the feed's own text is not needed any more."""
    values = {"recheck_at": None, "summary_html": "", "content_html": "", "attempts": 0, "recheck_error": None}
    await tx.execute(update(entries).where(entries.c.id == entry).values(values))


async def mark_corrected(tx: AsyncConnection, article: ArticleId, *, correction: str, now: datetime) -> None:
    """Its publisher changed it, as the sentence `correction` says."""
    await tx.execute(update(articles).where(articles.c.id == article).values(correction=correction, corrected_at=now, retracted_at=None))


async def mark_retracted(tx: AsyncConnection, article: ArticleId, *, correction: str, now: datetime) -> None:
    """Its publisher took it back."""
    await tx.execute(update(articles).where(articles.c.id == article).values(correction=correction, retracted_at=now))


async def mark_restored(tx: AsyncConnection, article: ArticleId) -> None:
    """It reads as it was posted: nothing was corrected, nothing taken back."""
    await tx.execute(update(articles).where(articles.c.id == article).values(correction=None, corrected_at=None, retracted_at=None))


async def cards_of(tx: AsyncConnection, article: ArticleId, *, since: datetime) -> tuple[DigestId, ...]:
    """Cards since then that tell of this article."""
    query = (
        select(digests.c.id).join(deliveries, deliveries.c.digest_id == digests.c.id).join(entries, entries.c.id == deliveries.c.entry_id)
    )
    cards = (entries.c.article_id == article, digests.c.kind == DigestKind.CARD, digests.c.created_at >= since)
    return tuple(DigestId(row.id) for row in await tx.execute(query.where(*cards).distinct().order_by(digests.c.id)))
