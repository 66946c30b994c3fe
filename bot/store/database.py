"""Short transactions out, on whatever database there is. I/O: owns the connections and nothing else does.

Every failure of the database leaves as `StoreFailed`. What SQLite and Postgres do each in their own way is in the files of their names.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import measures
from bot.errors import StoreFailed
from bot.ports import Tx

log = logging.getLogger(__name__)

# What flows hold between `async with` and the calls inside it; they need no other name of SQLAlchemy's.
Transaction = AsyncConnection

_ON_COMMIT: Final = "bytebot.on_commit"
_GIVEN_BACK_WITHIN_S: Final = 5.0


class Database(ABC):
    """The store's connections. Made by `bot.store.opened.open_database`; `close` it.

    Who waits for a connection waits in line here: the library's pool lets newcomers pass those who wait, and of 170 writers a second
    some waited in vain for its 30 s.
    """

    _errors: tuple[type[Exception], ...] = (DBAPIError,)

    def __init__(self, *, where: str, writer: AsyncEngine, readers: AsyncEngine, most_writers: int, most_readers: int) -> None:
        self.where = where
        self._writer = writer
        self._readers = readers
        self._may_write = asyncio.Semaphore(most_writers)
        self._may_read = asyncio.Semaphore(most_readers)
        self._turns = (*[self._may_write] * most_writers, *[self._may_read] * most_readers)

    @asynccontextmanager
    async def transaction(self, *, apart: bool = False) -> AsyncIterator[AsyncConnection]:
        """One writing transaction: all of it, or on any exception none of it. Raises `StoreFailed`.

        No other one runs meanwhile, on any machine, so that what was read stays true until it is written. With `apart` others do that are
        apart too: for those that touch rows of one feed, article or post which nobody else works on, or which are claimed row by row.
        """
        calls: list[Callable[[], None]] = []
        with measures.DATABASE.labels("write").time():
            async with self._may_write, self._connected(self._writer) as connection, connection.begin():
                connection.info[_ON_COMMIT] = calls
                await self._enter(connection, apart=apart)
                yield connection
        for call in calls:
            call()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view, which cannot write. Raises `StoreFailed`.

        There is nothing to commit: closing the connection ends the view, in one call to its thread in place of two.
        """
        with measures.DATABASE.labels("read").time():
            async with self._may_read, self._connected(self._readers) as connection:
                yield connection

    @abstractmethod
    async def check(self) -> None:
        """See that the database is sound, as far as can be seen at once. Raises `StoreFailed`."""

    @abstractmethod
    def failure_of(self, error: BaseException) -> StoreFailed | None:
        """The named failure behind an exception; None: it is a bug of ours, to be raised as it is."""

    async def shared_now(self) -> datetime | None:
        """The time by the database's own clock; None: it has none, this machine's is the one. Raises `StoreFailed`."""
        return None

    async def close(self) -> None:
        """Let every connection go, once those who use one gave it back; they have a few seconds for it."""
        async with AsyncExitStack() as taken:
            try:
                async with asyncio.timeout(_GIVEN_BACK_WITHIN_S):
                    for turn in self._turns:
                        await taken.enter_async_context(turn)
            except TimeoutError:
                log.warning("closed the database under one who uses it; what was not committed is undone")
            await self._readers.dispose()
            await self._writer.dispose()

    @abstractmethod
    async def _enter(self, connection: AsyncConnection, *, apart: bool) -> None:
        """Wait for one's turn to write."""

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        try:
            async with AsyncExitStack() as stack:
                try:
                    connection = await stack.enter_async_context(engine.connect())
                except Exception as error:
                    self._name(error)
                    raise
                yield connection
        except self._errors as error:  # also those of giving it back: a reading ends there
            self._name(error)
            raise

    def _name(self, error: Exception) -> None:
        failure = self.failure_of(error)
        if failure is not None:
            raise failure from error


def on_commit(tx: Tx, call: Callable[[], None]) -> None:
    """Call it once the transaction is committed, and never if it is not."""
    calls: list[Callable[[], None]] = opened(tx).info[_ON_COMMIT]
    calls.append(call)


def opened(tx: Tx) -> Transaction:
    """What a flow holds, as the store knows it. Raises TypeError: a bug."""
    if not isinstance(tx, AsyncConnection):
        raise TypeError("no transaction of the store")
    return tx
