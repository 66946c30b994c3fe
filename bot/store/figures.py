"""How much there is of everything. SQL."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import PostState
from bot.store.tables import channels, digest_stories, entries, feeds, posts

_SIZE: Final = {
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
    "postgresql": text("SELECT pg_database_size(current_database())"),
}
_UNSENT = (PostState.READY, PostState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of rows; `posts` are those that arrived, `told` the stories that channels got.

    `waiting`: posts on their way. `closed`: channels that take no posts now. `bytes` is the database's size.
    """

    feeds: int
    entries: int
    told: int
    posts: int
    waiting: int
    closed: int
    bytes: int


async def count(tx: AsyncConnection) -> Figures:
    """The figures of now."""
    return Figures(
        feeds=await tx.scalar(select(func.count()).select_from(feeds)) or 0,
        entries=await tx.scalar(select(func.count()).select_from(entries)) or 0,
        told=await tx.scalar(select(func.count()).select_from(digest_stories)) or 0,
        posts=await tx.scalar(select(func.count()).select_from(posts).where(posts.c.state == PostState.SENT)) or 0,
        waiting=await tx.scalar(select(func.count()).select_from(posts).where(posts.c.state.in_(_UNSENT))) or 0,
        closed=await tx.scalar(select(func.count()).select_from(channels).where(channels.c.error.is_not(None))) or 0,
        bytes=await tx.scalar(_SIZE[tx.dialect.name]) or 0,
    )
