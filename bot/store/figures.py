"""How much there is of everything. SQL."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import PostState
from bot.store.tables import digest_stories, entries, feeds, posts


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of rows; `posts` are those that arrived, `told` the stories that channels got."""

    feeds: int
    entries: int
    told: int
    posts: int


async def count(tx: AsyncConnection) -> Figures:
    """The figures of now."""
    return Figures(
        feeds=await tx.scalar(select(func.count()).select_from(feeds)) or 0,
        entries=await tx.scalar(select(func.count()).select_from(entries)) or 0,
        told=await tx.scalar(select(func.count()).select_from(digest_stories)) or 0,
        posts=await tx.scalar(select(func.count()).select_from(posts).where(posts.c.state == PostState.SENT)) or 0,
    )
