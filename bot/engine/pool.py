"""A function and its arguments in, its result out, computed in a process that may be killed. I/O: owns the processes.

Foreign bytes are read only here. A process that overruns its time, its memory or its temper is replaced; the bot goes on.
Pebble runs the processes: unlike the standard library's pool it kills the one that overruns and keeps the others.
"""

import asyncio
import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import TimeoutError as Overrun
from typing import ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from bot.errors import ReadTrouble, Unreadable
from bot.settings import WorkersSettings

P = ParamSpec("P")
R = TypeVar("R")

_JOBS_PER_PROCESS = 500  # then a new one, so that a library's slow leak never adds up
_METHOD = "spawn" if sys.platform == "win32" else "forkserver"


class WorkerPool:
    """The processes. They start at the first job; `close` ends them."""

    def __init__(self, settings: WorkersSettings) -> None:
        self._timeout_s = settings.timeout_s
        self._pool = ProcessPool(
            max_workers=settings.processes,
            max_tasks=_JOBS_PER_PROCESS,
            initializer=_limit_memory,
            initargs=(settings.memory_mb,),
            context=multiprocessing.get_context(_METHOD),
        )

    async def run(self, source: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `function(*args, **kwargs)` returns; all of it must be picklable, and the function importable by name.

        `source` names what is read, for the error. Raises what the function raises, and `Unreadable` (TOO_HARD) where the
        process overran its time or memory or died.
        """
        future = self._pool.schedule(function, args=list(args), kwargs=kwargs, timeout=self._timeout_s)
        try:
            result: R = await asyncio.wrap_future(future)
        except Overrun as error:
            raise Unreadable(source=source, trouble=ReadTrouble.TOO_HARD, detail="time") from error
        except (ProcessExpired, MemoryError) as error:
            raise Unreadable(source=source, trouble=ReadTrouble.TOO_HARD, detail="memory or crash") from error
        return result

    def close(self) -> None:
        """End the processes at once; a job that still runs is given up."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # Pebble leaves this one method without types
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _limit_memory(megabytes: int) -> None:
    """Runs in the new process. Where the system knows no such limit, the time limit alone holds."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not on every system

    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
