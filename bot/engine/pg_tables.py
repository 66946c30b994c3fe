"""PgQueuer's tables in our database: made and upgraded, and asked what PgQueuer's own calls don't tell. I/O.

A job's row is `queued`, then `picked`, then gone; in quarantine it is `failed`, with its reason in the log's row of that change.
Two indexes are ours: for the few rows that failed, and for what is due, in the order in which `pg_pick` claims.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any, Final

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.domain.settings import DBSettings, Durability

from bot.model.job import Job, Quarantined, TaskName

CHANNEL: Final = "ch_pgqueuer"
_MOST_IN_QUARANTINE_SHOWN: Final = 1_000
AWAY: Final = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # an answer cut off half-way
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    FailingListenerError,
)
"""What tells that the database cannot be used now, and not that we asked for nonsense."""
_INDEXES: Final = """
    CREATE INDEX IF NOT EXISTS bytebot_pgqueuer_failed ON pgqueuer (dedupe_key) WHERE status = 'failed';
    CREATE INDEX IF NOT EXISTS bytebot_pgqueuer_due ON pgqueuer (entrypoint, priority DESC, execute_after, id) WHERE status = 'queued'"""


@cache
def names() -> DBSettings:
    """What PgQueuer's tables are called, each spelled out: it would take them from environment variables as common as `CHANNEL`."""
    return DBSettings(
        prefix="",
        db_schema=None,
        channel=CHANNEL,
        function="fn_pgqueuer_changed",
        statistics_table="pgqueuer_statistics",
        queue_status_type="pgqueuer_status",
        queue_table="pgqueuer",
        queue_table_log="pgqueuer_log",
        trigger="tg_pgqueuer_changed",
        schedules_table="pgqueuer_schedules",
        durability=Durability.durable,
        widen_id=True,
    )


def builders() -> Mapping[str, Any]:
    """The arguments by which PgQueuer's `Queries` use those names."""
    return {
        "qbe": QueryBuilderEnvironment(names()),
        "qbq": QueryQueueBuilder(names()),
        "qbs": QuerySchedulerBuilder(names()),
    }


async def prepare(connection: asyncpg.Connection) -> None:
    """Make PgQueuer's tables, or bring them up to this version of it; does nothing where they are.

    The connection must not be in a transaction (a new word of an enum cannot be used in the transaction that adds it), and whoever calls
    sees to it that no other process does the same meanwhile.
    """
    queries = Queries(AsyncpgDriver(connection), **builders())
    if await queries.schema_is_installed():
        await queries.apply_upgrade()
    else:
        await queries.install(create_schema=False)
    await connection.execute(_INDEXES)


async def add(connection: asyncpg.Connection, jobs: Iterable[Job]) -> None:
    """Jobs, but those that wait, run, or are in quarantine. In the order of their names: two transactions that ask for the same ones wait
    for each other, and never both."""
    wanted = {job.name: job for job in sorted(jobs, key=lambda job: (job.name, -job.priority))}
    if not wanted:
        return
    rows = await connection.fetch("SELECT dedupe_key FROM pgqueuer WHERE status = 'failed' AND dedupe_key = ANY($1)", list(wanted))
    for row in rows:
        del wanted[row["dedupe_key"]]
    if wanted:
        new = list(wanted.values())
        await Queries(AsyncpgDriver(connection), **builders()).enqueue(
            [job.task.value for job in new],
            [job.key.encode() for job in new],
            [job.priority for job in new],
            [timedelta(seconds=job.delay_s) for job in new],
            list(wanted),
            on_conflict="skip",
        )


async def keys(connection: asyncpg.Connection, task: TaskName) -> frozenset[str]:
    """The keys of that task's jobs that wait, run or are in quarantine: all that there are, since a job that is done has no row."""
    rows = await connection.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = $1", task.value)
    return frozenset(row["payload"].decode() for row in rows)


async def depths(connection: asyncpg.Connection) -> Mapping[str, int]:
    """How many jobs of each task wait, also where none does."""
    rows = await connection.fetch("SELECT entrypoint, count(*) AS many FROM pgqueuer WHERE status = 'queued' GROUP BY entrypoint")
    return {name.value: 0 for name in TaskName} | {row["entrypoint"]: row["many"] for row in rows}


async def quarantined(connection: asyncpg.Connection) -> tuple[Quarantined, ...]:
    """What failed for good, the newest first."""
    rows: Sequence[asyncpg.Record] = await connection.fetch(
        """SELECT id, entrypoint, payload, updated, (
               SELECT traceback::jsonb ->> 'exception_message' FROM pgqueuer_log
               WHERE job_id = pgqueuer.id AND status = 'failed' ORDER BY created DESC LIMIT 1
           ) AS reason
           FROM pgqueuer WHERE status = 'failed' ORDER BY updated DESC, id DESC LIMIT $1""",
        _MOST_IN_QUARANTINE_SHOWN,
    )
    return tuple(_row_to_quarantined(row) for row in rows)


def _row_to_quarantined(row: asyncpg.Record) -> Quarantined:
    return Quarantined(
        number=row["id"], task=row["entrypoint"], key=row["payload"].decode(), reason=row["reason"] or "", failed_at=row["updated"]
    )


async def release(connection: asyncpg.Connection, number: int) -> bool:
    """Let a job try anew; where another of its name was made meanwhile, that one is its next try. False: there is none."""
    try:
        done = await connection.execute(
            """UPDATE pgqueuer SET status = 'queued', attempts = 0, execute_after = now(), updated = now(), headers = NULL,
                   queue_manager_id = NULL
               WHERE id = $1 AND status = 'failed'""",
            number,
        )
    except asyncpg.UniqueViolationError:
        done = await connection.execute("DELETE FROM pgqueuer WHERE id = $1 AND status = 'failed'", number)
    return not str(done).endswith(" 0")


async def prune(connection: asyncpg.Connection, *, older_s: float, within_s: float) -> int:
    """Drop the log's rows that are older, but the reasons of what is in quarantine. How many. PgQueuer itself drops none, ever."""
    done = await connection.execute(
        """DELETE FROM pgqueuer_log WHERE created < now() - $1::interval
           AND NOT (status = 'failed' AND job_id IN (SELECT id FROM pgqueuer WHERE status = 'failed'))""",
        timedelta(seconds=older_s),
        timeout=within_s,
    )
    return int(str(done).split()[-1])
