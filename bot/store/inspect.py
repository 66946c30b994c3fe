"""A store in, how its database lies on its disk or server out. I/O: reads only."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import text

from bot.errors import StoreFailed, StoreTrouble
from bot.settings import StoreSettings
from bot.store.database import Database
from bot.store.files import Checked, checked
from bot.store.lock import alone
from bot.store.migrate import head, known_revisions, revision_of
from bot.store.opened import file_of

_SERVER: Final = text("SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size")
_EXTENSIONS: Final = text("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """`checked` None: there is no file yet. `current` False: the next start migrates it. `free` is the bytes left on its disk."""

    file: Path
    checked: Checked | None
    current: bool
    running: bool
    wal: int
    free: int


def look(settings: StoreSettings) -> Looked | None:
    """None: the database is in memory. Raises `StoreFailed` where it cannot be used, NEWER where this program is too old for it."""
    file = file_of(settings)
    if file is None:
        return None
    if not file.parent.is_dir():
        raise StoreFailed(where=str(file), trouble=StoreTrouble.CANNOT_OPEN, detail="no such folder")
    found = checked(file) if file.exists() else None
    if found and found.revision not in known_revisions():
        raise StoreFailed(where=str(file), trouble=StoreTrouble.NEWER, detail=f"revision {found.revision}")
    wal = 0
    with suppress(FileNotFoundError):
        wal = Path(f"{file}-wal").stat().st_size
    free = shutil.disk_usage(file.parent).free
    current = found is not None and found.revision == head()
    return Looked(file=file, checked=found, current=current, running=found is not None and _is_taken(settings), wal=wal, free=free)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A Postgres database. `revision` None: nothing is set up on it yet. `current` False: the next start migrates it."""

    version: str
    revision: str | None
    current: bool
    size: int
    extensions: tuple[str, ...]


async def look_at_server(db: Database) -> Server:
    """Raises `StoreFailed`: FOREIGN, NEWER, or what keeps it from being read."""
    async with db.reading() as tx:
        row = (await tx.execute(_SERVER)).one()
        revision = await tx.run_sync(revision_of, where=db.where)
        extensions = tuple(await tx.scalars(_EXTENSIONS))
    if revision is not None and revision not in known_revisions():
        raise StoreFailed(where=db.where, trouble=StoreTrouble.NEWER, detail=f"revision {revision}")
    return Server(version=row.version, revision=revision, current=revision == head(), size=row.size, extensions=extensions)


def _is_taken(settings: StoreSettings) -> bool:
    try:
        with alone(settings):
            return False
    except StoreFailed as error:
        return error.trouble is StoreTrouble.IN_USE
