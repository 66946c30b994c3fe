"""How far the clock was set back in; what waits, waiting no longer for it. SQL."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import literal, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import edits, entries, feeds, hosts

_WAITS: Final = (feeds.c.next_at, hosts.c.rest_until, entries.c.next_at, entries.c.recheck_at, edits.c.next_at)


async def shift_waits(tx: AsyncConnection, *, by: timedelta, now: datetime) -> None:
    """Feeds, pauses of servers, entries and edits that wait for a time after `now`: what was to be in five minutes still is."""
    milliseconds = literal(by // timedelta(milliseconds=1))
    for column in _WAITS:
        await tx.execute(update(column.table).where(column > now).values({column.name: column.op("+")(milliseconds)}))
