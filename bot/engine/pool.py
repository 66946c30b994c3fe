"""A function and its arguments in, its result out, computed in a process that may be killed. I/O: owns the processes.

Foreign bytes are read only here. A process that overruns its time, its memory or its temper is replaced; the bot goes on.
Pebble runs the processes: unlike the standard library's pool it kills the one that overruns and keeps the others.
"""

import asyncio
import logging
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import TimeoutError as Overrun
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from threading import Thread
from typing import Final, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from bot import measures
from bot.engine.job import Jobs, Limits, note_size, within
from bot.errors import ReadTrouble, Unreadable, place
from bot.settings import WorkersSettings

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

_JOBS_PER_PROCESS: Final = 500  # then a new one, so that a library's slow leak never adds up
_FROM_OUTSIDE: Final = (-signal.SIGTERM, -signal.SIGKILL) if sys.platform != "win32" else ()
_METHOD: Final = "spawn" if sys.platform == "win32" else "forkserver"
_TRIES: Final = 2
_LOOK_S: Final = 1.0
_GRACE_S: Final = 3.0
_TO_END_A_PROCESS_S: Final = 3.0  # Pebble asks it politely for so long, one process after the other, before it kills it


class WorkerPool:
    """The processes. They start at the first job; `close` ends them."""

    def __init__(self, settings: WorkersSettings, *, grace_s: float = _GRACE_S) -> None:
        """`grace_s`: how much longer than a job may take the pool itself may take to say so, before it is held to be broken."""
        self._settings = settings
        self._limits = Limits(cpu_s=settings.timeout_s, memory_mb=settings.memory_mb)
        self._patience_s = settings.timeout_s + settings.processes * _TO_END_A_PROCESS_S + grace_s
        self._pool = self._new_pool()
        self._moved_at = time.monotonic()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._settings.processes,
            max_tasks=Jobs(_JOBS_PER_PROCESS),
            initializer=note_size,
            context=multiprocessing.get_context(_METHOD),
        )

    async def run(self, source: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `function(*args, **kwargs)` returns; all of it must be picklable, and the function importable by name.

        `source` names what is read, for the error. Raises what the function raises, and `Unreadable` (TOO_HARD) where the
        process overran its time or memory, crashed, or was killed twice: once may be from outside, for no fault of the job's.
        Where another job broke the whole pool, this one is run again in the next.
        """
        job = partial(within, self._limits, function, *args, **kwargs)
        tries = 0
        while tries < _TRIES:
            pool = self._pool
            try:
                return await self._answer(pool, job)
            except Overrun as error:
                raise Unreadable(source=source, trouble=ReadTrouble.TOO_HARD, detail="time") from error
            except MemoryError as error:
                raise Unreadable(source=source, trouble=ReadTrouble.TOO_HARD, detail="memory") from error
            except ProcessExpired as error:
                log.warning("worker died", extra={"source": place(source), "why": str(error)})
                if error.exitcode not in _FROM_OUTSIDE:
                    break
                tries += 1
            except RuntimeError as error:
                if pool.active and not isinstance(error, BrokenProcessPool):
                    raise
                tries += self._replace(pool)
        raise Unreadable(source=source, trouble=ReadTrouble.TOO_HARD, detail="crash")

    async def _answer(self, pool: ProcessPool, job: Callable[[], R]) -> R:
        """What the job returns or raises. Pebble limits a job's time from its start on; this looks after Pebble.

        Raises `Overrun` where the job runs on beyond Pebble's limit (then the pool is replaced), and `BrokenProcessPool` where another
        job had it replaced, or where the job waits and none has ended for longer than any may take.
        """
        future = pool.schedule(job, timeout=self._settings.timeout_s)
        answer: asyncio.Future[R] = asyncio.wrap_future(future)
        since, runs = time.monotonic(), False
        try:
            while not (await asyncio.wait({answer}, timeout=_LOOK_S))[0] and not future.done():
                now = time.monotonic()
                if pool is not self._pool:
                    raise BrokenProcessPool("replaced")
                if not runs:
                    runs = future.running()
                    since = now if runs else max(since, self._moved_at)
                if now - since > self._patience_s:
                    raise self._given_up(pool, runs=runs)
            return await answer
        finally:
            answer.cancel()
            if pool is self._pool:
                self._moved_at = time.monotonic()

    def _given_up(self, pool: ProcessPool, *, runs: bool) -> Exception:
        if not runs:
            return BrokenProcessPool("stands still")
        self._replace(pool)
        return Overrun("and was not stopped")

    def _replace(self, broken: ProcessPool) -> bool:
        """Whether it was for this caller to put a new pool in the place of one that lost what it starts processes with (to an out-of-memory
        killer perhaps) or that answers no more: once for all waiting jobs."""
        if self._pool is not broken:
            return False
        log.error("worker pool replaced")
        measures.POOL_REPLACED.inc()
        self._pool = self._new_pool()
        self._moved_at = time.monotonic()
        broken.stop()  # type: ignore[no-untyped-call]  # Pebble leaves this one method without types
        Thread(target=broken.join, name="end of a worker pool", daemon=True).start()
        return True

    def close(self) -> None:
        """End the processes at once; a job that still runs is given up."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # Pebble leaves this one method without types
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
