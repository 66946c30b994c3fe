"""How many jobs, how well do workers add up, and what does a kill cost? Both engines, on a Postgres of the bench's own that syncs to disk.

    python bench/engine.py                                  about six minutes
    python bench/engine.py --jobs 300 --kills 2 --future 2000 --turns 1      the short form, which runs in the suite

Procrastinate is compared where its own environment holds it, installed with `pip install procrastinate`: --procrastinate PYTHON.
Prints each bar with reached or missed; exits 1 where a job was lost. Ratios are of one run: other programs move all figures alike.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the tests' Postgres is not installed with the bot

import asyncpg  # noqa: E402  after the path, as all below

from bot.engine.pgqueuer import PgQueuerEngine, dsn, prepare  # noqa: E402  the same
from bot.engine.queue import LocalEngine  # noqa: E402  the same
from bot.model.job import Job, TaskName  # noqa: E402  the same
from bot.ports import Work  # noqa: E402  the same
from bot.settings import EngineSettings  # noqa: E402  the same
from tests.fakes import engine_worker, postgres  # noqa: E402  the same

POLL = TaskName.POLL
HEARTBEAT_S = 5.0
_KILL_EVERY_S = 2.0  # no divisor of the heartbeat: else who takes jobs up is killed as it does, and they wait twice
_IN_FLIGHT = 400  # more than are under way when a turn ends
PROCRASTINATE = """
import asyncio, logging, sys, time
from procrastinate import App, PsycopgConnector
logging.disable(logging.CRITICAL)
app = App(connector=PsycopgConnector(conninfo=sys.argv[1]))
many, ended = int(sys.argv[2]), []
@app.task(name="noop")
async def noop(key):
    ended.append(time.perf_counter())
async def main():
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await noop.batch_defer_async(*[{"key": str(each)} for each in range(many)])
        await app.run_worker_async(concurrency=20, wait=False)
    tenth = many // 10
    print((many - 2 * tenth) / (ended[-tenth] - ended[tenth]))
