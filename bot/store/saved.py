"""What people keep for themselves. SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import ArticleId
from bot.model.people import Saved, SavedId
from bot.store.keys import url_key
from bot.store.tables import saved
from bot.store.upsert import insert


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSaved:
    """An article to keep for `user`. `guild`: where it was found; None: in direct messages."""

    user: int
    article: ArticleId
    guild: int | None
    url: str
    title: str
    source: str


async def add(tx: AsyncConnection, new: NewSaved, *, now: datetime) -> bool:
    """False: the person keeps the article already, and that stays as it is."""
    values = {"user_id": new.user, "url_key": url_key(new.url), "article_id": new.article, "guild_id": new.guild}
    shown = {"url": new.url, "title": new.title, "source": new.source, "created_at": now}
    done = await tx.execute(insert(saved).values(values | shown).on_conflict_do_nothing().returning(saved.c.id))
    return done.first() is not None


async def by_url(tx: AsyncConnection, url: str, *, user: int) -> Saved | None:
    """What the person keeps of this address."""
    row = (await tx.execute(select(saved).where(saved.c.user_id == user, saved.c.url_key == url_key(url)))).first()
    return _row_to_saved(row) if row else None


async def page(tx: AsyncConnection, *, user: int, skip: int, most: int) -> tuple[Saved, ...]:
    """The newest first, after so many newer ones."""
    query = select(saved).where(saved.c.user_id == user).order_by(saved.c.created_at.desc(), saved.c.id.desc())
    return tuple(_row_to_saved(row) for row in await tx.execute(query.offset(skip).limit(most)))


async def count(tx: AsyncConnection, *, user: int) -> int:
    """How many the person keeps."""
    return await tx.scalar(select(func.count()).select_from(saved).where(saved.c.user_id == user)) or 0


async def remove(tx: AsyncConnection, one: SavedId, *, user: int) -> bool:
    """False: the person keeps no such thing."""
    done = await tx.execute(delete(saved).where(saved.c.id == one, saved.c.user_id == user).returning(saved.c.id))
    return done.first() is not None


def _row_to_saved(row: Row[Any]) -> Saved:
    return Saved(id=SavedId(row.id), url=row.url, title=row.title, source=row.source, saved_at=row.created_at)
