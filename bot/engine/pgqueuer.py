"""Jobs in, their work done by whichever process has room, through tables of PgQueuer's in the Postgres database that all share. I/O.

PgQueuer's worker ends when Postgres does: this one waits, and connects anew. Only this file and its neighbours `pg_*` import PgQueuer or
asyncpg; they are loaded where the settings ask for them (the extra `postgres`).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg

from bot.engine import pg_tables
from bot.engine.failures import Failures, reason_of
from bot.engine.loops import Loop
from bot.engine.pg_claims import Room
from bot.engine.pg_session import Session
from bot.engine.pg_tables import AWAY
from bot.errors import StoreFailed, StoreTrouble, place
from bot.model.job import DOES_JOBS, Job, Quarantined, TaskName
from bot.ports import Tx, Work
from bot.settings import EngineSettings

log = logging.getLogger(__name__)

FINISH_WITHIN_S: Final = 10.0
_ANSWER_WITHIN_S: Final = 10.0
_CONNECT_WITHIN_S: Final = 5.0
_AGAIN_IN_S: Final = 1.0
_SAY_AGAIN_S: Final = 60.0
_PRUNE_EVERY_S: Final = 600.0
_PRUNE_WITHIN_S: Final = 300.0
_KEEP_LOG_S: Final = 3_600.0
_SIGN: Final = f"{DOES_JOBS}, heartbeat"
_CONNECTIONS: Final = 4  # to ask and to list jobs; those that are done go over one more

prepare = pg_tables.prepare


class PgQueuerEngine:
    """`bot.ports.Engine` over Postgres. `close` it at the end."""

    shared = True

    def __init__(
        self,
        url: str,
        settings: EngineSettings,
        *,
        raw: Callable[[Tx], Awaitable[asyncpg.Connection]],
        finish_within_s: float = FINISH_WITHIN_S,
    ) -> None:
        """`url` as for the store; `raw` gives the connection of an open transaction of the store, once that has begun."""
        self._dsn, self._where = dsn(url), place(url)
        self._settings = settings
        self._raw = raw
        self._finish_within_s = finish_within_s
        self._failures = Failures(settings)
        self._rooms: dict[TaskName, Room] = {}
        self._pool: asyncpg.Pool | None = None
        self._said_at: datetime | None = None

    def task(self, name: TaskName, work: Work, *, at_once: int, blamed: bool = True) -> None:
        """As the port says. Raises ValueError where the task is known already."""
        if name in self._rooms:
            raise ValueError(f"{name} is known already")
        self._rooms[name] = Room(work=work, at_once=at_once, blamed=blamed)

    async def enqueue(self, jobs: Sequence[Job], *, tx: Tx | None = None) -> None:
        """As the port says; what is in quarantine is not made anew either."""
        if tx is None:
            async with self._connection() as connection, connection.transaction():
                await pg_tables.add(connection, jobs)
            return
        with _named(self._where):
            connection = await self._raw(tx)
            if not connection.is_in_transaction():
                raise RuntimeError("jobs were asked for in a transaction that has not begun: they would be there without it")
            await pg_tables.add(connection, jobs)

    async def busy(self, name: TaskName) -> frozenset[str]:
        """As the port says."""
        async with self._connection() as connection:
            return await pg_tables.keys(connection, name)

    async def depths(self) -> Mapping[str, int]:
        """As the port says; every task is among them."""
        async with self._connection() as connection:
            return await pg_tables.depths(connection)

    async def quarantined(self) -> tuple[Quarantined, ...]:
        """As the port says; a thousand at most."""
        async with self._connection() as connection:
            return await pg_tables.quarantined(connection)

    async def release(self, number: int) -> bool:
        """As the port says."""
        async with self._connection() as connection:
            return await pg_tables.release(connection, number)

    async def close(self) -> None:
        """Let go of the connections that asked."""
        if self._pool:
            self._pool.terminate()
            self._pool = None

    async def run(self, stop: asyncio.Event) -> None:
        """As the port says; meanwhile PgQueuer's log is kept short."""
        logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)  # it tells each failure again, with tracebacks: ours are told once
        async with asyncio.TaskGroup() as group:
            group.create_task(Loop("prune the queue's log", self._prune, finish=False).run(stop))
            while not stop.is_set():
                await self._work(stop)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _AGAIN_IN_S)

    async def _work(self, stop: asyncio.Event) -> None:
        """One connection's life. It ends at the stop or with the connection; whatever else happens, the engine lives."""
        try:
            connection = await asyncpg.connect(
                self._dsn,
                timeout=_CONNECT_WITHIN_S,
                command_timeout=_ANSWER_WITHIN_S,
                server_settings={"application_name": f"{_SIGN} {self._settings.heartbeat_s:g}"},
            )
            try:
                await self._compare(connection)
                if self._said_at:
                    log.info("engine works again")
                    self._said_at = None
                await self._session().run(connection, stop=stop)
            finally:
                connection.terminate()
        except AWAY as error:
            if self._is_news(datetime.now(UTC)):
                log.warning("engine lost its database", extra={"where": self._where, "why": reason_of(error)})
        except Exception:
            if self._is_news(datetime.now(UTC)):
                log.exception("engine met a bug")

    def _session(self) -> Session:
        return Session(
            rooms=self._rooms,
            failures=self._failures,
            heartbeat_s=self._settings.heartbeat_s,
            finish_within_s=self._finish_within_s,
        )

    def _is_news(self, now: datetime) -> bool:
        if self._said_at and abs((now - self._said_at).total_seconds()) < _SAY_AGAIN_S:
            return False
        self._said_at = now
        return True

    async def _compare(self, connection: asyncpg.Connection) -> None:
        """Say where workers disagree: one with a shorter heartbeat takes jobs from others that still run them."""
        signs = await connection.fetch(
            """SELECT DISTINCT application_name AS sign FROM pg_stat_activity
               WHERE datname = current_database() AND application_name LIKE $1""",
            f"{_SIGN} %",
        )
        others = {row["sign"] for row in signs} - {f"{_SIGN} {self._settings.heartbeat_s:g}"}
        if others:
            theirs = ", ".join(sorted(sign.removeprefix(f"{_SIGN} ") for sign in others))
            log.warning("workers disagree on [engine] heartbeat_s", extra={"ours": self._settings.heartbeat_s, "theirs": theirs})

    async def _prune(self, now: datetime) -> float:  # noqa: ARG002  the database's own clock tells what is old
        async with self._connection() as connection:
            dropped = await pg_tables.prune(connection, older_s=_KEEP_LOG_S, within_s=_PRUNE_WITHIN_S)
        log.debug("queue's log pruned", extra={"rows": dropped})
        return _PRUNE_EVERY_S

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        with _named(self._where):
            if self._pool is None:
                self._pool = asyncpg.create_pool(
                    self._dsn,
                    min_size=0,
                    max_size=_CONNECTIONS,
                    timeout=_CONNECT_WITHIN_S,
                    command_timeout=_ANSWER_WITHIN_S,
                    server_settings={"application_name": "bytebot queue"},
                )
            await self._pool
            async with self._pool.acquire(timeout=_ANSWER_WITHIN_S) as connection:
                yield connection


@contextmanager
def _named(where: str) -> Iterator[None]:
    try:
        yield
    except asyncpg.UndefinedTableError as error:
        raise StoreFailed(where=where, trouble=StoreTrouble.EMPTY) from error
    except AWAY as error:
        raise StoreFailed(where=where, trouble=StoreTrouble.UNREACHABLE, detail=type(error).__name__) from error


def dsn(url: str) -> str:
    """The store's URL, which is SQLAlchemy's, as asyncpg reads it: `ssl` is called `sslmode` there, and the rest is for SQLAlchemy."""
    parts = urlsplit(url)
    query = [("sslmode" if name == "ssl" else name, value) for name, value in parse_qsl(parts.query)]
    kept = [(name, value) for name, value in query if not name.startswith("prepared_statement")]
    return urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(kept), ""))
