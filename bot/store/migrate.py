"""A database of any earlier version in, this version's out. I/O.

All migrations of one start run in one transaction that holds the writer's lock, so two programs starting at once cannot both
migrate, and a migration that fails leaves the database as it was.
"""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.errors import StoreFailed, StoreTrouble
from bot.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """The revisions before (None: the database was empty) and after."""

    before: str | None
    after: str


async def migrate(db: Database, *, revision: str = "head") -> Migrated:
    """Bring the database to this program's version, or only as far as `revision`.

    Raises `StoreFailed`: NEWER where the database has a revision that this program does not know (it is not touched),
    or what keeps it from being opened and written.
    """
    async with db.transaction() as connection:
        return await connection.run_sync(_upgrade, where=db.where, revision=revision)


def _upgrade(connection: Connection, *, where: str, revision: str) -> Migrated:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    before = MigrationContext.configure(connection).get_current_revision()
    wanted = (scripts.get_current_head() or "") if revision == "head" else revision
    if before is not None and before not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreFailed(where=where, trouble=StoreTrouble.NEWER, detail=f"revision {before}")
    if before != wanted:
        command.upgrade(config, wanted)
    return Migrated(before=before, after=wanted)
