"""Work in, the same work done out, with its time measured and a span around it where somebody collects spans.

Without a collector there is no tracer, and a span costs one look at a context variable.
"""

import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Final, Protocol, TypeVar

from prometheus_client import Histogram

from bot import measures
from bot.log import about

T = TypeVar("T")
Work = Callable[[str], Awaitable[None]]


class Tracer(Protocol):
    """What opens spans."""

    def span(self, name: str, facts: dict[str, str | int]) -> AbstractContextManager[object]:
        """A span that ends with the block; an exception that leaves it marks it as failed, by its type alone."""
        ...


TRACER: Final[ContextVar[Tracer | None]] = ContextVar("tracer", default=None)
"""That of this task and of those begun in it; None: nobody collects spans."""


async def traced(name: str, work: Callable[[], Awaitable[T]], *, seconds: Histogram | None = None, **facts: str | int) -> T:
    """Do the work, inside a span with these facts: ids and codes, never texts or addresses. `seconds` measures how long it took."""
    tracer, began = TRACER.get(), time.perf_counter()
    try:
        with tracer.span(name, facts) if tracer else nullcontext():
            return await work()
    finally:
        if seconds is not None:
            seconds.observe(time.perf_counter() - began)


def watched(task: str, work: Work) -> Work:
    """An engine's work, counted, measured and traced: whatever is logged or traced inside names its job."""

    async def do(key: str) -> None:
        outcome, job = "failed", f"{task}:{key}"
        try:
            with about(job=job):
                await traced(task, lambda: work(key), seconds=measures.ENGINE_JOB.labels(task), job=job)
            outcome = "done"
        finally:
            measures.ENGINE_JOBS.labels(task, outcome).inc()

    return do
