"""Database files in, checked and complete copies of them out. I/O: plain SQLite files, no connections of the running bot."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import StoreFailed, StoreTrouble
from bot.store.sqlite import failure_of

BESIDE: Final = ("-wal", "-shm", "-journal")
_COUNTED: Final = ("feeds", "subscriptions", "entries", "articles", "posts")
_WAIT_S: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A database file that was read through and found sound. `rows` counts its main tables."""

    path: Path
    revision: str
    size: int
    rows: Mapping[str, int]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file that is there, in the driver's autocommit. Raises `StoreFailed`."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT_S, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as error:
        failure = failure_of(error, where=str(path))
        raise failure or StoreFailed(where=str(path), trouble=StoreTrouble.DAMAGED, detail=str(error)) from error


def checked(path: Path) -> Checked:
    """Read every page and every reference of a file. Raises `StoreFailed`: DAMAGED, FOREIGN, or what keeps it from being opened."""
    with opened(path) as connection:
        _check(connection, "PRAGMA integrity_check(1)", path)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "alembic_version" not in tables:
            raise StoreFailed(where=str(path), trouble=StoreTrouble.FOREIGN)
        dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
        if dangling:
            raise StoreFailed(where=str(path), trouble=StoreTrouble.DAMAGED, detail=f"a row of {dangling[0]} refers to nothing")
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        rows = {name: int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in _COUNTED if name in tables}  # noqa: S608  names of ours
    return Checked(path=path, revision=revision[0] if revision else "", size=path.stat().st_size, rows=rows)


def copy_database(source: Path, to: Path) -> None:
    """All of `source` as of one moment, its WAL included, into a new file that only its owner may read; a running bot goes on meanwhile.

    VACUUM INTO (SQLite 3.27): what was deleted takes no room in the copy. Raises `StoreFailed`.
    """
    remove(to)
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with opened(source) as connection:
            _check(connection, "PRAGMA quick_check(1)", source)  # VACUUM would leave out what it cannot read, and not say so
            connection.execute("VACUUM INTO ?", (str(to),))
    except StoreFailed as error:
        remove(to)
        if error.trouble is StoreTrouble.FULL:
            raise StoreFailed(where=str(to), trouble=StoreTrouble.FULL, detail=error.detail) from error
        raise


def remove(path: Path) -> None:
    """A database file and what SQLite keeps beside it, where they are there."""
    for suffix in ("", *BESIDE):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def put_in_place(new: Path, at: Path) -> None:
    """`new` becomes `at`, all at once, and is on the disk before this returns."""
    _flush(new)
    new.replace(at)
    with suppress(OSError):  # not every system lets a folder be opened
        _flush(at.parent)


def _check(connection: sqlite3.Connection, pragma: str, path: Path) -> None:
    found = str(connection.execute(pragma).fetchone()[0])
    if found != "ok":
        raise StoreFailed(where=str(path), trouble=StoreTrouble.DAMAGED, detail=found[:200])


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
