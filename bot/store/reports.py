"""Takeaways that readers say are wrong. SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import ArticleId
from bot.model.people import Report, ReportId
from bot.store.tables import reports
from bot.store.upsert import insert

_SUBJECT: Final = "post:"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """What a reader reports."""

    user: int
    guild: int | None
    article: ArticleId
    code: str
    url: str
    title: str
    bullet: str


def subject_of(code: str) -> str:
    """What a notice about a post is filed under. Pure."""
    return f"{_SUBJECT}{code}"


async def add(tx: AsyncConnection, new: NewReport, *, now: datetime) -> Report | None:
    """None: this person reported this bullet already, and nobody has looked after that yet."""
    values = {"user_id": new.user, "guild_id": new.guild, "article_id": new.article, "code": new.code, "url": new.url, "title": new.title}
    row = insert(reports).values(values | {"bullet": new.bullet, "reason": "", "created_at": now})
    again = row.on_conflict_do_update(
        index_elements=["user_id", "code", "bullet"], set_={"created_at": now, "closed_at": None}, where=reports.c.closed_at.is_not(None)
    )
    made = (await tx.execute(again.returning(reports))).first()
    return _row_to_report(made) if made else None


async def give_reason(tx: AsyncConnection, report: ReportId, *, user: int, reason: str) -> bool:
    """False: this person made no such report, or it is closed."""
    mine = (reports.c.id == report, reports.c.user_id == user, reports.c.closed_at.is_(None))
    done = await tx.execute(update(reports).where(*mine).values(reason=reason).returning(reports.c.id))
    return done.first() is not None


async def listed(tx: AsyncConnection, *, closed_too: bool, most: int) -> tuple[Report, ...]:
    """The oldest first."""
    query = select(reports).order_by(reports.c.created_at, reports.c.id).limit(most)
    rows = await tx.execute(query if closed_too else query.where(reports.c.closed_at.is_(None)))
    return tuple(_row_to_report(row) for row in rows)


async def close(tx: AsyncConnection, ids: Collection[ReportId] | None, *, now: datetime) -> tuple[Report, ...]:
    """Somebody looked after these, None: after all; those that were open."""
    done = update(reports).where(reports.c.closed_at.is_(None)).values(closed_at=now).returning(reports)
    rows = await tx.execute(done if ids is None else done.where(reports.c.id.in_(list(ids))))
    return tuple(_row_to_report(row) for row in rows)


async def is_open(tx: AsyncConnection, code: str) -> bool:
    """Whether a report about this post waits for somebody."""
    return bool(await tx.scalar(select(exists().where(reports.c.code == code, reports.c.closed_at.is_(None)))))


def _row_to_report(row: Row[Any]) -> Report:
    return Report(
        id=ReportId(row.id),
        user=row.user_id,
        guild=row.guild_id,
        code=row.code,
        url=row.url,
        title=row.title,
        bullet=row.bullet,
        reason=row.reason,
        created_at=row.created_at,
        closed_at=row.closed_at,
    )
