"""The index of recent articles by which a new one finds its story. SQL.

Three tables, written in the article's own transaction: what each article is compared by; in how many articles each word, name, number and
sampled run of words stands; and for the few keys by which an article is best found, which articles have them. A key that stands in too many
articles finds nothing and is asked for no more, so a look-up costs the same whatever the window holds.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, exists, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import ArticleId
from bot.model.digest import StoryId
from bot.store.tables import Instant, articles, stories, story_articles, story_postings, story_usage
from bot.text.fingerprint import Fingerprint, packed, unpacked

TOTAL: Final = -1
"""The key under which the number of indexed articles stands; hashes are never negative."""
_BATCH: Final = 10_000  # SQLite takes 32,766 parameters in one statement, Postgres' driver as many


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


async def usage(tx: AsyncConnection, keys: Collection[int]) -> dict[int, int]:
    """In how many articles each of `keys` stands; those in none are left out."""
    wanted, found = list(keys), dict[int, int]()
    for at in range(0, len(wanted), _BATCH):
        rows = await tx.execute(select(story_usage.c.key, story_usage.c.articles).where(story_usage.c.key.in_(wanted[at : at + _BATCH])))
        found |= {key: count for key, count in rows.all()}  # noqa: C416  rows are not pairs to dict()'s type
    return found


async def having(tx: AsyncConnection, keys: Mapping[int, float], *, most: int) -> tuple[ArticleId, ...]:
    """The articles that have the most of `keys` by their weights, at most so many, the best first and of equals the newest."""
    weights: Counter[int] = Counter()
    rows = await tx.execute(select(story_postings.c.key, story_postings.c.article_id).where(story_postings.c.key.in_(list(keys))))
    for key, article in rows.all():
        weights[article] += keys[key]  # type: ignore[assignment]  # Counter adds floats just as well
    best = sorted(weights, key=lambda article: (-weights[article], -article))
    return tuple(ArticleId(article) for article in best[:most])


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
    counted: Collection[int],
    known: Collection[int],
    postings: Collection[int],
    repeats: bool,
    now: datetime,
) -> None:
    """Put an article into the index: `counted` are the keys whose usage grows, `known` those that `usage` found in this transaction,
    `postings` those by which the article is found."""
    values = {
        "article_id": article,
        "story_id": story,
        "host": one.host,
        "repeats": repeats,
        "fingerprint": packed(one),
        "indexed_by": array("I", [len(counted), *counted, *postings]).tobytes(),
        "seen_at": now,
    }
    await tx.execute(insert(story_articles), [values])
    await _count(tx, {TOTAL, *counted}, known=known)
    if postings:
        await tx.execute(insert(story_postings), [{"key": key, "article_id": article} for key in postings])


async def _count(tx: AsyncConnection, keys: Collection[int], *, known: Collection[int]) -> None:
    """One statement for all keys that are there: measured, a tenth of the cost of one for each."""
    there = [key for key in keys if key in known or key == TOTAL]
    more = update(story_usage).where(story_usage.c.key.in_(there))
    await tx.execute(more.values(articles=story_usage.c.articles + 1))
    new = upsert(story_usage)
    grown = new.on_conflict_do_update(index_elements=[story_usage.c.key], set_={"articles": story_usage.c.articles + 1})
    rows = [{"key": key, "articles": 1} for key in keys if key not in known and key != TOTAL]
    if rows:
        await tx.execute(grown, rows)


async def prune(tx: AsyncConnection, *, before: datetime, most: int) -> int:
    """Take out articles that were seen before then, the oldest first, at most so many; how many there were."""
    columns = (story_articles.c.article_id, story_articles.c.indexed_by)
    query = select(*columns).where(story_articles.c.seen_at < literal(before, Instant())).order_by(story_articles.c.seen_at).limit(most)
    gone = (await tx.execute(query)).all()
    for row in gone:
        numbers = array("I", row.indexed_by)
        counted, postings = numbers[1 : 1 + numbers[0]], numbers[1 + numbers[0] :]
        await _take_out(tx, row.article_id, counted=counted, postings=postings)
    return len(gone)


async def _take_out(tx: AsyncConnection, article: int, *, counted: Collection[int], postings: Collection[int]) -> None:
    fewer = update(story_usage).where(story_usage.c.key.in_([TOTAL, *counted]))
    await tx.execute(fewer.values(articles=story_usage.c.articles - 1))
    await tx.execute(delete(story_usage).where(story_usage.c.key.in_(list(counted)), story_usage.c.articles <= 0))
    ours = (story_postings.c.article_id == article, story_postings.c.key.in_(list(postings)))
    await tx.execute(delete(story_postings).where(*ours))
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
