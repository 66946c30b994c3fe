"""A sign of life, left by the loops and looked for by whoever watches over the process."""

from datetime import UTC, datetime

from bot.store import notes
from bot.store.database import Database

_KEY = "alive_at"
BEAT_S = 15.0
STALE_S = 4 * BEAT_S


async def beat(*, db: Database, now: datetime) -> None:
    """The loops live. Raises `StoreFailed`."""
    async with db.transaction() as tx:
        await notes.write(tx, _KEY, now.isoformat())


async def last_beat(*, db: Database) -> datetime | None:
    """When the loops last said so; None: never. Raises `StoreFailed`."""
    async with db.reading() as tx:
        text = await notes.read(tx, _KEY)
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def is_alive(last: datetime | None, *, now: datetime) -> bool:
    """Whether the last sign is young enough. Pure."""
    return last is not None and (now - last).total_seconds() <= STALE_S
