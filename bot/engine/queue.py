"""Jobs in, their work done in this process alone. In memory: what waits is forgotten with the process, and asked for again by
whoever looks for what is due.

Nothing runs in the background: jobs start when they are asked for, when another ends, or when their delay is over. Measured in
docs/engine.md: some 10 us a job.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Final

from bot.engine.failures import Failures
from bot.model.job import Job, Quarantined, TaskName
from bot.ports import Tx, Work
from bot.settings import EngineSettings

FINISH_WITHIN_S: Final = 10.0
_MOST_IN_QUARANTINE: Final = 1_000
_TO_END_CANCELLED_S: Final = 2.0


@dataclass(slots=True, kw_only=True)
class _Entry:
    """A job that waits or runs."""

    job: Job
    failures: int = 0


@dataclass(slots=True, kw_only=True)
class _Line:
    """One task's jobs: all that wait or run by their keys, those that can start in their order, and what runs."""

    work: Work | None = None
    at_once: int = 0
    known: dict[str, _Entry] = field(default_factory=dict)
    ready: list[tuple[int, int, _Entry]] = field(default_factory=list)
    running: set[asyncio.Task[None]] = field(default_factory=set)


class LocalEngine:
    """`bot.ports.Engine` without a database. All calls from one event loop."""

    shared = False

    def __init__(
        self, settings: EngineSettings, *, on_commit: Callable[[Tx, Callable[[], None]], None], finish_within_s: float = FINISH_WITHIN_S
    ) -> None:
        """`on_commit` has a call made, in the event loop, once a transaction is committed, and never if it is not."""
        self._failures = Failures(settings)
        self._on_commit = on_commit
        self._finish_within_s = finish_within_s
        self._lines = {name: _Line() for name in TaskName}
        self._quarantine: dict[str, tuple[Quarantined, Job]] = {}
        self._order, self._numbers = count(), count(1)
        self._open = False

    def task(self, name: TaskName, work: Work, *, at_once: int, blamed: bool = True) -> None:  # noqa: ARG002  the port's signature
        """As the port says; its jobs end with the process and are never found under a dead one. Raises ValueError where the task is known
        already."""
        line = self._lines[name]
        if line.work:
            raise ValueError(f"{name} is known already")
        line.work, line.at_once = work, at_once

    async def enqueue(self, jobs: Sequence[Job], *, tx: Tx | None = None) -> None:
        """As the port says; what is in quarantine is not made anew either."""
        if tx is None:
            self._add(jobs)
        else:
            self._on_commit(tx, partial(self._add, tuple(jobs)))

    async def busy(self, name: TaskName) -> frozenset[str]:
        """As the port says."""
        held = {each.key for each, job in self._quarantine.values() if job.task is name} if self._quarantine else set()
        return frozenset(self._lines[name].known.keys() | held)

    async def depths(self) -> Mapping[str, int]:
        """As the port says; every task is among them."""
        return {name.value: len(line.known) - len(line.running) for name, line in self._lines.items()}

    async def quarantined(self) -> tuple[Quarantined, ...]:
        """As the port says."""
        return tuple(held for held, _ in reversed(self._quarantine.values()))

    async def release(self, number: int) -> bool:
        """As the port says."""
        found = [job for held, job in self._quarantine.values() if held.number == number]
        for job in found:
            del self._quarantine[job.name]
            self._add([Job(task=job.task, key=job.key, priority=job.priority)])
        return bool(found)

    async def run(self, stop: asyncio.Event) -> None:
        """As the port says."""
        self._open = True
        within_s = 0.0
        try:
            for line in self._lines.values():
                self._start(line)
            await stop.wait()
            within_s = self._finish_within_s
        finally:
            self._open = False
            await self._finish(within_s)

    async def _finish(self, within_s: float) -> None:
        if running := self._running():
            await asyncio.wait(running, timeout=within_s)
        for each in (left := self._running()):
            each.cancel()
        if left:
            await asyncio.wait(left, timeout=_TO_END_CANCELLED_S)

    def _running(self) -> set[asyncio.Task[None]]:
        return {each for line in self._lines.values() for each in line.running}

    def _add(self, jobs: Iterable[Job]) -> None:
        touched: dict[TaskName, _Line] = {}
        for job in jobs:
            line = self._lines[job.task]
            if job.key in line.known or (self._quarantine and job.name in self._quarantine):
                continue
            line.known[job.key] = entry = _Entry(job=job)
            if job.delay_s > 0:
                self._later(line, entry, job.delay_s)
            else:
                self._line_up(line, entry)
                touched[job.task] = line
        for line in touched.values():
            self._start(line)

    def _later(self, line: _Line, entry: _Entry, delay_s: float) -> None:
        asyncio.get_running_loop().call_later(delay_s, self._arrived, line, entry)

    def _arrived(self, line: _Line, entry: _Entry) -> None:
        self._line_up(line, entry)
        self._start(line)

    def _line_up(self, line: _Line, entry: _Entry) -> None:
        heappush(line.ready, (-entry.job.priority, next(self._order), entry))

    def _start(self, line: _Line) -> None:
        """What can run, runs."""
        while self._open and line.work and line.ready and len(line.running) < line.at_once:
            _, _, entry = heappop(line.ready)
            task = asyncio.create_task(_do(line.work, entry.job.key))
            line.running.add(task)
            task.add_done_callback(partial(self._ended, line, entry))

    def _ended(self, line: _Line, entry: _Entry, task: asyncio.Task[None]) -> None:
        line.running.discard(task)
        if task.cancelled() and not self._open:
            self._line_up(line, entry)
            return
        error = asyncio.CancelledError("given up from within") if task.cancelled() else task.exception()
        if error is None:
            del line.known[entry.job.key]
        else:
            self._failed(line, entry, error)
        self._start(line)

    def _failed(self, line: _Line, entry: _Entry, error: BaseException) -> None:
        entry.failures += 1
        verdict = self._failures.verdict(entry.job.name, error, failures=entry.failures)
        if verdict.again_in_s is not None:
            self._later(line, entry, verdict.again_in_s)
            return
        job = entry.job
        del line.known[job.key]
        self._quarantine[job.name] = (
            Quarantined(number=next(self._numbers), task=job.task.value, key=job.key, reason=verdict.reason, failed_at=datetime.now(UTC)),
            job,
        )
        if len(self._quarantine) > _MOST_IN_QUARANTINE:
            del self._quarantine[next(iter(self._quarantine))]


async def _do(work: Work, key: str) -> None:
    await work(key)
