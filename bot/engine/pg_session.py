"""A connection in, jobs done over it until the stop or until it is lost. I/O. PgQueuer claims and marks; signals, the log, and what
follows a failure are ours."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job
from pgqueuer.domain.types import Channel

from bot.engine.failures import Failures
from bot.engine.pg_claims import Claims, GaveUp, Room, key_of
from bot.engine.pg_pick import PLANS
from bot.engine.pg_tables import CHANNEL, builders
from bot.model.job import TaskName

_BATCH: Final = 20  # jobs that one claim takes at most, and marks in one statement
_LOOK_S: Final = 1.0  # a killed worker's jobs announce themselves to nobody
_TO_END_CANCELLED_S: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What it takes to do jobs. A loss of the connection leaves as what asyncpg raised, or `ConnectionResetError`."""

    rooms: Mapping[TaskName, Room]
    failures: Failures
    heartbeat_s: float
    finish_within_s: float

    async def run(self, connection: asyncpg.Connection, *, stop: asyncio.Event) -> None:
        """Until `stop`: then what is under way is finished in time, or cancelled and put back. Where the connection is lost it is
        cancelled at once: it could not be marked as done."""
        await connection.execute(PLANS)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        manager = self._manager(connection)
        working = asyncio.create_task(
            manager.run(
                dequeue_timeout=timedelta(seconds=_LOOK_S),
                batch_size=_BATCH,
                shutdown_on_listener_failure=True,
                heartbeat_timeout=timedelta(seconds=self.heartbeat_s),
                log_aggregation_interval=timedelta(0),
            )
        )
        waiting = [asyncio.create_task(each.wait()) for each in (stop, lost)]
        within_s = 0.0
        try:
            await asyncio.wait({working, *waiting}, return_when=asyncio.FIRST_COMPLETED)
            within_s = 0.0 if lost.is_set() else self.finish_within_s
        finally:
            for each in waiting:
                each.cancel()
            manager.shutdown.set()
            await self._end(working, within_s=within_s)
        if lost.is_set():
            raise ConnectionResetError("the database ended the connection")

    async def _end(self, working: asyncio.Task[None], *, within_s: float) -> None:
        """Never by cancelling `working` before its jobs: it would go without noting what became of them. Raises what it raised."""
        await asyncio.wait({working}, timeout=within_s)
        if not working.done():
            for room in self.rooms.values():
                room.cancel()
            await asyncio.wait({working}, timeout=_TO_END_CANCELLED_S)
        if not working.done():
            working.cancel()
            await asyncio.wait({working}, timeout=_TO_END_CANCELLED_S)
        if working.done() and not working.cancelled():
            working.result()

    def _manager(self, connection: asyncpg.Connection) -> QueueManager:
        for room in self.rooms.values():
            room.taken.clear()
        queries = Claims(
            AsyncpgDriver(connection), **builders(), failures=self.failures, rooms={name.value: room for name, room in self.rooms.items()}
        )
        manager = QueueManager(queries, channel=Channel(CHANNEL))
        for name, room in self.rooms.items():
            manager.entrypoint(name.value, accepts_context=False, on_failure="hold")(partial(self._do, room))
        return manager

    async def _do(self, room: Room, job: Job) -> None:
        """One job. Raises `RetryRequested` where it is to be tried again, and `GaveUp` where not."""
        this = asyncio.current_task()
        key = key_of(job)
        room.taken[job.id] = this
        try:
            error = await _failure_of(room, key)
        finally:
            room.taken.pop(job.id, None)
        if error is None:
            return
        verdict = self.failures.verdict(f"{job.entrypoint}:{key}", error, failures=job.attempts + 1)
        if verdict.again_in_s is None:
            raise GaveUp(verdict.reason)
        raise RetryRequested(timedelta(seconds=verdict.again_in_s), verdict.reason)


async def _failure_of(room: Room, key: str) -> BaseException | None:
    """Do the work; what it raised, None: nothing. Lets a cancel from outside pass; one from within is a failure like others."""
    try:
        await room.work(key)
    except asyncio.CancelledError as error:
        this = asyncio.current_task()
        if this is None or this.cancelling():
            raise
        return error
    except Exception as error:  # noqa: BLE001  whatever it is, it is the job's failure and not the engine's
        return error
    return None
