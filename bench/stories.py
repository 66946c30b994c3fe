"""What does it cost to find a new article's story among 1,000, 10,000 and 50,000 recent ones? Prints CPU and wall time, and memory.

    python -m bench.stories [--most 50000]

Made-up articles of about 350 words: a quarter tell the story of an earlier one in other words, a twentieth are copies. The window is filled
at once, with the rows that the flow would have written. Timed is all that happens in the main process once an article's text is read:
look-up, comparing, its own index rows, and the taking out of the article that leaves the window for it, in one transaction. Reading the
text for comparing, the worker process's part, is timed apart. The first 1,000 articles are the baseline of the run.
"""

import argparse
import asyncio
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from statistics import mean, quantiles

from sqlalchemy import delete, insert

from bot.digests.gather import Usage
from bot.digests.keys import counts, index_keys
from bot.flows.stories import find
from bot.model.article import ArticleId
from bot.model.digest import StoryId
from bot.settings import StoreSettings
from bot.store import stories
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.store.tables import articles, story_articles, story_keys
from bot.store.tables import stories as story_table
from bot.text.fingerprint import Fingerprint, fingerprint

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SIZES = (1_000, 10_000, 50_000)
TIMED = 200
WARMING = 20
AGAIN = 0.3
COPIED = 0.05
READ_AT_ONCE = 250
COMMON = [f"{number:x}".translate(str.maketrans("0123456789", "ghijklmnop")) + "o" for number in range(60_000)]
WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(len(COMMON))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A made-up article, and the number of the event that it tells."""

    event: int
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An article of the window, and what it is compared by."""

    number: int
    made: Made
    one: Fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one article cost, in milliseconds."""

    wall: float
    cpu: float
    read: float


def main() -> None:
    """Everything in one run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    given = parser.parse_args()
    print(f"{datetime.now(UTC):%d %B %Y}, Python {sys.version.split()[0]}\n")
    first: float | None = None
    for size in (size for size in SIZES if size <= given.most):
        with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
            other.submit(_fill, Path(folder), size).result()  # its memory is not the bot's
            first = asyncio.run(_run(Path(folder), size=size, first=first))


async def _run(folder: Path, *, size: int, first: float | None) -> float:
    db = _open(folder)
    figures = [await _timed(db, size + number, size=size) for number in range(1, WARMING + TIMED)][WARMING:]
    await db.close()
    wall, cpu = [each.wall for each in figures], [each.cpu for each in figures]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:6} articles: wall mean {mean(wall):5.1f}, p99 {quantiles(wall, n=100)[98]:5.1f} ms; CPU mean {mean(cpu):5.1f}, "
        f"p99 {quantiles(cpu, n=100)[98]:5.1f} ms ({mean(cpu) / (first or mean(cpu)):.2f} of the first); "
        f"reading {mean(each.read for each in figures):4.1f} ms; process {peak:.0f} MB, database {_size(folder):.0f} MB",
        flush=True,
    )
    return first or mean(cpu)


def _open(folder: Path) -> Database:
    return open_database(StoreSettings(url=f"sqlite+aiosqlite:///{folder / 'bench.db'}"))


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.iterdir()) / 1e6


async def _timed(db: Database, article: int, *, size: int) -> Figures:
    """One comes and one leaves the window."""
    made = _made(article)
    begun = time.process_time()
    one = _read(article, made)
    read = time.process_time() - begun
    async with db.transaction() as tx:
        await tx.execute(insert(articles), [_stored(article, made)])
    wall, cpu = time.perf_counter(), time.process_time()
    async with db.transaction() as tx:
        found = await find(tx, one)
        story = found.story or await stories.start(tx, made.title, now=NOW)
        grown, postings = counts(one, number=article, usage=found.usage), index_keys(one, usage=found.usage)
        await stories.add(tx, ArticleId(article), story, one, counts=grown, postings=postings, repeats=found.repeats, now=_at(article))
        await stories.prune(tx, before=_at(article - size + 1), most=2)
    return Figures(wall=(time.perf_counter() - wall) * 1000, cpu=(time.process_time() - cpu) * 1000, read=read * 1000)


def _at(article: int) -> datetime:
    return NOW + timedelta(seconds=article)


