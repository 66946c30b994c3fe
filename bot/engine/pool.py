"""A function and its arguments in, its result out, computed in a process that may be killed. I/O: owns the processes.

Foreign bytes are read only here. A process that overruns its time, its memory or its temper is replaced; the bot goes on.
Pebble runs the processes: unlike the standard library's pool it kills the one that overruns and keeps the others.
"""

import asyncio
import logging
import math
import mmap
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import TimeoutError as Overrun
from functools import partial
from pathlib import Path
from typing import ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from bot.errors import ReadTrouble, Unreadable, place
from bot.settings import WorkersSettings

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

_JOBS_PER_PROCESS = 500  # then a new one, so that a library's slow leak never adds up
_FROM_OUTSIDE = (-signal.SIGTERM, -signal.SIGKILL) if sys.platform != "win32" else ()
_METHOD = "spawn" if sys.platform == "win32" else "forkserver"


class WorkerPool:
    """The processes. They start at the first job; `close` ends them."""

    def __init__(self, settings: WorkersSettings) -> None:
        self._settings = settings
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._settings.processes,
            max_tasks=_JOBS_PER_PROCESS,
            initializer=_limit_memory,
            initargs=(self._settings.memory_mb,),
            context=multiprocessing.get_context(_METHOD),
        )

    async def run(self, source: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `function(*args, **kwargs)` returns; all of it must be picklable, and the function importable by name.

        `source` names what is read, for the error. Raises what the function raises, and `Unreadable` (TOO_HARD) where the
        process overran its time or memory, crashed, or was killed twice: once may be from outside, for no fault of the job's.
        """
        for _ in range(2):
            pool = self._pool
            try:
                limited = partial(_within, self._settings.timeout_s, function)
                future = pool.schedule(limited, args=list(args), kwargs=kwargs, timeout=self._settings.timeout_s)
                result: R = await asyncio.wrap_future(future)
            except Overrun as error:
                raise Unreadable(source=source, trouble=ReadTrouble.TOO_HARD, detail="time") from error
            except MemoryError as error:
                raise Unreadable(source=source, trouble=ReadTrouble.TOO_HARD, detail="memory") from error
            except ProcessExpired as error:
                log.warning("worker died", extra={"source": place(source), "why": str(error)})
                if error.exitcode not in _FROM_OUTSIDE:
                    break
            except RuntimeError:
                if pool.active:
                    raise
                self._replace(pool)
            else:
                return result
        raise Unreadable(source=source, trouble=ReadTrouble.TOO_HARD, detail="crash")

    def _replace(self, broken: ProcessPool) -> None:
        """The pool lost what it starts processes with, to an out-of-memory killer perhaps: make a new one, once for all waiting jobs."""
        if self._pool is broken:
            log.error("worker pool replaced")
            broken.stop()  # type: ignore[no-untyped-call]  # Pebble leaves this one method without types
            self._pool = self._new_pool()

    def close(self) -> None:
        """End the processes at once; a job that still runs is given up."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # Pebble leaves this one method without types
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _limit_memory(megabytes: int) -> None:
    """Runs in the new process: it may take so much more than it has. Where the system knows no such limit, the time limit alone holds."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not on every system

    limit = _own_bytes() + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _own_bytes() -> int:
    """The process's address space at its start: 40 MB, or 250 where the C library maps an archive of all locales. 0: not to be known."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * mmap.PAGESIZE
    except OSError:
        return 0


def _within(cpu_s: float, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs in the process: the job, ended by the kernel where it takes more CPU time, even when nobody is left to kill it.

    The kernel counts a process's CPU time from its start (setrlimit(2), RLIMIT_CPU): so the limit moves on with each job.
    """
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  not on every system

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + cpu_s) + 1, hard))
    return function(*args, **kwargs)
