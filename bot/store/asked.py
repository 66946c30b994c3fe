"""What was asked for and still waits for a yes: a text under a short key. SQL."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import asked
from bot.store.upsert import insert as upsert


async def keep(tx: AsyncConnection, key: str, text: str, *, now: datetime) -> None:
    """Keep `text` under `key`, in place of what was there."""
    new = upsert(asked).values(key=key, text=text, asked_at=now)
    await tx.execute(new.on_conflict_do_update(index_elements=[asked.c.key], set_={"text": text, "asked_at": now}))


async def find(tx: AsyncConnection, key: str) -> str | None:
    """What is kept under `key`; None: nothing, or nothing any more."""
    found: str | None = await tx.scalar(select(asked.c.text).where(asked.c.key == key))
    return found


async def drop(tx: AsyncConnection, key: str) -> None:
    """Keep it no longer."""
    await tx.execute(delete(asked).where(asked.c.key == key))


async def forget(tx: AsyncConnection, *, before: datetime) -> None:
    """Keep nothing that was asked before then."""
    await tx.execute(delete(asked).where(asked.c.asked_at < before))
