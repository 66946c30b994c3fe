"""PgQueuer's calls with four things of ours: the claim (`pg_pick`) with limits of one process, marks only on jobs that are still ours,
nothing lost by a cancel, and an end for a job that kills its worker each time.

PgQueuer's own limit counts the jobs of all processes together, so that a second worker would add nothing: ours is a process's own.
It deletes a job that was cancelled; here it goes back, to be done by another. And a process that was frozen for longer than the
heartbeat finds its jobs taken: it ends its own runs of them, and does not mark the others' as done.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta

from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.models import Job, TracebackRecord
from pgqueuer.domain.types import JOB_STATUS, JobId, QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter

from bot import measures
from bot.engine.failures import Failures, reason_of
from bot.engine.pg_pick import deaths, pick, soonest
from bot.engine.pg_tables import AWAY
from bot.ports import Work

log = logging.getLogger(__name__)


class GaveUp(Exception):
    """The reason for quarantine, as PgQueuer notes it. Raised by itself: what is beneath may hold letters that Postgres does not take, and
    PgQueuer would try forever to store them, and with them whatever else just ended."""


@dataclass(slots=True, kw_only=True)
class Room:
    """What this process does of one task.

    `blamed`: the deaths of workers count against its jobs. `taken`: its jobs by their rows' numbers, with what runs them once it does.
    """

    work: Work
    at_once: int
    blamed: bool = True
    taken: dict[JobId, asyncio.Task[None] | None] = field(default_factory=dict)

    def cancel(self) -> None:
        """End what runs."""
        for task in filter(None, list(self.taken.values())):
            task.cancel()


@dataclass
class Claims(Queries):
    """What a `QueueManager` asks and tells the database."""

    failures: Failures = field(kw_only=True)
    rooms: dict[str, Room] = field(default_factory=dict)
    me: QueueManagerId | None = None

    async def dequeue(
        self,
        batch_size: int,
        entrypoints: dict[QueueEntrypoint, EntrypointExecutionParameter],
        queue_manager_id: QueueManagerId,
        global_concurrency_limit: int | None,  # noqa: ARG002  the base's signature
        heartbeat_timeout: timedelta,
    ) -> list[Job]:
        """Jobs of every task that has room here."""
        self.me = queue_manager_id
        found: list[Job] = []
        for name in entrypoints:
            room = self.rooms[name]
            if (free := min(batch_size, room.at_once - len(room.taken))) > 0:
                jobs, others = await pick(
                    self.driver, name, most=free, by=queue_manager_id, silent_s=heartbeat_timeout.total_seconds(), but=room.taken
                )
                sound = await self._sound(jobs, others) if others else jobs
                room.taken.update((job.id, None) for job in sound)
                found += sound
        return found

    async def _sound(self, jobs: list[Job], others: frozenset[JobId]) -> list[Job]:
        """Those that may be begun again: not those over which too many workers fell silent. They go to quarantine."""
        measures.ENGINE_RECOVERED.inc(len(others))
        log.warning("jobs taken over, their worker gave no sign of life", extra={"jobs": len(others)})
        suspects = [job for job in jobs if job.id in others and self.rooms[job.entrypoint].blamed]
        reasons = {job.id: self.failures.of_workers(f"{job.entrypoint}:{key_of(job)}", deaths=deaths(job)) for job in suspects}
        ends: list[tuple[Job, JOB_STATUS, TracebackRecord | None]] = [
            (job, "failed", TracebackRecord.from_exception(GaveUp(why), job.id)) for job in jobs if (why := reasons.get(job.id))
        ]
        if ends:
            await super().log_jobs(ends)
        return [job for job in jobs if not reasons.get(job.id)]

    async def next_deferred_eta(self, entrypoints: list[QueueEntrypoint]) -> timedelta | None:
        """As PgQueuer's own."""
        return await soonest(self.driver, entrypoints)

    async def log_jobs(self, job_status: list[tuple[Job, JOB_STATUS, TracebackRecord | None]]) -> None:
        """Mark what ended, and put back what was cancelled."""
        mine = await self._still_mine([job.id for job, _, _ in job_status])
        if cancelled := [job.id for job, status, _ in job_status if status == "canceled" and job.id in mine]:
            await self._put_back(cancelled)
        if ended := [each for each in job_status if each[1] != "canceled" and each[0].id in mine]:
            await super().log_jobs(ended)

    async def retry_job(self, job: Job, delay: timedelta, traceback_record: TracebackRecord | None) -> None:
        """Let it wait, to be tried again. Where the database cannot be told, the job stays as it is and is taken up when its heartbeat is
        over: PgQueuer would put it in quarantine with that as its reason."""
        try:
            if await self._still_mine([job.id]):
                await super().retry_job(job, delay, traceback_record)
        except AWAY as error:
            log.warning("failure of a job not noted", extra={"task": job.entrypoint, "number": job.id, "why": reason_of(error)})

    async def update_heartbeat(self, job_ids: list[JobId]) -> None:
        """Give a sign of life for these, and end the runs of those that another took."""
        rows = await self.driver.fetch(
            "UPDATE pgqueuer SET heartbeat = now() WHERE id = ANY($1::bigint[]) AND queue_manager_id = $2 RETURNING id",
            sorted(set(job_ids)),
            self.me,
        )
        for lost in set(job_ids) - {row["id"] for row in rows}:
            for room in self.rooms.values():
                if task := room.taken.get(lost):
                    task.cancel()

    async def _still_mine(self, numbers: list[JobId]) -> frozenset[object]:
        """Asked by number alone: with more conditions Postgres chose an index that leads through all that was ever picked (7 ms)."""
        rows = await self.driver.fetch(
            "SELECT id, queue_manager_id = $2 AND status = 'picked' AS mine FROM pgqueuer WHERE id = ANY($1::bigint[])", numbers, self.me
        )
        return frozenset(row["id"] for row in rows if row["mine"])

    async def _put_back(self, numbers: list[JobId]) -> None:
        await self.driver.execute(
            "UPDATE pgqueuer SET status = 'queued', queue_manager_id = NULL, updated = now() WHERE id = ANY($1::bigint[])", numbers
        )


def key_of(job: Job) -> str:
    """As the port has it."""
    return (job.payload or b"").decode()
