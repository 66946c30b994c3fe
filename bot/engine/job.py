"""A job in, its result out, within limits of memory and CPU time: what runs inside a worker process. I/O: that process's own limits.

The limit on memory holds while the job runs and not before or after: a process that fails to receive half of a job, or to send half of an
answer, leaves the other half in the pipe that all processes share, and none of them could read it any more.
"""

import math
import mmap
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_MB: Final = 1024 * 1024
_KEPT_SHARE: Final = 0.75  # a process that keeps more of its allowance after a job has too little left for the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one job may take: CPU time, and what its process may grow from its start on."""

    cpu_s: float
    memory_mb: int


class Jobs(int):
    """How many jobs a process does before a new one takes its place; one that ran out of memory, or keeps too much of it, does no more.

    Pebble asks `done < max_tasks` in the process before it takes the next job; the answer is this number's.
    """

    def __gt__(self, done: int) -> bool:
        return super().__gt__(done) and not _this_process().tired


@dataclass(slots=True, kw_only=True)
class _Process:
    first_bytes: int
    tired: bool = False


@cache
def _this_process() -> _Process:
    return _Process(first_bytes=_own_bytes())


def note_size() -> None:
    """Runs at the process's start: what it then has does not count as growth."""
    _this_process()


def within(limits: Limits, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `function(*args, **kwargs)` returns or raises. It gets a MemoryError where it takes too much; where it takes too much CPU time
    the kernel ends the process, even when nobody is left to kill it."""
    process = _this_process()
    _limit_cpu(limits.cpu_s)
    most = process.first_bytes + limits.memory_mb * _MB
    try:
        with _memory(most):
            return function(*args, **kwargs)
    except BaseException as error:
        process.tired = process.tired or _ran_out_of_memory(error)
        raise
    finally:
        process.tired = process.tired or _own_bytes() > process.first_bytes + _KEPT_SHARE * limits.memory_mb * _MB


def _limit_cpu(cpu_s: float) -> None:
    """The kernel counts a process's CPU time from its start (setrlimit(2), RLIMIT_CPU): so the limit moves on with each job."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  not on every system

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + cpu_s) + 1, hard))


@contextmanager
def _memory(most: int) -> Iterator[None]:
    """Limits the address space to `most` bytes for a while. Where the system knows no such limit, the time limit alone holds."""
    if sys.platform == "win32":
        yield
        return
    import resource  # noqa: PLC0415  not on every system

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    known = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([most, *known]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _ran_out_of_memory(error: BaseException | None) -> bool:
    """Whether it did so somewhere on the way to `error`: readers turn MemoryError into a refusal of what they read."""
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _own_bytes() -> int:
    """The process's address space: 40 MB at its start, or 250 where the C library maps an archive of all locales. 0: not to be known."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * mmap.PAGESIZE
    except OSError:
        return 0
