"""A database in, a backup out, and back again. I/O; each deed happens whole or not at all."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.errors import Refused, StoreFailed, StoreTrouble
from bot.settings import StoreSettings
from bot.store.files import BESIDE, Checked, checked, copy_database, opened, put_in_place, remove
from bot.store.lock import alone
from bot.store.migrate import known_revisions
from bot.store.opened import file_of, is_shared, location
from bot.store.recall import KNOWN_UNTIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What stands in the database's place now, and where the one before it lies; None: there was none."""

    now: Checked
    before: Path | None


def default_name(file: Path, *, now: datetime) -> Path:
    """Where a backup goes when nobody says: beside the database, with the time in its name. Pure."""
    return file.with_name(f"{file.name}.backup-{now:%Y%m%d-%H%M%S}")


def back_up(settings: StoreSettings, to: Path | None, *, force: bool, now: datetime) -> Checked:
    """Copy the database, running or not, to `to` (a folder: into it), and read the copy through before it gets its name.

    Raises `Refused` where `to` is there already and `force` is false, and `StoreFailed`.
    """
    source = _file(settings)
    if not source.exists():
        raise StoreFailed(where=str(source), trouble=StoreTrouble.EMPTY)
    target = to or default_name(source, now=now)
    target = target / default_name(source, now=now).name if target.is_dir() else target
    if target.resolve() == source:
        raise Refused(why=f"{target} is the database itself; name another file.")
    if target.exists() and not force:
        raise Refused(why=f"{target} is there already; name another file, or say --force.")
    part = target.with_name(f"{target.name}.part")
    try:
        copy_database(source, part)
        with opened(part) as connection:
            connection.execute("INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)", (KNOWN_UNTIL, now.isoformat()))
        done = checked(part)
        put_in_place(part, target)
    finally:
        remove(part)
    return replace(done, path=target)


def restore(settings: StoreSettings, backup: Path, *, now: datetime) -> Restored:
    """Put a backup in the database's place. What was there stays beside it, whole, as `.before-restore-<time>`.

    The backup itself is only read; a copy of it is checked, and that copy takes the place. Raises `Refused` where the backup is none
    of ours, is damaged or newer than this program, and `StoreFailed`: IN_USE while a bot runs.
    """
    file = _file(settings)
    if not backup.is_file():
        raise Refused(why=f"There is no file {backup}; nothing was changed.")
    if backup.resolve() == file:
        raise Refused(why=f"{backup} is the database itself; name a backup of it.")
    with alone(settings):
        part = file.with_name(f"{file.name}.restoring")
        try:
            done = _checked_copy(backup, part)
            before = _set_aside(file, now=now) if file.exists() else None
            if before:
                _take_owner(part, like=before)
            put_in_place(part, file)
        finally:
            remove(part)
    return Restored(now=replace(done, path=file), before=before)


def _checked_copy(backup: Path, part: Path) -> Checked:
    """`backup` with the WAL that may lie beside it, as one sound file."""
    remove(part)
    try:
        for suffix in ("", "-wal"):
            if Path(f"{backup}{suffix}").exists():
                shutil.copyfile(f"{backup}{suffix}", f"{part}{suffix}")
        part.chmod(0o600)
        with opened(part) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        done = checked(part)
    except StoreFailed as error:
        raise Refused(why=_why_not(backup, error)) from error
    if done.revision not in known_revisions():
        raise Refused(why=f"{backup} was made by a newer ByteBot; install that version. Nothing was changed.")
    return done


def _why_not(backup: Path, error: StoreFailed) -> str:
    if error.trouble is StoreTrouble.FOREIGN:
        return f"{backup} is no database of ByteBot's; nothing was changed."
    if error.trouble is StoreTrouble.DAMAGED:
        return f"{backup} is not a sound database ({error.detail or error.trouble}); try an older backup. Nothing was changed."
    return f"{backup} cannot be checked: {error.said} Nothing was changed."


def _set_aside(file: Path, *, now: datetime) -> Path:
    """A second name for the present database, its WAL written into it before; a damaged one takes its WAL along as it is."""
    aside = file.with_name(f"{file.name}.before-restore-{now:%Y%m%d-%H%M%S}")
    with suppress(StoreFailed), opened(file) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    remove(aside)
    try:
        os.link(file, aside)
    except OSError:  # a file system without second names
        shutil.copy2(file, aside)
    for suffix in BESIDE:
        # Gone from the old place before the new file comes: SQLite would replay a stranger's WAL into it.
        with suppress(FileNotFoundError):
            Path(f"{file}{suffix}").rename(f"{aside}{suffix}")
    return aside


def _take_owner(part: Path, *, like: Path) -> None:
    """A restore by root must leave the file to the account that the bot runs under."""
    known = like.stat()
    part.chmod(known.st_mode & 0o777)
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(part, known.st_uid, known.st_gid)


def _file(settings: StoreSettings) -> Path:
    file = file_of(settings)
    if is_shared(settings):
        where = location(settings)
        raise Refused(
            why=f"{where} is Postgres, which has programs of its own for this: pg_dump --format=custom --file=FILE DATABASE backs up; "
            "with every ByteBot stopped, pg_restore --clean --if-exists --single-transaction --dbname=DATABASE FILE puts it back."
        )
    if file is None:
        raise Refused(why="A database in memory has no file; set [store] url to one.")
    return file