def _fill(folder: Path, size: int) -> None:
    """Articles 1 to `size`, each with a story of its own or its event's first article's."""
    asyncio.run(_filled(folder, size))


async def _filled(folder: Path, size: int) -> None:
    db = _open(folder)
    await migrate(db)
    usage: Counter[int] = Counter({stories.TOTAL: 0})
    found_by: defaultdict[int, list[str]] = defaultdict(list)
    starts = range(1, size + 1, READ_AT_ONCE)
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as readers:
        for batch in readers.map(_read_some, [range(start, min(start + READ_AT_ONCE, size + 1)) for start in starts]):
            await _index_all(db, batch, usage=usage, found_by=found_by)
    rows = [{"key": key, "articles": usage[key], "found_by": "".join(found_by[key])} for key in sorted(usage.keys() | found_by.keys())]
    async with db.transaction() as tx:
        await tx.execute(delete(story_keys))
        await tx.execute(insert(story_keys), rows)
    await db.close()


async def _index_all(db: Database, batch: Sequence[Read], *, usage: Counter[int], found_by: Mapping[int, list[str]]) -> None:
    """Articles as the flow stores them; what it adds to the keys' rows is added in memory."""
    rows = []
    for each in batch:
        so_far = Usage(articles=usage[stories.TOTAL], found=usage)
        postings, grown = index_keys(each.one, usage=so_far), counts(each.one, number=each.number, usage=so_far)
        for key in postings:
            found_by[key].append(stories.entry_of(each.number))
        usage.update({**grown, stories.TOTAL: 1})
        rows.append(
            stories.row_of(
                ArticleId(each.number),
                StoryId(each.made.event),
                each.one,
                counts=grown,
                postings=postings,
                repeats=False,
                now=_at(each.number),
            )
        )
    async with db.transaction() as tx:
        told = [{"id": each.number, "title": each.made.title, "created_at": NOW} for each in batch]
        await tx.execute(insert(story_table), told)
        await tx.execute(insert(articles), [_stored(each.number, each.made) for each in batch])
        await tx.execute(insert(story_articles), rows)


def _stored(article: int, made: Made) -> dict[str, object]:
    row = {"id": article, "url_key": article.to_bytes(16), "url": f"https://s{article % 97}.example/{article}", "title": made.title}
    return row | {"text": made.text, "source": "page", "confidence": "full", "reason": "", "words": 350, "created_at": NOW}


def _read_some(numbers: range) -> list[Read]:
    return [Read(number=number, made=_made(number), one=_read(number, _made(number))) for number in numbers]


def _read(article: int, made: Made) -> Fingerprint:
    return fingerprint(made.title, made.text, link=f"https://s{article % 97}.example/{article}")


@lru_cache(maxsize=2 * READ_AT_ONCE)
def _made(number: int) -> Made:
    """The same for a number in every process: a story of its own, or an earlier article's, in other words or as a copy."""
    chance = random.Random(number)
    fate = chance.random()
    if fate >= AGAIN or number == 1:
        return _told(number, chance)
    earlier = chance.randrange(max(1, number - 2000), number)
    return _made(earlier) if fate < COPIED else _told(_event(earlier), chance)


def _event(number: int) -> int:
    chance = random.Random(number)
    if chance.random() >= AGAIN or number == 1:
        return number
    return _event(chance.randrange(max(1, number - 2000), number))


def _told(event: int, chance: random.Random) -> Made:
    """The event's own names and numbers among words that are as usual as Zipf has it, in an order of its own."""
    own = random.Random(event)
    names = [f"Name{own.randrange(10**6)}" for _ in range(6)] + [f"{own.randrange(13, 10**5)}" for _ in range(4)]
    topic = [COMMON[own.randrange(200, len(COMMON))] for _ in range(40)]
    said = chance.choices(COMMON, cum_weights=WEIGHTS, k=230) + chance.choices(topic, k=80) + chance.choices(names, k=40)
    chance.shuffle(said)
    return Made(event=event, title=" ".join(["The", *chance.sample(names[:6], 2), *chance.sample(topic, 4)]), text=" ".join(said))


if __name__ == "__main__":
    main()
