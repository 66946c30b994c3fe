"""How much is lost or doubled when the roles of a bot are killed again and again, and their Postgres stopped? Real processes, real signals.

A scheduler, two workers and two senders work on a Postgres that syncs to disk, against the tests' small Discord, whose bad days are
mixed in. The jobs are to read entries that turn out to be gone: the least that a worker can be asked for. The leading sender and workers
are killed with SIGKILL in turns and started again; after some kills no sender runs for longer than nonces are remembered. Last, Postgres
crashes, stays away for a while and is started.

    python bench/roles.py                                                            about four minutes
    python bench/roles.py --posts 60 --jobs 100 --kills 4 --outages 1 --stopped 3    the short form

Times are compressed: the lease is 2 s where it is 60 by default, the heartbeat 2 s where it is 5, nonces are remembered for 6 s. Prints
each bar with reached or missed; exits 1 where one was missed.
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the tests' Discord and Postgres are not installed with the bot

import asyncpg  # noqa: E402  after the path, as all below

from bench.kill import NONCE_S, Bench  # noqa: E402  the same
from bot.engine.pgqueuer import PgQueuerEngine, prepare  # noqa: E402  the same
from bot.model.job import Job, TaskName  # noqa: E402  the same
from bot.settings import EngineSettings, StoreSettings  # noqa: E402  the same
from bot.store.migrate import migrate  # noqa: E402  the same
from bot.store.opened import dsn_of, open_database  # noqa: E402  the same
from bot.store.postgres import driver_of  # noqa: E402  the same
from tests.fakes import postgres  # noqa: E402  the same
from tests.fakes.fleet import Bot, Fleet  # noqa: E402  the same

HEARTBEAT_S: Final = 2.0
WITHIN_S: Final = 15.0
QUICK: Final = {
    "BYTEBOT_ENGINE__HEARTBEAT_S": f"{HEARTBEAT_S:g}",
    "BYTEBOT_DELIVERY__LEASE_S": "2",
    "BYTEBOT_DELIVERY__MAX_RETRY_S": "2",
    "BYTEBOT_DELIVERY__TICK_S": "0.1",
    "BYTEBOT_DELIVERY__PER_SECOND": "200",
}
FIRST_KEY: Final = 10**9  # of entries that there are not


class Roles(Bench):
    """One run. `Bench` puts posts into the outbox, stirs Discord, and counts."""

    def __init__(self, *, asked: argparse.Namespace, server: postgres.PostgresServer, folder: Path) -> None:
        super().__init__(
            many=asked.posts, kills=asked.kills, outages=asked.outages, channels=asked.channels, seed=asked.seed, folder=folder
        )
        self.asked, self.server = asked, server
        self.store = StoreSettings(url=server.url(server.create()))
        self.db = open_database(self.store)
        self.senders: list[Bot] = []
        self.workers: list[Bot] = []
        self.again_s: list[float] = []
        self.taken_over_s: list[float] = []

    async def run(self) -> int:
        await self._prepare()
        async with self.discord, Fleet(self.discord, store_url=self.store.url, folder=self.folder, **QUICK) as self.fleet:
            self.fleet.start("scheduler")
            self.senders = [self.fleet.start("sender") for _ in range(2)]
            self.workers = [self.fleet.start("worker") for _ in range(2)]
            await until(lambda: any(each.works for each in self.senders) and all(each.works for each in self.workers), within_s=60)
            stirring = asyncio.create_task(self._stir())
            for number in range(self.kills):
                await (self._kill_worker() if number % 2 else self._kill_sender(long=number // 2 < self.asked.outages))
                print(f"{number + 1} kills, {len(self.discord.door.posts())} messages", file=sys.stderr)
            stirring.cancel()
            stopped_s = await self._stop_postgres()
            await self._add(self.posts)
            await self._ask(max(self.asked.jobs - self.wanted_jobs, 0))
            while await self._waiting() or await self._picked("queued"):  # noqa: ASYNC110  looks at other processes
                await asyncio.sleep(0.2)
            codes = [await each.stop() for each in self.fleet.bots if each.alive]
        done = await self.asking.fetchval(
            "SELECT count(DISTINCT job_id) FROM pgqueuer_log WHERE status = 'successful' AND entrypoint = 'condense'"
        )
        await self.engine.close()
        await self.asking.close()
        await self.db.close()
        return self._tell(stopped_s=stopped_s, codes=codes, lost=self.wanted_jobs - done)

    async def _prepare(self) -> None:
        await migrate(self.db)
        self.asking = await asyncpg.connect(dsn_of(self.store))
        await prepare(self.asking)
        self.engine = PgQueuerEngine(dsn_of(self.store), EngineSettings(), raw=driver_of)
        self.wanted_jobs = 0
        await self._make_channels()

    async def _ask(self, many: int) -> None:
        """For jobs that nobody asked for before."""
        first = FIRST_KEY + self.wanted_jobs
        for start in range(first, first + many, 1_000):
            await self.engine.enqueue([Job(task=TaskName.CONDENSE, key=str(key)) for key in range(start, min(start + 1_000, first + many))])
        self.wanted_jobs += many

    async def _picked(self, *more: str) -> dict[int, str]:
        """Who has which job."""
        rows = await self.asking.fetch(
            "SELECT id, queue_manager_id FROM pgqueuer WHERE entrypoint = 'condense' AND status::text = ANY($1)", ["picked", *more]
        )
        return {row["id"]: str(row["queue_manager_id"]) for row in rows}

    async def _kill_sender(self, *, long: bool) -> None:
        await self._add(2 * self.posts // self.kills)
        leader = next(each for each in self.senders if each.works)
        before = len(self.discord.door.posts())
        with suppress(TimeoutError):
            await until(lambda: len(self.discord.door.posts()) - before > self.chance.random() * self.posts / self.kills, within_s=5)
        await asyncio.sleep(self.chance.random() * 0.1)
        leader.kill()
        self.senders.remove(leader)
        if long:
            self.senders.pop().kill()
            await asyncio.sleep(NONCE_S + 1)
            self.senders.append(self.fleet.start("sender"))
        killed_at = time.monotonic()
        self.senders.append(self.fleet.start("sender"))
        # What the dead one had asked of Discord may arrive still: only what comes once another leads is that one's.
        await until(lambda: any(each.works for each in self.senders), within_s=60)
        before = len(self.discord.door.posts())
        while await self._waiting():
            if len(self.discord.door.posts()) > before:
                if not long:
                    self.taken_over_s.append(time.monotonic() - killed_at)
                return
            await asyncio.sleep(0.02)

    async def _kill_worker(self) -> None:
        await self._ask(int(1.7 * self.asked.jobs / self.kills))
        victim = self.workers.pop(0)
        await asyncio.sleep(self.chance.random() * 0.5)
        victim.kill()
        killed_at, left = time.monotonic(), await self._picked()
        self.workers.append(self.fleet.start("worker"))
        while left:
            await asyncio.sleep(0.1)
            now = await self._picked("queued")
            left = {number: owner for number, owner in left.items() if now.get(number) == owner}
        self.again_s.append(time.monotonic() - killed_at)
        await until(lambda: all(each.works for each in self.workers), within_s=60)

    async def _stop_postgres(self) -> float:
        """Seconds from its start until posts were sent and jobs were done."""
        await self._add(self.posts // 10)
        await self._ask(self.asked.jobs // 10)
        await self.asking.close()
        await asyncio.to_thread(self.server.stop, mode="immediate")
        await asyncio.sleep(self.asked.stopped)
        before = len(self.discord.door.posts())
        await asyncio.to_thread(self.server.start)
        began = time.monotonic()
        self.asking = await asyncpg.connect(dsn_of(self.store))
        jobs = len(await self._picked("queued"))
        await until(lambda: len(self.discord.door.posts()) > before, within_s=120)
        while jobs and len(await self._picked("queued")) >= jobs:  # noqa: ASYNC110  the same
            await asyncio.sleep(0.1)
        return time.monotonic() - began

    def _tell(self, *, stopped_s: float, codes: list[int | None], lost: int) -> int:
        missed = self._report()
        bars = {
            f"jobs lost of {self.wanted_jobs}": (lost, 0.0),
            "a killed worker's jobs done or taken up after, s, longest": (max(self.again_s, default=0.0), HEARTBEAT_S + 3),
            "another sender posts after, s, longest": (max(self.taken_over_s, default=0.0), WITHIN_S),
            f"working again after Postgres crashed and was away {self.asked.stopped:g} s, s": (stopped_s, WITHIN_S),
            "processes that did not stop with 0": (sum(code != 0 for code in codes), 0.0),
        }
        for what, (value, bar) in bars.items():
            missed |= value > bar
            print(f"{what:<66} {value:>8.2f}   bar <= {bar:<4g} {'missed' if value > bar else 'reached'}")
        return missed


async def until(check: Callable[[], bool], *, within_s: float) -> None:
    async with asyncio.timeout(within_s):
        while not check():  # noqa: ASYNC110  looks at other processes
            await asyncio.sleep(0.02)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=5_000)
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--outages", type=int, default=5)
    parser.add_argument("--channels", type=int, default=20)
    parser.add_argument("--stopped", type=float, default=20)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    asked = parser.parse_args(arguments)
    print(f"seed {asked.seed}")
    with tempfile.TemporaryDirectory() as folder, postgres.running(fast=False) as server:
        code = asyncio.run(Roles(asked=asked, server=server, folder=Path(folder)).run())
        if code:
            for log in sorted(Path(folder).glob("*.log"))[-4:]:
                print(log.name, log.read_text("utf-8", "replace")[-1500:], file=sys.stderr)
        return code


if __name__ == "__main__":
    sys.exit(main())
