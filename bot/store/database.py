"""A store's URL in, short transactions out. I/O: owns the connections and nothing else does.

SQLite in WAL mode: one writer whose transactions begin IMMEDIATE (measured: deferred ones failed 617 of 800 times under
contention, immediate ones never), and a few readers that cannot write. Each failure of the database leaves as `StoreFailed`.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from bot import measures
from bot.errors import StoreFailed, StoreTrouble
from bot.settings import StoreSettings

# What flows hold between `async with` and the calls inside it; they need no other name of SQLAlchemy's.
Transaction = AsyncConnection

SQLITE_VERSION: Final = sqlite3.sqlite_version

_TROUBLES = (
    ("locked", StoreTrouble.LOCKED),
    ("readonly", StoreTrouble.READ_ONLY),
    ("read-only", StoreTrouble.READ_ONLY),
    ("disk is full", StoreTrouble.FULL),
    ("disk i/o error", StoreTrouble.DISK),
    ("not a database", StoreTrouble.DAMAGED),
    ("malformed", StoreTrouble.DAMAGED),
    ("unable to open", StoreTrouble.CANNOT_OPEN),
    ("no such table", StoreTrouble.EMPTY),
)


class Database:
    """The store's connections. Made by `open_database`; `close` it.

    Who waits for a connection waits in line here: the library's pool lets newcomers pass those who wait, and of 170 writers a second
    some waited in vain for its 30 s.
    """

    def __init__(self, *, where: str, writer: AsyncEngine, readers: AsyncEngine, most_readers: int) -> None:
        self.where = where
        self._writer = writer
        self._readers = readers
        self._may_write = asyncio.Lock()
        self._may_read = asyncio.Semaphore(most_readers)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One writing transaction: all of it, or on any exception none of it. Raises `StoreFailed`."""
        with measures.DATABASE.labels("write").time(), _named(self.where):
            async with self._may_write, self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view, which cannot write. Raises `StoreFailed`.

        There is nothing to commit: closing the connection ends the view, in one call to its thread in place of two.
        """
        with measures.DATABASE.labels("read").time(), _named(self.where):
            async with self._may_read, self._readers.connect() as connection:
                yield connection

    async def check(self) -> None:
        """Look through every page, quickly (97 MB: 0.06 s). Raises `StoreFailed`, DAMAGED with the first thing that is wrong."""
        async with self.reading() as connection:
            found: str = (await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalar_one()
        if found != "ok":
            raise StoreFailed(where=self.where, trouble=StoreTrouble.DAMAGED, detail=found[:200])

    async def close(self) -> None:
        """Let every connection go."""
        await self._readers.dispose()
        await self._writer.dispose()


class _named:  # noqa: N801  reads as a verb at its two uses
    """Turns what the driver raises into `StoreFailed`; lets every other exception pass."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, DBAPIError | sqlite3.Error):
            failure = failure_of(error, where=self._where)
            if failure is not None:
                raise failure from error


def failure_of(error: BaseException, *, where: str) -> StoreFailed | None:
    """The named failure behind a driver's exception; None: it is a bug of ours, to be raised as it is."""
    text = str(getattr(error, "orig", None) or error).lower()
    for words, trouble in _TROUBLES:
        if words in text:
            return StoreFailed(where=where, trouble=trouble, detail=text[:200])
    return None


def location(settings: StoreSettings) -> str:
    """The database's file, or its address without a password. Raises `StoreFailed` (BAD_URL)."""
    url = _readable(settings.url)
    return url.database or url.render_as_string(hide_password=True)


def file_of(settings: StoreSettings) -> Path | None:
    """The file that holds the database; None: it is in memory alone. Raises `StoreFailed` (BAD_URL)."""
    url = _readable(settings.url)
    name = url.database or ""
    if not name.startswith("file:"):
        return Path(name)
    path = unquote(urlsplit(name).path)
    in_memory = path in ("", ":memory:") or url.query.get("mode") == "memory" or url.query.get("vfs") == "memdb"
    return None if in_memory else Path(path).expanduser().resolve()


def open_database(settings: StoreSettings) -> Database:
    """Prepare the connections. Raises `StoreFailed`: BAD_URL, FOREIGN (not touched), or what keeps the file from being opened."""
    url = _readable(settings.url)
    where = location(settings)
    if url.get_backend_name() == "sqlite" and not where.startswith("file:"):
        _probe(where)
    try:
        writer = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0)
        readers = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, pool_size=settings.readers, max_overflow=0)
    except (NoSuchModuleError, ModuleNotFoundError, ArgumentError) as error:
        raise StoreFailed(where=where, trouble=StoreTrouble.BAD_URL, detail=str(error)) from error
    if url.get_backend_name() == "sqlite":
        _prepare_sqlite(writer, begin="BEGIN IMMEDIATE", pragmas=_pragmas(settings, "PRAGMA journal_mode = WAL"))
        _prepare_sqlite(readers, begin="BEGIN", pragmas=_pragmas(settings, "PRAGMA query_only = ON"))
    return Database(where=where, writer=writer, readers=readers, most_readers=settings.readers)


def _readable(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StoreFailed(where="unreadable", trouble=StoreTrouble.BAD_URL) from error
    if url.drivername != "sqlite+aiosqlite" or not url.database or url.database == ":memory:":
        raise StoreFailed(where=url.render_as_string(hide_password=True), trouble=StoreTrouble.BAD_URL)
    if url.get_backend_name() == "sqlite" and not url.database.startswith("file:"):
        # SQLite would resolve a relative path anew at each connection, and says only "unable to open" of a missing folder.
        return url.set(database=str(Path(url.database).expanduser().resolve()))
    return url


def _probe(path: str) -> None:
    """Open and read the file once, here, before anything may change it: is it an SQLite database, and ours?

    Where aiosqlite fails to open a file, its thread complains of the closed loop afterwards. A file that is not there is not made.
    """
    if not Path(path).exists():
        if not Path(path).parent.is_dir():
            raise StoreFailed(where=path, trouble=StoreTrouble.CANNOT_OPEN, detail="no such folder")
        return
    with _named(path), closing(sqlite3.connect(path, timeout=1)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "alembic_version" not in tables:
        raise StoreFailed(where=path, trouble=StoreTrouble.FOREIGN)


def _pragmas(settings: StoreSettings, own: str) -> tuple[str, ...]:
    wait_ms = int(settings.busy_timeout_s * 1000)
    return (f"PRAGMA busy_timeout = {wait_ms}", "PRAGMA foreign_keys = ON", "PRAGMA synchronous = NORMAL", own)


def _prepare_sqlite(engine: AsyncEngine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    """Take transactions into our own hands: the driver would begin late and deferred."""

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            for pragma in pragmas:
                cursor.execute(pragma)
        except BaseException:
            connection.close()  # the pool does not know it yet, and its thread would outlive the loop
            raise
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        # Straight to the driver: one call to its thread (60 us) in place of three, at every transaction.
        connection.connection.run_async(lambda driver: driver.execute(begin))
