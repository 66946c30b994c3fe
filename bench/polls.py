"""How many feeds one core polls, on loopback: a plain fast server in a child process, the real worker loops on real SQLite.

    python bench/polls.py [--feeds 600] [--seconds 30]               polls a core-second, conditional share, bytes saved
    python bench/polls.py --long [--feeds 10000] [--minutes 15]     loop lag, missed feeds, memory, share of a core

CPU time, not wall time. The naive poller of the comparison would fetch every body at each of the same polls, not compressed.
"""

import argparse
import asyncio
import gzip
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import update

from bot.compose import open_app
from bot.flows.app import App
from bot.flows.worker import Worker
from bot.model.subscription import CONSOLE, Mode, SubscriptionState
from bot.settings import FeedsSettings, Settings, StoreSettings, WebSettings
from bot.store import feeds, subscriptions, tables

CHANGED = 0.1  # of the polls find a new body
ITEMS = 20  # in a body, each of about 2 kB


@dataclass
class Seen:
    """What the server saw. `whole`: bytes of bodies that polls would have fetched without validators."""

    polls: int = 0
    repeats: int = 0
    conditional: int = 0
    sent: int = 0
    whole: int = 0
    feeds: int = 0
    times: dict[str, list[float]] = field(default_factory=dict)


def serve(pipe: Connection) -> None:
    """Run in the child: one feed a path, on every loopback address, until the pipe says stop."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    seen, versions, clock = Seen(), dict[str, int](), time.monotonic
    words, chance = [f"w{number * 7919 % 99991:x}" for number in range(4000)], random.Random(1)
    fillers = [" ".join(chance.choices(words, k=350)) for _ in range(100)]  # squeezed to about two fifths, as news are
    item = "<item><title>Item {n} of {p}</title><link>http://news.example{p}/{n}</link><guid>{p}/{n}</guid><description>{f}</description></item>"

    def body(path: str, version: int) -> bytes:
        items = "".join(item.format(n=n, p=path, f=fillers[(n + hash(path)) % 100]) for n in range(version + ITEMS, version, -1))
        return f"<rss version='2.0'><channel><title>{path}</title><link>http://news.example{path}</link>{items}</channel></rss>".encode()

    def answer(head: bytes) -> bytes:
        path = head.split(b" ", 2)[1].decode()
        times = seen.times.setdefault(path, [])
        times.append(clock())
        polled = len(times)
        version = versions.setdefault(path, 0)
        if polled > 1 and (polled + hash(path)) % round(1 / CHANGED) == 0:
            version = versions[path] = version + 1
        etag = f'"{version}"'.encode()
        seen.polls += 1
        seen.repeats += polled > 1
        seen.conditional += b"if-none-match:" in head.lower()
        whole = body(path, version)
        seen.whole += len(whole)
        if b"If-None-Match: " + etag in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
        squeezed = gzip.compress(whole, 6) if b"gzip" in head else whole
        seen.sent += len(squeezed)
        coding = b"Content-Encoding: gzip\r\n" if b"gzip" in head else b""
        kind = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n" + coding
        return kind + b"ETag: %s\r\nContent-Length: %d\r\n\r\n%s" % (etag, len(squeezed), squeezed)

    class Protocol(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport, self.head = transport, b""

        def data_received(self, data: bytes) -> None:
            self.head += data
            while b"\r\n\r\n" in self.head:
                head, _, self.head = self.head.partition(b"\r\n\r\n")
                self.transport.write(answer(head))  # type: ignore[attr-defined]  # a TCP transport is what it is

    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(Protocol, "0.0.0.0", 0)]
    pipe.send(servers[0].sockets[0].getsockname()[1])
    while True:
        wish = await loop.run_in_executor(None, pipe.recv)
        if wish == "stop":
            return
        # The times are heavy: they are sent at the end only, when memory was measured.
        pipe.send(replace(seen, feeds=len(seen.times), times=seen.times if wish == "all" else {}))


@asynccontextmanager
async def world(count: int, interval_s: float, folder: Path, hosts: int) -> AsyncIterator[tuple[App, Connection]]:
    """A bot that follows `count` feeds, all polled next within `interval_s`."""
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    child.start()
    port = ours.recv()
    settings = _settings(folder, interval_s)
    # In a process of its own: memory is measured as of a bot that starts on a database which is there.
    filling = multiprocessing.get_context("spawn").Process(target=fill, args=(folder, interval_s, count, hosts, port))
    filling.start()
    filling.join()
    async with open_app(settings, outlets={}) as app:
        try:
            yield app, ours
        finally:
            ours.send("stop")
            child.join(5)


def _settings(folder: Path, interval_s: float) -> Settings:
    return Settings.model_construct(
        store=StoreSettings(url=f"sqlite+aiosqlite:///{folder / 'bot.db'}"),
        web=WebSettings(allow_networks=("127.0.0.0/8",)),
        feeds=FeedsSettings(interval_s=interval_s),
    )


def fill(folder: Path, interval_s: float, count: int, hosts: int, port: int) -> None:
    """Run in a child: make the database with its feeds."""
    asyncio.run(_fill(folder, interval_s, count, hosts, port))


async def _fill(folder: Path, interval_s: float, count: int, hosts: int, port: int) -> None:
    async with open_app(_settings(folder, interval_s), outlets={}) as app:
        now = datetime.now(UTC) + timedelta(seconds=3)
        async with app.db.transaction() as tx:
            # The subscriptions are paused below: only the polling is measured, and nothing is condensed.
            channel = await subscriptions.ensure_channel(tx, CONSOLE, next_digest_at=now + timedelta(days=999))
            for number in range(count):
                url = f"http://127.0.{number % hosts // 250}.{number % hosts % 250 + 1}:{port}/{number}"
                due = now + timedelta(seconds=interval_s * number / count)
                feed = await feeds.add(tx, url=url, title="t", site_url=None, next_at=due, now=now)
                await subscriptions.add(tx, feed=feed, channel=channel.id, mode=Mode.DIGEST, takeaways=3, now=now)
            await tx.execute(update(tables.subscriptions).values(state=SubscriptionState.PAUSED))


async def lag_of(stop: asyncio.Event, lags: list[float]) -> None:
    """How late a sleep of 5 ms ends, in seconds."""
    clock = asyncio.get_running_loop().time
    while not stop.is_set():
        before = clock()
        await asyncio.sleep(0.005)
        lags.append(clock() - before - 0.005)


def cpu_of_children() -> float:
    """CPU seconds of the worker processes that live, by /proc; the server's is left out by the caller."""
    total, tick = 0.0, os.sysconf("SC_CLK_TCK")
    parents = {os.getpid()}
    rows = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, _, rest = stat.read_text().partition(" (")
        except OSError:
            continue
        fields = rest.rpartition(") ")[2].split()
        rows.append((int(pid), int(fields[1]), (int(fields[11]) + int(fields[12])) / tick))
    for _ in range(4):
        parents |= {pid for pid, parent, _ in rows if parent in parents}
    for pid, _, cpu in rows:
        if pid in parents and pid != os.getpid():
            total += cpu
    return total


