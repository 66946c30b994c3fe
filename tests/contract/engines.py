"""The engines that keep `bot.ports.Engine`'s promises, each with a transaction of its own kind."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import asyncpg

from bot.engine.pgqueuer import PgQueuerEngine, dsn, prepare
from bot.engine.queue import LocalEngine
from bot.model.job import TaskName
from bot.ports import Engine
from bot.settings import EngineSettings

QUICK = EngineSettings(heartbeat_s=2, tries=3, retry_s=0.05)


@dataclass
class FakeTx:
    """What a store's transaction does for the engine in this process."""

    calls: list[Callable[[], None]] = field(default_factory=list)
    open: bool = True

    def in_transaction(self) -> bool:
        return self.open


@dataclass
class PostgresTx:
    connection: asyncpg.Connection

    def in_transaction(self) -> bool:
        return bool(self.connection.is_in_transaction())


class Local:
    """A bot alone."""

    def engine(self, settings: EngineSettings = QUICK) -> Engine:
        def on_commit(tx, call):
            tx.calls.append(call)

        return LocalEngine(settings, on_commit=on_commit, finish_within_s=0.5)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[FakeTx]:
        tx = FakeTx()
        yield tx
        tx.open = False
        for call in tx.calls:
            call()

    async def close(self) -> None:
        pass


class Postgres:
    """Many that share a database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._made: list[PgQueuerEngine] = []

    def engine(self, settings: EngineSettings = QUICK) -> Engine:
        async def raw(tx):
            return tx.connection

        self._made.append(PgQueuerEngine(self.url, settings, raw=raw, finish_within_s=0.5))
        return self._made[-1]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PostgresTx]:
        connection = await asyncpg.connect(dsn(self.url))
        try:
            async with connection.transaction():
                yield PostgresTx(connection)
        finally:
            await connection.close()

    async def prepare(self) -> None:
        connection = await asyncpg.connect(dsn(self.url))
        try:
            await prepare(connection)
        finally:
            await connection.close()

    async def close(self) -> None:
        for each in self._made:
            await each.close()


@asynccontextmanager
async def running(engine: Engine) -> AsyncIterator[asyncio.Event]:
    """The engine at work; what stops it."""
    stop = asyncio.Event()
    task = asyncio.create_task(engine.run(stop))
    try:
        yield stop
    finally:
        stop.set()
        with suppress(asyncio.CancelledError):
            await task


async def until(check, *, within_s=10.0):
    """Wait for something that happens elsewhere."""
    async with asyncio.timeout(within_s):
        while not check():
            await asyncio.sleep(0.005)


async def idle(engine: Engine, name: TaskName = TaskName.POLL, *, within_s=10.0):
    """Wait until no job of that task waits or runs."""
    async with asyncio.timeout(within_s):
        while await engine.busy(name) - {held.key for held in await engine.quarantined() if held.task == name}:
            await asyncio.sleep(0.01)
