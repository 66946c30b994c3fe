"""Servers that asked to be left alone, and until when. SQL."""

from datetime import datetime

from sqlalchemy import case, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import hosts
from bot.store.upsert import insert


async def rest(tx: AsyncConnection, server: str, *, until: datetime) -> None:
    """Leave a server alone until then; a longer pause that it asked for before stays."""
    new = insert(hosts).values(name=server, rest_until=until)
    later = case((hosts.c.rest_until > new.excluded.rest_until, hosts.c.rest_until), else_=new.excluded.rest_until)
    await tx.execute(new.on_conflict_do_update(index_elements=[hosts.c.name], set_={"rest_until": later}))


async def resting(tx: AsyncConnection, *, now: datetime) -> dict[str, datetime]:
    """Who rests now, and until when."""
    rows = await tx.execute(select(hosts.c.name, hosts.c.rest_until).where(hosts.c.rest_until > now))
    return {row.name: row.rest_until for row in rows}


async def forget(tx: AsyncConnection, *, now: datetime) -> None:
    """Drop the pauses that are over."""
    await tx.execute(delete(hosts).where(hosts.c.rest_until <= now))
