"""Links that were offered to choose from, by their keys: too long for a button, and wanted after a restart too. SQL."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.keys import url_key
from bot.store.tables import asked
from bot.store.upsert import insert

_PREFIX: Final = "link:"
_KEPT: Final = timedelta(days=1)


async def keep(tx: AsyncConnection, links: Iterable[str], *, now: datetime) -> None:
    """Remember them for a day; what is older goes."""
    await tx.execute(delete(asked).where(asked.c.key.startswith(_PREFIX), asked.c.asked_at < now - _KEPT))
    rows = [{"key": f"{_PREFIX}{key_of(each)}", "text": each, "asked_at": now} for each in links]
    new = insert(asked)
    await tx.execute(new.on_conflict_do_update(index_elements=["key"], set_={"asked_at": new.excluded.asked_at}), rows)


def key_of(link: str) -> str:
    """32 characters. Pure."""
    return url_key(link).hex()


async def find(tx: AsyncConnection, key: str) -> str | None:
    """The link; None: it was not offered, or too long ago."""
    found: str | None = await tx.scalar(select(asked.c.text).where(asked.c.key == f"{_PREFIX}{key}"))
    return found
