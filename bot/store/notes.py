"""Small facts that belong to no other table, by key. SQL."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import notes
from bot.store.upsert import insert


async def read(tx: AsyncConnection, key: str) -> str | None:
    """The note's text; None: never written."""
    found: str | None = await tx.scalar(select(notes.c.value).where(notes.c.key == key))
    return found


async def write(tx: AsyncConnection, key: str, value: str) -> None:
    """Set the note."""
    new = insert(notes).values(key=key, value=value)
    await tx.execute(new.on_conflict_do_update(index_elements=[notes.c.key], set_={"value": new.excluded.value}))
