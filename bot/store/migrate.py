"""A database of any earlier version in, this version's out. I/O.

All migrations of one start run in one transaction that holds the writer's lock, so two programs starting at once cannot both
migrate, and a migration that fails leaves the database as it was. Before the first statement, under that same lock, a copy of the
database is laid beside it.

Alembic is loaded only where there is something to migrate: it takes 10 MB that a running bot would keep for nothing.
"""

import glob
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, select, text

from bot.errors import StoreFailed, StoreTrouble
from bot.store.database import Database
from bot.store.files import BESIDE, copy_database, put_in_place, remove
from bot.store.tables import notes

_ENGINES: Final = "pgqueuer"  # whose tables stand beside ours
COPYING: Final = "copying"
"""The note of a database that `bot.store.copy` has not filled yet."""

_REVISION: Final = text("SELECT version_num FROM alembic_version")
_MIGRATIONS: Final = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """The revisions before (None: the database was empty) and after."""

    before: str | None
    after: str


async def migrate(db: Database, *, revision: str = "head", file: Path | None = None, copies: int = 0, copying: bool = False) -> Migrated:
    """Bring the database to this program's version, or only as far as `revision`.

    Where that changes a database with rows in it, `file` (None: it has none) is copied first, to `<file>.before-<revision>`, of which
    the newest `copies` stay; 0 makes none. Raises `StoreFailed`: NEWER where the database has a revision that this program does not
    know, FOREIGN where it holds another program's tables (neither is touched), HALF_COPIED where a copy into it is not complete and
    this is not for it to go on (`copying`), FULL where there is no room for the copy, or what keeps the database from being opened
    and written.
    """

    def keep(wanted: str) -> None:
        if file is not None and copies:
            _keep_copy(file, wanted, copies=copies)

    async with db.transaction() as connection:
        return await connection.run_sync(_upgrade, where=db.where, revision=revision, keep=keep, copying=copying)


def known_revisions() -> frozenset[str]:
    """Every revision that this program can bring to its own: each migration's file begins with its number."""
    return frozenset(file.name.partition("_")[0] for file in _MIGRATIONS.glob("versions/[0-9]*_*.py"))


def head() -> str:
    """The revision that this program works with."""
    return max(known_revisions())


def _upgrade(connection: Connection, *, where: str, revision: str, keep: Callable[[str], None], copying: bool) -> Migrated:
    before = revision_of(connection, where=where)
    wanted = head() if revision == "head" else revision
    if before is not None and before not in known_revisions():
        raise StoreFailed(where=where, trouble=StoreTrouble.NEWER, detail=f"revision {before}")
    if before is not None and not copying and _is_half_copied(connection):
        raise StoreFailed(where=where, trouble=StoreTrouble.HALF_COPIED)
    if before != wanted:
        if before is not None:
            keep(wanted)
        _run_migrations(connection, to=wanted)
    return Migrated(before=before, after=wanted)


def revision_of(connection: Connection, *, where: str) -> str | None:
    """None: no migration ran on it yet. Raises `StoreFailed`: FOREIGN where it holds another program's tables."""
    there = inspect(connection).get_table_names()
    if "alembic_version" not in there:
        if any(not name.startswith(_ENGINES) for name in there):
            raise StoreFailed(where=where, trouble=StoreTrouble.FOREIGN)
        return None
    revision: str | None = connection.execute(_REVISION).scalar_one_or_none()
    return revision


async def is_ours(db: Database) -> bool:
    """Whether the database has this program's version: not once a newer program has migrated it. Raises `StoreFailed`."""
    async with db.reading() as tx:
        return bool(await tx.scalar(_REVISION) == head())


def _is_half_copied(connection: Connection) -> bool:
    return connection.scalar(select(notes.c.value).where(notes.c.key == COPYING)) is not None


def _run_migrations(connection: Connection, *, to: str) -> None:
    from alembic import command  # noqa: PLC0415  only where there is something to migrate, as the module says
    from alembic.config import Config  # noqa: PLC0415  the same

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS))
    command.upgrade(config, to)


def _keep_copy(file: Path, wanted: str, *, copies: int) -> None:
    """Readers see the database as it was before our transaction, so the copy is of that. A copy of an earlier try makes way."""
    copy = file.with_name(f"{file.name}.before-{wanted}")
    part = file.with_name(f"{copy.name}.part")
    try:
        copy_database(file, part)
        put_in_place(part, copy)
    finally:
        remove(part)
    for old in sorted(_copies(file), key=lambda each: each.stat().st_mtime_ns, reverse=True)[copies:]:
        remove(old)


def _copies(file: Path) -> list[Path]:
    """Copies from before migrations: what `db restore` set aside is not among them."""
    beside = (each for each in file.parent.glob(f"{glob.escape(file.name)}.before-*") if not each.name.endswith((*BESIDE, ".part")))
    return [each for each in beside if not each.name.startswith(f"{file.name}.before-restore-")]
