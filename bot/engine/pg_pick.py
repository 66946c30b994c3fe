"""A task's name in, its next jobs out, claimed for this process. I/O: one statement. The claim is ours in the place of PgQueuer's.

PgQueuer orders by priority and then by age, so that it reads past every job that waits for its time and is older than those that can
start: with 100,000 of them it claimed a fifth as often (docs/engine.md). This one takes one priority after the other, and in each what
has been due for the longest: an index in that order (`pg_tables`) leads to the first row. It also counts how often a job's worker fell
silent over it.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from pgqueuer.domain.models import Job
from pgqueuer.domain.types import JobId, QueueManagerId
from pgqueuer.ports.driver import Driver

PLANS: Final = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; SET jit = off"
"""Said once to a connection that claims. Else the plan comes from the table's statistics, which are of an empty table until the first
autovacuum: it was a sort of all that waits, four times slower. No `jit`: what must be sorted after all would seem worth compiling."""

_CLAIM: Final = """
    WITH RECURSIVE levels AS (
        (SELECT priority FROM pgqueuer WHERE entrypoint = $1 AND status = 'queued' ORDER BY priority DESC LIMIT 1)
        UNION ALL
        SELECT lower.priority FROM levels CROSS JOIN LATERAL (
            SELECT priority FROM pgqueuer WHERE entrypoint = $1 AND status = 'queued' AND priority < levels.priority
            ORDER BY priority DESC LIMIT 1
        ) lower
    ), silent AS MATERIALIZED (
        SELECT id, 1 AS deaths FROM pgqueuer
        WHERE status = 'picked' AND entrypoint = $1 AND heartbeat < now() - $4::interval AND id <> ALL($5::bigint[])
        ORDER BY heartbeat LIMIT $2 FOR UPDATE SKIP LOCKED
    ), due AS MATERIALIZED (
        SELECT job.id, 0 AS deaths FROM levels CROSS JOIN LATERAL (
            SELECT id FROM pgqueuer
            WHERE entrypoint = $1 AND status = 'queued' AND priority = levels.priority AND execute_after <= now()
            ORDER BY execute_after, id LIMIT $2 FOR UPDATE SKIP LOCKED
        ) job
        LIMIT $2 - (SELECT count(*) FROM silent)
    )
    UPDATE pgqueuer SET status = 'picked', updated = now(), heartbeat = now(), queue_manager_id = $3, headers = CASE deaths
        WHEN 0 THEN headers
        ELSE jsonb_build_object('deaths', coalesce((headers ->> 'deaths')::int, 0) + deaths)
    END
    FROM (SELECT * FROM silent UNION ALL SELECT * FROM due) found
    WHERE pgqueuer.id = found.id
    RETURNING pgqueuer.*, deaths > 0 AS taken_over"""
_SOONEST: Final = """
    SELECT min(soonest.pause) AS pause FROM unnest($1::text[]) AS task CROSS JOIN LATERAL (
        SELECT execute_after - now() AS pause FROM pgqueuer WHERE entrypoint = task AND status = 'queued' AND execute_after > now()
        ORDER BY execute_after LIMIT 1
    ) soonest"""


async def pick(
    driver: Driver, task: str, *, most: int, by: QueueManagerId, silent_s: float, but: Iterable[JobId]
) -> tuple[list[Job], frozenset[JobId]]:
    """At most so many jobs, now claimed by this one: first those whose worker gave no sign of life for so many seconds, but none of `but`,
    then those that are due, by priority. And which of them were another's."""
    rows = await driver.fetch(_CLAIM, task, most, by, timedelta(seconds=silent_s), list(but))
    jobs = [Job.model_validate(row) for row in rows]
    others = frozenset(job.id for job, row in zip(jobs, rows, strict=True) if row["taken_over"])
    return sorted(jobs, key=lambda job: (-job.priority, job.execute_after, job.id)), others


async def soonest(driver: Driver, tasks: Iterable[str]) -> timedelta | None:
    """Until the next job of these tasks is due that is not yet; None: there is none. PgQueuer's own question sorts all that wait."""
    rows = await driver.fetch(_SOONEST, list(tasks))
    pause = rows[0]["pause"]
    return pause if isinstance(pause, timedelta) else None


def deaths(job: Job) -> int:
    """How often a worker fell silent while it did this job, since that was asked for or released."""
    return int(str((job.headers or {}).get("deaths", 0)))
