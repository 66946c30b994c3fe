"""A worker of its own process, for tests and benches that kill it: notes in a table of theirs when each run of a job began and ended.

python -m tests.fakes.engine_worker URL HEARTBEAT_S SECONDS_A_JOB AT_ONCE
"""

import asyncio
import os
import signal
import sys

import asyncpg

from bot.engine.pgqueuer import PgQueuerEngine, dsn
from bot.model.job import TaskName
from bot.ports import Tx
from bot.settings import EngineSettings

TABLE = "CREATE TABLE runs (key text, pid int, began timestamptz DEFAULT clock_timestamp(), ended timestamptz, id bigserial PRIMARY KEY)"


async def no_transaction(_: Tx) -> asyncpg.Connection:
    """For who only ever asks without one."""
    raise NotImplementedError


async def work_for(url: str, *, heartbeat_s: float, seconds: float, at_once: int) -> None:
    """Do poll jobs, each so long, until SIGTERM."""
    async with asyncpg.create_pool(dsn(url), min_size=1, max_size=8) as pool:

        async def work(key: str) -> None:
            number = await pool.fetchval("INSERT INTO runs (key, pid) VALUES ($1, $2) RETURNING id", key, os.getpid())
            await asyncio.sleep(seconds)
            await pool.execute("UPDATE runs SET ended = clock_timestamp() WHERE id = $1", number)

        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        engine = PgQueuerEngine(url, EngineSettings(heartbeat_s=heartbeat_s, retry_s=0.2, tries=20), raw=no_transaction)
        engine.task(TaskName.POLL, work, at_once=at_once)
        sys.stdout.write("working\n")
        sys.stdout.flush()
        await engine.run(stop)
        await engine.close()


if __name__ == "__main__":
    url, heartbeat_s, seconds, at_once = sys.argv[1:]
    asyncio.run(work_for(url, heartbeat_s=float(heartbeat_s), seconds=float(seconds), at_once=int(at_once)))
