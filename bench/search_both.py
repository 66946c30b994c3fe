"""What does a search cost on SQLite and on Postgres, and how fast does a database go from one to the other? Prints times.

    python -m bench.search_both [--most 100000]

Made-up articles of about 70 words, as usual as Zipf has it, one in ten in Chinese. They came through 40 feeds of which the asking server
follows half: what it may see is part of each query. Timed is the index alone, from the query to its newest matches with their weights,
by the clock and by the CPU time of this program and, on Linux, of the server's process for it, which other programs on the machine disturb
less. Postgres is a server of its own with its safety on. It has counted its rows (ANALYZE), as autovacuum has a minute after a copy, and
gives a query one process, so that its time is all there.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import insert, text

from bench.search import FEEDS, NOW, _channel, _entry, _feed, _subscription
from bot.flows.search import MOST
from bot.model.search import Narrowed, Sight
from bot.model.subscription import OutletName, Target
from bot.settings import StoreSettings
from bot.store import search_index
from bot.store.copy import copy
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.store.search import search_of
from bot.store.tables import articles, channels, entries, feeds, subscriptions, takeaways
from bot.text.query import parse
from tests.fakes import postgres

ASKER = Sight(target=Target(outlet=OutletName.DISCORD, channel=1, guild=1))
WORDS = 30_000
AT_ONCE = 2_000
WARMING = 5
TIMED = 200
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]

VOCABULARY = [f"{_SYLLABLES[at % 70]}{_SYLLABLES[at * 31 % 67]}{at}" for at in range(WORDS)]
SHARES = [1 / (at + 10) for at in range(WORDS)]
HAN = "".join(map(chr, range(0x4E00, 0x4E00 + 1500)))
KINDS: dict[str, Callable[[random.Random], str]] = {
    "two rare words": lambda chance: " ".join(chance.sample(VOCABULARY[3_000:9_000], 2)),
    "a word of the middle": lambda chance: VOCABULARY[chance.randrange(100, 200)],
    "two very usual words": lambda chance: " ".join(chance.sample(VOCABULARY[:10], 2)),
    "a phrase of usual words": lambda chance: f'"{" ".join(chance.sample(VOCABULARY[:40], 2))}"',
    "a phrase": lambda chance: f'"{" ".join(chance.sample(VOCABULARY[40:400], 2))}"',
    "a beginning": lambda chance: f"{chance.choice(_SYLLABLES)}{chance.choice(_SYLLABLES)}*",
    "two Chinese letters": lambda chance: "".join(chance.sample(HAN[:300], 2)),
    "one, not the other": lambda chance: " -".join(chance.sample(VOCABULARY[:50], 2)),
}


def main() -> None:
    """Everything in one run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=100_000)
    most = parser.parse_args().most
    print(f"{datetime.now(UTC):%d %B %Y}, Python {sys.version.split()[0]}, {most:,} articles, newest {MOST:,} matches\n", flush=True)
    with tempfile.TemporaryDirectory() as folder, postgres.running(fast=False) as server:
        asyncio.run(_run(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}", server.url(server.create()), most))


async def _run(file: str, address: str, most: int) -> None:
    old, new = open_database(StoreSettings(url=file)), open_database(StoreSettings(url=address))
    await _fill(old, most)
    begun = time.monotonic()
    done = await copy(old, new, tell=lambda _name, _rows: None, now=NOW)
    took, rows = time.monotonic() - begun, sum(done.rows.values())
    print(f"db copy: {rows:,} rows in {took:.1f} s with the index and the comparison, {rows / took:,.0f} rows/s\n", flush=True)
    await _settle(new)
    await _compare(old, new)


async def _compare(old: Database, new: Database) -> None:
    server = await _server(new)
    for kind, words in KINDS.items():
        for name, db in (("SQLite", old), ("Postgres", new)):
            await _timed(db, f"{name:9} {kind:24}", words, server=server)
    await old.close()
    await new.close()


async def _timed(db: Database, name: str, words: Callable[[random.Random], str], *, server: Path) -> None:
    chance, clock, cpu, found = random.Random(name[10:]), [], [], []
    for number in range(WARMING + TIMED):
        wanted = Narrowed(query=parse(words(chance)))
        begun, used = time.perf_counter(), _used(server)
        found.append(len(await search_of(db).matches(wanted, sight=ASKER, most=MOST)))
        if number >= WARMING:
            clock.append((time.perf_counter() - begun) * 1000)
            cpu.append((_used(server) - used) * 1000)
    told = (f"{what} p50 {median(each):6.1f}  p95 {quantiles(each, n=100)[94]:6.1f} ms" for what, each in (("clock", clock), ("CPU", cpu)))
    print(f"{name} {'; '.join(told)}; hits {median(found):.0f}", flush=True)


async def _settle(db: Database) -> None:
    """Connections are made anew afterwards, as they are after `close`."""
    async with db.transaction() as tx:
        await tx.execute(text("ANALYZE"))
        await tx.execute(
            text(f"ALTER DATABASE {await tx.scalar(text('SELECT current_database()'))} SET max_parallel_workers_per_gather = 0")
        )
    await db.close()


async def _server(db: Database) -> Path:
    """Where Linux counts the time of the server's process that answers us: one query at a time, so it is always the same."""
    async with db.reading() as tx:
        return Path(f"/proc/{await tx.scalar(text('SELECT pg_backend_pid()'))}/schedstat")


def _used(server: Path) -> float:
    """Seconds of CPU so far, of this program and of that process."""
    return time.process_time() + (int(server.read_text().split()[0]) / 1e9 if server.exists() else 0)


async def _fill(db: Database, most: int) -> None:
    await migrate(db)
    chance = random.Random(5)
    async with db.transaction() as tx:
        await tx.execute(insert(channels), [_channel(guild) for guild in (1, 2)])
        await tx.execute(insert(feeds), [_feed(number) for number in range(1, FEEDS + 1)])
        await tx.execute(insert(subscriptions), [_subscription(number) for number in range(1, FEEDS + 1)])
    for start in range(1, most + 1, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, most + 1))
        async with db.transaction() as tx:
            made = [_article(number, chance) for number in numbers]
            await tx.execute(insert(articles), made)
            await tx.execute(insert(takeaways), [_bullets(each) for each in made])
            await tx.execute(insert(entries), [_entry(each["id"], each["title"]) for each in made])
            after: int | None = start - 1
            while after is not None:
                after = await tx.run_sync(search_index.fill, after=after)


def _article(number: int, chance: random.Random) -> dict[str, object]:
    han = number % 10 == 0
    body = "。".join("".join(chance.choices(HAN, k=20)) for _ in range(5)) if han else " ".join(chance.choices(VOCABULARY, SHARES, k=70))
    row = {"id": number, "url_key": number.to_bytes(16), "url": f"https://s.example/{number}", "title": body[:40], "text": body}
    seen = NOW + timedelta(seconds=number)
    return row | {"source": "page", "confidence": "full", "reason": "", "words": 70, "created_at": seen}


def _bullets(made: dict[str, object]) -> dict[str, object]:
    first = str(made["text"])[:100]
    return {"article_id": made["id"], "method": "extractive", "reason": "", "bullets": [[first, 0, 100]], "created_at": NOW}


if __name__ == "__main__":
    main()
