"""A name in, the only holder of it out, of all processes on the database. I/O: one connection of its own, where there can be others.

On Postgres it is an advisory lock of a session: it ends with its connection, so with its process, however that ends. A machine that
vanished is given up after some nine seconds (the connection's keep-alives). On SQLite there is one bot (`bot.store.lock`): it leads.
"""

import asyncio
import logging
from contextlib import suppress
from hashlib import blake2b
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreFailed
from bot.store.database import Database
from bot.store.postgres import LOCKS, PostgresDatabase

log = logging.getLogger(__name__)

_TRY: Final = text(f"SELECT pg_try_advisory_lock({LOCKS}, :number)")
_ALIVE: Final = text("SELECT 1")
_AGAIN_S: Final = 1.0
_LOOK_S: Final = 2.0
_ANSWER_S: Final = 5.0
_UNHEARD: Final = (StoreFailed, SQLAlchemyError, OSError, TimeoutError)


class Leadership:
    """The right to do what one process does at a time; others wait for it. One task uses it."""

    def __init__(self, db: Database, name: str) -> None:
        self._db = db
        self._name = name
        # Two signed 32-bit numbers name a lock (Postgres' manual, 9.28.10); nought is the writers' turn.
        self._number = int.from_bytes(blake2b(name.encode(), digest_size=3).digest()) + 1
        self._connection: AsyncConnection | None = None

    async def win(self, stop: asyncio.Event) -> bool:
        """Wait until it is ours. False: `stop` was set before. A database that does not answer is waited for."""
        said = False
        while not stop.is_set():
            if await self._take():
                return True
            if not said:
                log.info("another process does this; waiting to take over", extra={"what": self._name})
                said = True
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _AGAIN_S)
        return False

    async def lost(self) -> None:
        """Returns once it is ours no more: the connection that holds it broke."""
        while await self._is_held():  # noqa: ASYNC110  a broken line tells nobody; it has to be tried
            await asyncio.sleep(_LOOK_S)
        await self._let_go()

    async def regain(self) -> bool:
        """After `lost`: whether it is ours again. False: another took it meanwhile. A database that does not answer is waited for."""
        while True:
            try:
                return await self._ask()
            except _UNHEARD:
                await asyncio.sleep(_AGAIN_S)

    async def release(self) -> None:
        """Let another have it."""
        await self._let_go()

    async def _take(self) -> bool:
        try:
            return await self._ask()
        except _UNHEARD as error:
            log.warning("cannot ask who does this, will try again", extra={"what": self._name, "why": type(error).__name__})
            return False

    async def _ask(self) -> bool:
        """Whether it is ours now. Raises where the database does not answer."""
        if not isinstance(self._db, PostgresDatabase):
            return True
        try:
            self._connection = await self._db.session()
            async with asyncio.timeout(_ANSWER_S):
                if await self._connection.scalar(_TRY, {"number": self._number}):
                    return True
        except _UNHEARD:
            await self._let_go()
            raise
        await self._let_go()
        return False

    async def _is_held(self) -> bool:
        if not isinstance(self._db, PostgresDatabase):
            return True
        try:
            async with asyncio.timeout(_ANSWER_S):
                return self._connection is not None and await self._connection.scalar(_ALIVE) == 1
        except (SQLAlchemyError, OSError, TimeoutError):
            return False

    async def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError, OSError, TimeoutError):
                await connection.invalidate()  # ends the session and so its locks, even where a question on it was cut off half-way
                await connection.close()