asyncio.run(main())
"""


class Bars:
    """What must be reached, and whether it was."""

    def __init__(self) -> None:
        self.lost = 0

    def say(self, what: str, value: float, *, least: float | None = None, most: float | None = None) -> None:
        bar, good = (f">= {least:g}", value >= least) if least is not None else (f"<= {most:g}", value <= (most or 0))
        print(f"{what:<58} {value:>10.2f}   bar {bar:<9} {'reached' if good else 'missed'}", flush=True)


@asynccontextmanager
async def database(server: postgres.PostgresServer) -> AsyncIterator[tuple[str, asyncpg.Connection, PgQueuerEngine]]:
    """A fresh one: its address, a connection, and an engine that only asks."""
    url = server.url(server.create())
    connection = await asyncpg.connect(dsn(url))
    await prepare(connection)
    await connection.execute(engine_worker.TABLE)
    engine = PgQueuerEngine(url, EngineSettings(), raw=engine_worker.no_transaction)
    try:
        yield url, connection, engine
    finally:
        await engine.close()
        await connection.close()


def jobs(many: int, *, first: int = 0, delay_s: float = 0.0) -> list[Job]:
    return [Job(task=POLL, key=str(first + number), delay_s=delay_s) for number in range(many)]


def rate(ended: list[float]) -> float:
    """Jobs a second over the middle 80 %: without the start and the end."""
    ended = sorted(ended)
    tenth = len(ended) // 10
    return (len(ended) - 2 * tenth) / (ended[-tenth - 1] - ended[tenth])


def start(url: str, *, seconds: float, at_once: int) -> "subprocess.Popen[bytes]":
    arguments = [sys.executable, "-m", "tests.fakes.engine_worker", url, str(HEARTBEAT_S), str(seconds), str(at_once)]
    return subprocess.Popen(arguments, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL)


@contextmanager
def workers(url: str, *, many: int, seconds: float, at_once: int) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """In processes of their own, killed at the end."""
    running = [start(url, seconds=seconds, at_once=at_once) for _ in range(many)]
    try:
        yield running
    finally:
        for each in running:
            each.kill()
            each.wait()


async def all_ended(connection: asyncpg.Connection, many: int) -> None:
    while await connection.fetchval("SELECT count(DISTINCT key) FROM runs WHERE ended IS NOT NULL") < many:
        await asyncio.sleep(0.2)


async def waiting_jobs(server: postgres.PostgresServer, *, many: int, processes: int) -> float:
    """Jobs of 200 ms a second, 20 side by side in each process."""
    async with database(server) as (url, connection, engine):
        await engine.enqueue(jobs(many * processes))
        with workers(url, many=processes, seconds=0.2, at_once=20):
            await all_ended(connection, many * processes)
        return rate([row["at"] for row in await connection.fetch("SELECT extract(epoch FROM ended)::float AS at FROM runs")])


async def fill(engine: PgQueuerEngine, many: int, *, first: int = 0, delay_s: float = 0.0) -> None:
    for begin in range(0, many, 10_000):
        await engine.enqueue(jobs(min(10_000, many - begin), first=first + begin, delay_s=delay_s))


async def no_ops(server: postgres.PostgresServer, *, many: int, future: int, turns: int) -> list[tuple[float, float]]:
    """Jobs that do nothing a second, one worker, without and with delayed ones in the table: in short turns, so that what other programs do
    to the machine meanwhile falls on both."""
    each = many // turns
    async with database(server) as (_, connection, bare), database(server) as (_, _, full):
        await fill(full, future, first=10**9, delay_s=86_400)
        lanes: list[tuple[PgQueuerEngine, list[float]]] = []
        for engine in (bare, full):
            await fill(engine, (each + _IN_FLIGHT) * turns)
            ended: list[float] = []
            lanes.append((engine, ended))
            engine.task(POLL, _noting(ended), at_once=50)
        await connection.execute("CHECKPOINT")  # what filling left to be written is not what is measured
        return [(await turn(*lanes[0], many=each), await turn(*lanes[1], many=each)) for _ in range(turns)]


def _noting(ended: list[float]) -> Work:
    async def work(_: str) -> None:
        ended.append(time.perf_counter())

    return work


async def turn(engine: PgQueuerEngine, ended: list[float], *, many: int) -> float:
    """Jobs a second of so many, and those that are under way when these are done."""
    ended.clear()
    stop = asyncio.Event()
    running = asyncio.create_task(engine.run(stop))
    while len(ended) < many:
        await asyncio.sleep(0.01)
    stop.set()
    await running
    return rate(ended)


async def local(many: int) -> float:
    """CPU microseconds that the engine in this process takes for a job."""

    engine, done = LocalEngine(EngineSettings(), on_commit=lambda _, call: call()), 0

    async def work(_: str) -> None:
        nonlocal done
        done += 1
        await asyncio.sleep(0)

    engine.task(POLL, work, at_once=64)
    stop = asyncio.Event()
    running = asyncio.create_task(engine.run(stop))
    began = time.process_time()
    for first in range(0, many, 100):
        await engine.enqueue(jobs(100, first=first))
        while await engine.busy(POLL):
            await asyncio.sleep(0)
    took_s = time.process_time() - began
    stop.set()
    await running
    return took_s / done * 1e6


async def kills(server: postgres.PostgresServer, bars: Bars, *, many: int, times: int) -> None:
    """Two workers, of which one or the other is killed again and again while they do jobs of 50 ms."""
    async with database(server) as (url, connection, engine):
        for first in range(0, many, 10_000):
            await engine.enqueue(jobs(min(10_000, many - first), first=first))
        with workers(url, many=2, seconds=0.05, at_once=20) as running:
            for number in range(times):
                await asyncio.sleep(_KILL_EVERY_S)
                victim = running[number % 2]
                victim.kill()
                victim.wait()
                running[number % 2] = start(url, seconds=0.05, at_once=20)
            while await connection.fetchval("SELECT count(*) FROM pgqueuer"):
                await asyncio.sleep(0.2)
        done = await connection.fetchval("SELECT count(DISTINCT key) FROM runs WHERE ended IS NOT NULL")
        again = await connection.fetch(
            """SELECT extract(epoch FROM (SELECT min(began) FROM runs n WHERE n.key = r.key AND n.id > r.id) - r.began)::float AS after
               FROM runs r WHERE ended IS NULL"""
        )
    bars.lost = many - done
    bars.say(f"lost of {many} jobs, {times} kill -9", bars.lost, most=0)
    after = [row["after"] for row in again if row["after"] is not None]
    if after:
        print(f"{len(after)} were under way at a kill; begun again after p50 {median(after):.1f} s")
        bars.say("  longest until begun again, seconds", max(after), most=HEARTBEAT_S + 3)


def procrastinate(python: str, server: postgres.PostgresServer, many: int) -> float | None:
    if not python or not Path(python).exists():
        return None
    done = subprocess.run(
        [python, "-c", PROCRASTINATE, dsn(server.url(server.create())), str(many)], check=False, capture_output=True, text=True
    )
    if done.returncode:
        print(done.stderr[-500:])
        return None
    return float(done.stdout)


async def bench(options: argparse.Namespace) -> int:
    bars = Bars()
    bars.say("local: CPU microseconds a job", await local(max(100, options.jobs * 2)), most=60)
    with postgres.running(fast=False) as server:
        turns = await no_ops(server, many=options.jobs, future=options.future, turns=options.turns)
        noop, full = median(bare for bare, _ in turns), median(full for _, full in turns)
        bars.say("no-op jobs a second, one worker", noop, least=1_000)
        theirs = procrastinate(options.procrastinate, server, max(100, options.jobs // 5))
        if theirs:
            bars.say(f"  as often as procrastinate ({theirs:.0f} a second)", noop / theirs, least=3)
        else:
            print("  procrastinate is not installed where --procrastinate says: not compared")
        print(f"of {options.turns} turns without and with future jobs, the medians: {noop:.0f} and {full:.0f} a second")
        bars.say(f"  share of that with {options.future} future jobs in the table", full / noop, least=0.8)
        if options.jobs >= 1_000:
            one, two, four = [await waiting_jobs(server, many=options.jobs // 20, processes=each) for each in (1, 2, 4)]
            print(f"jobs of 200 ms a second: {one:.0f}, {two:.0f}, {four:.0f} with 1, 2, 4 workers")
            bars.say("  2 workers do as often as 1", two / one, least=1.8)
            bars.say("  4 workers do as often as 1", four / one, least=3.2)
        await kills(server, bars, many=options.jobs, times=options.kills)
    return 1 if bars.lost else 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--future", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=20, help="without and with future jobs; their medians count")
    parser.add_argument("--procrastinate", default="", help="the python of an environment that holds it")
    return asyncio.run(bench(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())
