"""What does a search cost on SQLite and on Postgres, and how fast does a database go from one to the other? Prints times.

    python -m bench.search_both [--most 100000]

Made-up articles of about 70 words, as usual as Zipf has it, one in ten in Chinese. They came through 40 feeds of which the asking server
follows half: what it may see is part of each query. Timed is the index alone, from the query to its newest matches with their weights,
turn by turn on both; Postgres is a server of its own with its safety on.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import insert

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
TIMED = 200
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]

VOCABULARY = [f"{_SYLLABLES[at % 70]}{_SYLLABLES[at * 31 % 67]}{at}" for at in range(WORDS)]
SHARES = [1 / (at + 10) for at in range(WORDS)]
HAN = "".join(map(chr, range(0x4E00, 0x4E00 + 1500)))
KINDS = {
    "two rare words": lambda chance: " ".join(chance.sample(VOCABULARY[3_000:9_000], 2)),
    "a word of the middle": lambda chance: VOCABULARY[chance.randrange(100, 200)],
    "two very usual words": lambda chance: " ".join(chance.sample(VOCABULARY[:10], 2)),
    "a phrase of usual words": lambda chance: f'"{" ".join(chance.sample(VOCABULARY[:40], 2))}"',
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
    for kind, words in KINDS.items():
        for name, db in (("SQLite", old), ("Postgres", new)):
            await _timed(db, f"{name:9} {kind:24}", words)
    await old.close()
    await new.close()


async def _timed(db: Database, name: str, words: object) -> None:
    chance, figures, found = random.Random(name[10:]), [], []
    for _ in range(TIMED):
        wanted = Narrowed(query=parse(words(chance)))  # type: ignore[operator]  a function of the chance
        begun = time.perf_counter()
        found.append(len(await search_of(db).matches(wanted, sight=ASKER, most=MOST)))
        figures.append((time.perf_counter() - begun) * 1000)
    cut = quantiles(figures, n=100)
    print(f"{name} p50 {median(figures):6.1f}  p95 {cut[94]:6.1f}  p99 {cut[98]:6.1f} ms; hits {median(found):.0f}", flush=True)


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
