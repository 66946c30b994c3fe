"""An address in, connections to Postgres out. I/O.

Whoever writes takes a turn by an advisory lock that ends with its transaction, so that what flows rely on with SQLite's one writer holds
for all machines together: what a transaction read stays true until it wrote. Transactions that are apart share the lock.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool

from bot.errors import Refused, StoreFailed, StoreTrouble
from bot.ports import Tx
from bot.settings import StoreSettings
from bot.store.database import Database, opened

LOCKS: Final = 0x42425442
"""The first of an advisory lock's two numbers, for all of ours: "BBTB"."""

_ALONE: Final = text(f"SELECT pg_advisory_xact_lock({LOCKS}, 0)")
_APART: Final = text(f"SELECT pg_advisory_xact_lock_shared({LOCKS}, 0)")
_NOW: Final = text("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
_CONNECT_S: Final = 10.0

# Appendix A of Postgres' manual; the longest beginning of a code that fits decides.
_TROUBLES: Final = {
    "08": StoreTrouble.UNREACHABLE,
    "25006": StoreTrouble.READ_ONLY,
    "25P03": StoreTrouble.LOCKED,
    "28": StoreTrouble.NOT_LET_IN,
    "3D": StoreTrouble.MISSING,
    "40": StoreTrouble.LOCKED,
    "42501": StoreTrouble.NOT_LET_IN,
    "42P01": StoreTrouble.EMPTY,
    "53100": StoreTrouble.FULL,
    "53": StoreTrouble.UNREACHABLE,
    "55P03": StoreTrouble.LOCKED,
    "57014": StoreTrouble.LOCKED,
    "57P": StoreTrouble.UNREACHABLE,
    "58": StoreTrouble.DISK,
    "XX001": StoreTrouble.DISK,
    "XX002": StoreTrouble.DISK,
}


class PostgresDatabase(Database):
    """A database that many processes share."""

    def __init__(self, *, where: str, writer: AsyncEngine, readers: AsyncEngine, most_writers: int, most_readers: int) -> None:
        super().__init__(where=where, writer=writer, readers=readers, most_writers=most_writers, most_readers=most_readers)
        self._sessions = create_async_engine(writer.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=_connecting({}))

    def failure_of(self, error: BaseException) -> StoreFailed | None:
        """As `Database.failure_of`."""
        return failure_of(error, where=self.where)

    async def check(self) -> None:
        """See that it answers. Raises `StoreFailed`."""
        await self.shared_now()

    async def shared_now(self) -> datetime:
        """The time by the server's clock. Raises `StoreFailed`."""
        async with self.reading() as connection:
            return datetime.fromtimestamp((await connection.scalar(_NOW)) / 1000, UTC)

    async def session(self) -> AsyncConnection:
        """A connection of its own, without a transaction, for locks that last as long as it does. Raises `StoreFailed`."""
        try:
            return await self._sessions.connect()
        except Exception as error:
            self._name(error)
            raise

    async def close(self) -> None:
        """Let every connection go."""
        await self._sessions.dispose()
        await super().close()

    async def _enter(self, connection: AsyncConnection, *, apart: bool) -> None:
        await connection.execute(_APART if apart else _ALONE)


def open_postgres(url: URL, settings: StoreSettings) -> PostgresDatabase:
    """Prepare the connections; none is made yet. Raises `Refused` where the driver is missing."""
    where = url.render_as_string(hide_password=True)
    writer = _engine(url, settings, size=settings.writers)
    readers = _engine(url, settings, size=settings.readers).execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return PostgresDatabase(where=where, writer=writer, readers=readers, most_writers=settings.writers, most_readers=settings.readers)


def failure_of(error: BaseException, *, where: str) -> StoreFailed | None:
    """The named failure behind an exception; None: it is a bug of ours, to be raised as it is."""
    trouble = _trouble_of(error)
    return StoreFailed(where=where, trouble=trouble, detail=str(getattr(error, "orig", None) or error)[:200]) if trouble else None


async def driver_of(tx: Tx) -> Any:  # noqa: ANN401  asyncpg publishes no types
    """The driver's own connection (asyncpg.Connection), on which a transaction of ours is open."""
    return (await opened(tx).get_raw_connection()).driver_connection


def _engine(url: URL, settings: StoreSettings, *, size: int) -> AsyncEngine:
    wait_ms = str(int(settings.busy_timeout_s * 1000))
    try:
        return create_async_engine(
            url,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=size,
            max_overflow=0,
            pool_pre_ping=True,  # a server that was started anew is noticed before work is lost on a dead connection
            connect_args=_connecting({"lock_timeout": wait_ms, "idle_in_transaction_session_timeout": "15000"}),
        )
    except ModuleNotFoundError as error:
        raise Refused(why="[store] url names Postgres, but its driver is missing: pip install 'bytebot[postgres]'.") from error


def _connecting(more: Mapping[str, str]) -> dict[str, object]:
    """What every connection is told. A program that stands still in a transaction must not keep all others from writing, and a machine
    that vanished must not hold a lock for hours."""
    told = {
        "application_name": "bytebot",
        "timezone": "UTC",
        "jit": "off",  # it costs more than such short queries do
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "2",
        "tcp_keepalives_count": "2",
    }
    return {"server_settings": told | dict(more), "timeout": _CONNECT_S}


def _trouble_of(error: BaseException) -> StoreTrouble | None:
    if isinstance(error, OSError):  # refused, unknown host, timed out
        return StoreTrouble.UNREACHABLE
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return StoreTrouble.UNREACHABLE
    cause = getattr(error, "orig", None) or error
    code: str = getattr(cause, "sqlstate", None) or ""
    for length in (5, 3, 2):
        if code[:length] in _TROUBLES:
            return _TROUBLES[code[:length]]
    return StoreTrouble.UNREACHABLE if type(cause).__name__ in ("InterfaceError", "InternalClientError") and not code else None
