"""PgQueuer's engine when things break: workers killed or frozen, Postgres stopped. Real processes, a real server."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import asyncpg
import pytest

from bot import measures
from bot.engine import pg_tables
from bot.engine.pgqueuer import PgQueuerEngine, dsn, prepare
from bot.errors import StoreFailed, StoreTrouble
from bot.model.job import Job, TaskName
from bot.settings import EngineSettings
from tests.contract.engines import PostgresTx, idle, running, until
from tests.fakes import engine_worker
from tests.fakes import postgres as fake_postgres

HEARTBEAT_S = 1.0
POLL = TaskName.POLL
JOBS = [Job(task=POLL, key=str(number)) for number in range(8)]


@pytest.fixture
async def url(postgres_url):
    """A database with PgQueuer's tables, and one of what ran."""
    await _set_up(postgres_url)
    return postgres_url


async def _set_up(url):
    connection = await asyncpg.connect(dsn(url))
    await prepare(connection)
    await connection.execute(engine_worker.TABLE)
    await connection.close()


@pytest.fixture
async def engine(url):
    made = PgQueuerEngine(url, EngineSettings(heartbeat_s=HEARTBEAT_S), raw=engine_worker.no_transaction)
    yield made
    await made.close()


@contextmanager
def _worker(url, *, seconds):
    """One in a process of its own, killed at the end."""
    arguments = [sys.executable, "-m", "tests.fakes.engine_worker", url, str(HEARTBEAT_S), str(seconds), "8"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            yield process
        finally:
            process.kill()


async def _rows(url, question):
    connection = await asyncpg.connect(dsn(url))
    try:
        return await connection.fetch(question)
    finally:
        await connection.close()


async def _began(url, *, many):
    async with asyncio.timeout(10):
        while len(await _rows(url, "SELECT DISTINCT key FROM runs")) < many:
            await asyncio.sleep(0.02)


async def test_a_killed_worker_s_jobs_are_taken_up_by_another_and_none_is_lost(url, engine):
    await engine.enqueue(JOBS)
    with _worker(url, seconds=60) as first:
        await _began(url, many=8)
        os.kill(first.pid, signal.SIGKILL)
        killed_at = time.monotonic()
    with _worker(url, seconds=0):
        await idle(engine)

    assert time.monotonic() - killed_at <= HEARTBEAT_S + 3
    assert len(await _rows(url, "SELECT DISTINCT key FROM runs WHERE ended IS NOT NULL")) == 8


async def test_a_stopped_worker_puts_back_nothing_that_it_could_finish(url, engine):
    await engine.enqueue(JOBS)
    with _worker(url, seconds=0.3) as worker:
        await _began(url, many=8)
        worker.terminate()

        assert await asyncio.to_thread(worker.wait, 5) == 0

    assert await engine.busy(POLL) == frozenset()
    assert len(await _rows(url, "SELECT key FROM runs WHERE ended IS NOT NULL")) == 8


async def test_a_frozen_worker_s_jobs_are_taken_and_once_awake_it_leaves_them_to_the_other(url, engine):
    hold = asyncio.Event()
    taken: list[str] = []

    async def work(key: str) -> None:
        taken.append(key)
        await hold.wait()

    engine.task(POLL, work, at_once=8)
    await engine.enqueue(JOBS)
    with _worker(url, seconds=2.5) as frozen:
        await _began(url, many=8)
        os.kill(frozen.pid, signal.SIGSTOP)
        async with running(engine):
            await until(lambda: len(taken) == 8)
            os.kill(frozen.pid, signal.SIGCONT)
            await asyncio.sleep(2.0)
            still_ours = await engine.busy(POLL)
            hold.set()
            await idle(engine)

    assert still_ours == {job.key for job in JOBS}
    assert sorted(taken) == sorted(still_ours)
    assert await _rows(url, "SELECT key FROM runs WHERE ended IS NOT NULL") == []


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_after_postgres_was_stopped_the_engine_works_again_unaided_and_nothing_is_lost(mode):
    if fake_postgres.programs() is None:
        pytest.skip("Postgres is not installed here")
    done: list[str] = []
    with fake_postgres.running(fast=mode == "fast") as server:
        url = server.url(server.create())
        await _set_up(url)
        engine = PgQueuerEngine(url, EngineSettings(heartbeat_s=HEARTBEAT_S), raw=engine_worker.no_transaction)

        async def work(key: str) -> None:
            await asyncio.sleep(0.4 if key in {"0", "1"} else 0)
            done.append(key)

        engine.task(POLL, work, at_once=2)
        async with running(engine):
            await engine.enqueue(JOBS)
            await asyncio.sleep(0.2)
            await asyncio.to_thread(server.stop, mode=mode)
            with pytest.raises(StoreFailed) as refused:
                await engine.depths()
            await asyncio.to_thread(server.start)
            up_at = time.monotonic()
            await idle(engine, within_s=15)
        took_s = time.monotonic() - up_at
        await engine.close()

    assert refused.value.trouble is StoreTrouble.UNREACHABLE
    assert set(done) == {job.key for job in JOBS}
    assert took_s < 15


async def test_the_log_is_pruned_but_for_the_reasons_of_what_is_in_quarantine(url, engine):
    async def work(key: str) -> None:
        if key == "0":
            raise ValueError("no such thing")

    broken = PgQueuerEngine(url, EngineSettings(tries=1), raw=engine_worker.no_transaction)
    broken.task(POLL, work, at_once=8)
    async with running(broken):
        await broken.enqueue(JOBS)
        await idle(broken)
    await _rows(url, "UPDATE pgqueuer_log SET created = created - interval '2 hours'")
    async with running(broken):  # it prunes when it begins, and then every ten minutes
        async with asyncio.timeout(5):
            while len(await _rows(url, "SELECT id FROM pgqueuer_log")) > 1:
                await asyncio.sleep(0.02)
    await broken.close()

    assert [(each.key, each.reason) for each in await engine.quarantined()] == [("0", "ValueError: no such thing")]


async def test_a_job_that_kills_its_worker_each_time_ends_in_quarantine_and_others_are_done(url):
    before = measures.ENGINE_RECOVERED._value.get()
    done: list[str] = []

    async def work(key: str) -> None:
        done.append(key)

    engine = PgQueuerEngine(url, EngineSettings(heartbeat_s=HEARTBEAT_S, tries=2), raw=engine_worker.no_transaction)
    engine.task(POLL, work, at_once=8)
    await engine.enqueue(JOBS[:3])
    silent = "status = 'picked', heartbeat = now() - interval '1 hour', queue_manager_id = gen_random_uuid()"
    await _rows(url, f"UPDATE pgqueuer SET {silent}, headers = '{{\"deaths\": 4}}' WHERE dedupe_key = 'poll:0'")
    await _rows(url, f"UPDATE pgqueuer SET {silent} WHERE dedupe_key = 'poll:1'")
    async with running(engine):
        await idle(engine)
        (held,) = await engine.quarantined()
        first = sorted(done)
        await engine.release(held.number)
        await idle(engine)
    await engine.close()

    assert (held.key, held.reason) == ("0", "its worker died or froze 5 times while it did this")
    assert (first, sorted(done)) == (["1", "2"], ["0", "1", "2"])
    assert measures.ENGINE_RECOVERED._value.get() - before == 2


async def test_a_job_that_no_worker_can_die_of_is_taken_up_however_many_did(url):
    done: list[str] = []

    async def work(key: str) -> None:
        done.append(key)

    engine = PgQueuerEngine(url, EngineSettings(heartbeat_s=HEARTBEAT_S, tries=2), raw=engine_worker.no_transaction)
    engine.task(POLL, work, at_once=8, blamed=False)
    await engine.enqueue(JOBS[:1])
    await _rows(url, "UPDATE pgqueuer SET status = 'picked', heartbeat = now() - interval '1 hour', headers = '{\"deaths\": 50}'")
    async with running(engine):
        await idle(engine)
    await engine.close()

    assert done == ["0"]


async def test_what_is_due_is_claimed_by_priority_and_then_by_age_behind_jobs_that_wait_for_their_time(url):
    done: list[str] = []

    async def work(key: str) -> None:
        done.append(key)

    engine = PgQueuerEngine(url, EngineSettings(heartbeat_s=HEARTBEAT_S), raw=engine_worker.no_transaction)
    engine.task(POLL, work, at_once=1)
    await engine.enqueue([Job(task=POLL, key=f"later {number}", priority=number % 3, delay_s=3_600) for number in range(300)])
    for key, priority in [("a", 0), ("b", 1), ("c", 0), ("d", 9)]:
        await engine.enqueue([Job(task=POLL, key=key, priority=priority)])
    async with running(engine):
        await until(lambda: len(done) == 4)
    await engine.close()

    assert done == ["d", "b", "a", "c"]


async def test_making_the_tables_again_changes_nothing(url, engine):
    await engine.enqueue(JOBS)
    connection = await asyncpg.connect(dsn(url))
    await prepare(connection)
    await connection.close()

    assert (await engine.depths())["poll"] == 8


async def test_a_job_that_was_made_meanwhile_is_the_released_one_s_next_try(url, engine):
    await engine.enqueue(JOBS[:1])
    await _rows(url, "UPDATE pgqueuer SET status = 'failed'")
    (held,) = await engine.quarantined()
    await _rows(url, "INSERT INTO pgqueuer (priority, entrypoint, dedupe_key, payload, status) VALUES (0, 'poll', 'poll:0', '0', 'queued')")

    assert await engine.release(held.number) is True
    assert await engine.quarantined() == ()
    assert (await engine.depths())["poll"] == 1


async def test_without_tables_the_engine_says_what_to_do(postgres_url):
    bare = PgQueuerEngine(postgres_url, EngineSettings(), raw=engine_worker.no_transaction)

    with pytest.raises(StoreFailed) as refused:
        await bare.depths()
    await bare.close()

    assert refused.value.trouble is StoreTrouble.EMPTY


async def test_jobs_of_a_transaction_that_has_not_begun_are_refused(url):
    connection = await asyncpg.connect(dsn(url))

    async def raw(_) -> asyncpg.Connection:
        return connection

    careless = PgQueuerEngine(url, EngineSettings(), raw=raw)
    with pytest.raises(RuntimeError, match="not begun"):
        await careless.enqueue(JOBS, tx=PostgresTx(connection))
    await connection.close()


async def test_workers_that_disagree_on_the_heartbeat_say_so(url, engine, caplog):
    other = PgQueuerEngine(url, EngineSettings(heartbeat_s=9), raw=engine_worker.no_transaction)
    async with running(engine):
        await asyncio.sleep(0.3)
        async with running(other):
            await until(lambda: any(record.message.startswith("workers disagree") for record in caplog.records))
    await other.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+asyncpg://bot:s%40cret@db:5433/news?ssl=require", "postgresql://bot:s%40cret@db:5433/news?sslmode=require"),
        ("postgresql+asyncpg://db/news?prepared_statement_cache_size=0", "postgresql://db/news"),
    ],
)
def test_the_store_s_address_is_put_as_asyncpg_reads_it(url, said):
    assert dsn(url) == said


def test_the_tables_names_do_not_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("CHANNEL", "beta")
    monkeypatch.setenv("PGQUEUER_PREFIX", "other_")
    pg_tables.names.cache_clear()

    assert (pg_tables.names().channel, pg_tables.names().queue_table) == ("ch_pgqueuer", "pgqueuer")
