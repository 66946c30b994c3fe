"""What was done, hour by hour: added to, read, and forgotten in the end. SQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import PostId
from bot.model.hours import NAMES, Counts, Hour, reading_s
from bot.store.tables import articles, digest_stories, hours, posts, takeaways
from bot.store.upsert import insert


async def add(tx: AsyncConnection, more: Mapping[datetime, Counts]) -> None:
    """Add to these hours, by their beginnings; whoever else counts adds to the same rows."""
    if not more:
        return
    row = hours.c
    new = insert(hours).values([{"hour_at": at} | {name: getattr(counts, name) for name in NAMES} for at, counts in sorted(more.items())])
    await tx.execute(new.on_conflict_do_update(index_elements=[row.hour_at], set_={name: row[name] + new.excluded[name] for name in NAMES}))


async def told(tx: AsyncConnection, sent: Sequence[PostId]) -> Counts:
    """The stories that these posts brought, and the reading time that they saved.

    A digest of several posts tells its stories with the first. A story saves its article's words less those of its takeaways; one
    without takeaways saves nothing.
    """
    query = (
        select(articles.c.words, takeaways.c.bullets)
        .select_from(posts)
        .join(digest_stories, digest_stories.c.digest_id == posts.c.digest_id)
        .join(articles, articles.c.id == digest_stories.c.article_id)
        .outerjoin(takeaways, takeaways.c.article_id == articles.c.id)
        .where(posts.c.id.in_(sent), posts.c.part == 0)
    )
    rows = (await tx.execute(query)).all()
    words = sum(max(row.words - _words(row.bullets), 0) for row in rows if row.bullets)
    return Counts(stories=len(rows), saved_s=round(reading_s(words)))


async def between(tx: AsyncConnection, since: datetime, until: datetime) -> tuple[Hour, ...]:
    """The hours that began in this time, both ends included, and in which something was done, the oldest first."""
    query = select(hours).where(hours.c.hour_at >= since, hours.c.hour_at <= until).order_by(hours.c.hour_at)
    return tuple(Hour(at=row.hour_at, counts=_row_to_counts(row)) for row in await tx.execute(query))


async def total(tx: AsyncConnection, *, since: datetime) -> Counts:
    """All that was done in the hours that began since then."""
    sums: Select[tuple[int, ...]] = select(*(func.coalesce(func.sum(hours.c[name]), 0).label(name) for name in NAMES))
    return _row_to_counts((await tx.execute(sums.where(hours.c.hour_at >= since))).one())


async def forget(tx: AsyncConnection, *, before: datetime) -> None:
    """Hours that began before then."""
    await tx.execute(delete(hours).where(hours.c.hour_at < before))


def _words(bullets: Iterable[tuple[str, int, int]]) -> int:
    return sum(len(text.split()) for text, _, _ in bullets)


def _row_to_counts(row: Row[tuple[int, ...]]) -> Counts:
    return Counts(**{name: int(row._mapping[name]) for name in NAMES})  # noqa: SLF001  the public name of a row's columns has an underscore
