"""Which servers we are on, and since when we are not on others. SQL."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.subscription import OutletName
from bot.store.tables import channels, guilds
from bot.store.upsert import insert


async def left(tx: AsyncConnection, guild: int, *, now: datetime) -> None:
    """We are not on that server any more, since now where that was not known before."""
    new = insert(guilds).values(guild_id=guild, joined_at=now, left_at=now)
    gone = new.on_conflict_do_update(index_elements=[guilds.c.guild_id], set_={"left_at": now}, where=guilds.c.left_at.is_(None))
    await tx.execute(gone)


async def back(tx: AsyncConnection, here: Collection[int]) -> None:
    """We are on these servers, whatever was noted before."""
    away = set((await tx.execute(select(guilds.c.guild_id).where(guilds.c.left_at.is_not(None)))).scalars())
    await tx.execute(update(guilds).where(guilds.c.guild_id.in_(away & set(here))).values(left_at=None))


async def expected(tx: AsyncConnection) -> frozenset[int]:
    """The servers of which something is kept and that we are not known to have left."""
    away = select(guilds.c.guild_id).where(guilds.c.left_at.is_not(None))
    known = select(guilds.c.guild_id).where(guilds.c.left_at.is_(None))
    mine = (channels.c.outlet == OutletName.DISCORD, channels.c.guild_id.is_not(None), channels.c.guild_id.not_in(away))
    rows = await tx.execute(known.union(select(channels.c.guild_id).where(*mine)))
    return frozenset(rows.scalars())


async def overdue(tx: AsyncConnection, *, before: datetime) -> tuple[int, ...]:
    """The servers that we left before then, the longest gone first."""
    query = select(guilds.c.guild_id).where(guilds.c.left_at <= before).order_by(guilds.c.left_at, guilds.c.guild_id)
    return tuple((await tx.execute(query)).scalars())
