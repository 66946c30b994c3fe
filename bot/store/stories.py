"""The index of recent articles by which a new one finds its story. SQL.

Two tables, written in the article's own transaction: what each article is compared by; and for each word, name, number and sampled run of
words in how many articles it stands and, for the few keys by which an article is best found, which articles those are. All that is known of
a key is one row, so that a look-up reads one page of the file for it, and an article that comes or goes changes one.
"""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, exists, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import ArticleId
from bot.model.digest import StoryId
from bot.store.tables import Instant, articles, stories, story_articles, story_keys
from bot.store.upsert import insert as upsert
from bot.text.fingerprint import Fingerprint, packed, unpacked

TOTAL: Final = -1
"""The key under which the number of indexed articles stands; hashes are never negative."""
_BATCH: Final = 10_000  # SQLite takes 32,766 parameters in one statement, Postgres' driver as many


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """In how many `articles` a key stands, and by which of them it wants to be found."""

    articles: int
    found_by: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """An article of the index, and what it is compared by."""

    article: ArticleId
    story: StoryId
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Unindexed:
    """An article with a story that the index does not hold."""

    article: ArticleId
    story: StoryId
    title: str
    text: str
    url: str
    seen_at: datetime


async def start(tx: AsyncConnection, title: str, *, now: datetime) -> StoryId:
    """A new story."""
    done = await tx.execute(insert(stories).values(title=title, created_at=now).returning(stories.c.id))
    return StoryId(done.scalar_one())


async def uses(tx: AsyncConnection, keys: Collection[int]) -> dict[int, KeyUse]:
    """What is known of each of `keys`; those that stand in no article are left out."""
    rows = await tx.execute(select(story_keys).where(story_keys.c.key.in_(list(keys))))
    return {key: KeyUse(articles=count, found_by=_numbers(found_by)) for key, count, found_by in rows.all()}


async def usage(tx: AsyncConnection, keys: Collection[int]) -> dict[int, int]:
    """In how many articles each of `keys` stands; those in none are left out."""
    wanted, found = list(keys), dict[int, int]()
    for at in range(0, len(wanted), _BATCH):
        rows = await tx.execute(select(story_keys.c.key, story_keys.c.articles).where(story_keys.c.key.in_(wanted[at : at + _BATCH])))
        found |= {key: count for key, count in rows.all()}  # noqa: C416  rows are not pairs to dict()'s type
    return found


async def indexed(tx: AsyncConnection, ids: Sequence[ArticleId]) -> tuple[Indexed, ...]:
    """Those of `ids` that the index holds, the newest first."""
    ours = select(story_articles).where(story_articles.c.article_id.in_(list(ids)))
    rows = await tx.execute(ours.order_by(story_articles.c.article_id.desc()))
    return tuple(
        Indexed(
            article=ArticleId(row.article_id), story=StoryId(row.story_id), fingerprint=unpacked(row.fingerprint, host=row.host)
        )
        for row in rows.all()
    )  # fmt: skip


async def add(
    tx: AsyncConnection,
    article: ArticleId,
    story: StoryId,
    one: Fingerprint,
    *,
    counts: Mapping[int, int],
    postings: Collection[int],
    repeats: bool,
    now: datetime,
) -> None:
    """Put an article into the index: the usage of each key of `counts` grows by so much, and it is found by `postings`."""
    row = row_of(article, story, one, counts=counts, postings=postings, repeats=repeats, now=now)
    await tx.execute(insert(story_articles), [row])
    own, found_by = entry_of(article), frozenset(postings)
    keys = sorted(counts.keys() | found_by)  # in the file's order
    rows = [{"key": key, "articles": counts.get(key, 0), "found_by": own if key in found_by else ""} for key in keys]
    new = upsert(story_keys)
    both = story_keys.c.found_by.concat(new.excluded.found_by)
    grown = {"articles": story_keys.c.articles + new.excluded.articles, "found_by": both}
    await tx.execute(
        new.on_conflict_do_update(index_elements=[story_keys.c.key], set_=grown), [{"key": TOTAL, "articles": 1, "found_by": ""}, *rows]
    )


def entry_of(article: int) -> str:
    """An article among those that a key finds: as text, SQL can add it and take it out where it lies, on either database. Pure."""
    return f"<{article}>"


def _numbers(found_by: str) -> tuple[int, ...]:
    return tuple(map(int, found_by[1:-1].split("><"))) if found_by else ()


def row_of(
    article: ArticleId,
    story: StoryId,
    one: Fingerprint,
    *,
    counts: Mapping[int, int],
    postings: Collection[int],
    repeats: bool,
    now: datetime,
) -> dict[str, object]:
    """An article's own row: what it is compared by, and what it adds to its keys' rows, to be taken from them again. Pure."""
    return {
        "article_id": article,
        "story_id": story,
        "host": one.host,
        "repeats": repeats,
        "fingerprint": packed(one),
        "indexed_by": array("I", [len(counts), *counts, *counts.values(), *postings]).tobytes(),
        "seen_at": now,
    }


async def prune(tx: AsyncConnection, *, before: datetime, most: int) -> int:
    """Take out articles that were seen before then, the oldest first, at most so many; how many there were."""
    columns = (story_articles.c.article_id, story_articles.c.indexed_by)
    query = select(*columns).where(story_articles.c.seen_at < literal(before, Instant())).order_by(story_articles.c.seen_at).limit(most)
    gone = (await tx.execute(query)).all()
    for row in gone:
        await _take_out(tx, row.article_id, array("I", row.indexed_by))
    return len(gone)


async def _take_out(tx: AsyncConnection, article: int, indexed_by: Sequence[int]) -> None:
    end = 1 + indexed_by[0]
    keys, counts, postings = indexed_by[1:end], indexed_by[end : end + indexed_by[0]], indexed_by[end + indexed_by[0] :]
    fewer = dict.fromkeys(postings, 0) | dict(zip(keys, counts, strict=True))
    rows = [{"one": TOTAL, "fewer": 1}, *({"one": key, "fewer": fewer[key]} for key in sorted(fewer))]
    left = {"articles": story_keys.c.articles - bindparam("fewer"), "found_by": func.replace(story_keys.c.found_by, entry_of(article), "")}
    await tx.execute(update(story_keys).where(story_keys.c.key == bindparam("one")).values(left), rows)
    await tx.execute(delete(story_keys).where(story_keys.c.key.in_(list(fewer)), story_keys.c.articles <= 0, story_keys.c.found_by == ""))
    await tx.execute(delete(story_articles).where(story_articles.c.article_id == article))


async def unindexed(tx: AsyncConnection, *, since: datetime, most: int) -> tuple[Unindexed, ...]:
    """Articles with a story, stored since then, that are not in the index yet: an earlier version stored them. The newest first."""
    known = exists().where(story_articles.c.article_id == articles.c.id)
    recent = select(articles).where(articles.c.created_at >= since, articles.c.story_id.is_not(None), ~known)
    rows = await tx.execute(recent.order_by(articles.c.id.desc()).limit(most))
    return tuple(
        Unindexed(
            article=ArticleId(row.id),
            story=StoryId(row.story_id),
            title=row.title,
            text=row.text,
            url=row.url,
            seen_at=row.created_at,
        )
        for row in rows.all()
    )