def memory_mb() -> float:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def asked(pipe: Connection, wish: str = "figures") -> Seen:
    """What the server saw so far."""
    pipe.send(wish)
    seen: Seen = await asyncio.to_thread(pipe.recv)
    return seen


async def measure(count: int, interval_s: float, seconds: float, hosts: int) -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory() as folder:
        async with world(count, interval_s, Path(folder), hosts) as (app, pipe):
            stop, lags = asyncio.Event(), list[float]()
            working = asyncio.create_task(Worker(app).run(stop))
            before = await asked(pipe)
            while before.feeds < count or before.repeats < count:  # the first polls fetch everything, as any poller's do
                await asyncio.sleep(1)
                before = await asked(pipe)
            watching = asyncio.create_task(lag_of(stop, lags))
            cpu, children, began = time.process_time(), cpu_of_children(), time.monotonic()
            await asyncio.sleep(seconds)
            cpu, wall = time.process_time() - cpu, time.monotonic() - began
            children = cpu_of_children() - children
            memory = memory_mb()
            after = await asked(pipe, "all")
            stop.set()
            await asyncio.gather(working, watching)
    report(before, after, began=began, count=count, interval_s=interval_s, cpu=cpu, wall=wall, children=children, memory=memory, lags=lags)


def report(
    before: Seen,
    after: Seen,
    *,
    began: float,
    count: int,
    interval_s: float,
    cpu: float,
    wall: float,
    children: float,
    memory: float,
    lags: list[float],
) -> None:
    """The figures, one a line."""
    polls, repeats = after.polls - before.polls, after.repeats - before.repeats
    lags.sort()
    gaps = [b - a for times in after.times.values() for a, b in pairwise(times) if b > began + 1.5 * interval_s]
    late = sum(gap > 1.5 * interval_s for gap in gaps)
    print(f"{polls} polls in {wall:.1f} s of wall time, {polls / wall:.0f} a second")
    print(f"polls a core-second, main process: {polls / cpu:.0f}")
    print(f"polls a core-second, with workers (and the test's server): {polls / (cpu + children):.0f}")
    print(f"share of a core, main process: {cpu / wall:.1%}")
    print(f"conditional among repeats: {(after.conditional - before.conditional) / max(repeats, 1):.4f}")
    print(f"bytes saved against a naive poller: {1 - (after.sent - before.sent) / max(after.whole - before.whole, 1):.3f}")
    print(f"loop lag p50 / p99 / max: {lags[len(lags) // 2] * 1e3:.1f} / {lags[len(lags) * 99 // 100] * 1e3:.1f} / {lags[-1] * 1e3:.1f} ms")
    print(f"resident memory, main process: {memory:.0f} MB")
    print(f"feeds never polled: {count - len(after.times)}; gaps over 1.5 intervals: {late} of {len(gaps)}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--hosts", type=int, default=200, help="loopback addresses that the feeds are spread over")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--minutes", type=float, default=15)
    given = parser.parse_args()
    if given.long:
        asyncio.run(measure(given.feeds or 10_000, 60, given.minutes * 60, given.hosts))
    else:
        asyncio.run(measure(given.feeds or 600, 2, given.seconds, given.hosts))


if __name__ == "__main__":
    main()
