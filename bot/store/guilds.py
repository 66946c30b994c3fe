"""The servers that we are on, and which of them were welcomed. SQL."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import guilds
from bot.store.upsert import insert


async def here(tx: AsyncConnection, found: Collection[int], *, now: datetime) -> frozenset[int]:
    """Note that we are on these servers; those that were not known, or known as left."""
    rows = await tx.execute(select(guilds.c.guild_id).where(guilds.c.guild_id.in_(found), guilds.c.left_at.is_(None)))
    new = frozenset(found) - set(rows.scalars())
    for guild in sorted(new):
        joined = insert(guilds).values(guild_id=guild, joined_at=now)
        await tx.execute(joined.on_conflict_do_update(index_elements=[guilds.c.guild_id], set_={"joined_at": now, "left_at": None}))
    return new


async def claim_welcome(tx: AsyncConnection, guild: int, *, again: datetime, now: datetime) -> bool:
    """True: the server was not welcomed since `again`, and counts as welcomed from now on."""
    due = or_(guilds.c.welcomed_at.is_(None), guilds.c.welcomed_at < again)
    done = await tx.execute(update(guilds).where(guilds.c.guild_id == guild, due).values(welcomed_at=now).returning(guilds.c.guild_id))
    return done.first() is not None
