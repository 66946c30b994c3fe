"""What does it cost to find a new article's story among 1,000, 10,000 and 50,000 recent ones? Prints CPU and wall time, and memory.

    python -m bench.stories [--most 50000]

Made-up articles of about 350 words: a quarter tell the story of an earlier one in other words, a twentieth are copies. Timed is all that
happens in the main process once an article's text is read: look-up, comparing, and its own index rows, in one transaction. Reading the
text for comparing, the worker process's part, is timed apart. The first 1,000 articles are the baseline of the run.
"""

import argparse
import asyncio
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import mean, quantiles

from sqlalchemy import insert

from bot.digests.keys import index_keys, usage_keys
from bot.flows.stories import find, usage_of
from bot.model.article import ArticleId
from bot.model.digest import StoryId
from bot.settings import StoreSettings
from bot.store import stories
from bot.store.database import Transaction, open_database
from bot.store.migrate import migrate
from bot.store.tables import articles
from bot.text.fingerprint import Fingerprint, fingerprint

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SIZES = (1_000, 10_000, 50_000)
TIMED = 100
COMMON = [f"{number:x}".translate(str.maketrans("0123456789", "ghijklmnop")) + "o" for number in range(60_000)]
WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(len(COMMON))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A made-up article, and the number of the event that it tells."""

    event: int
    title: str
    text: str


def main() -> None:
    """Everything in one run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    given = parser.parse_args()
    print(f"{datetime.now(UTC):%d %B %Y}, Python {sys.version.split()[0]}\n")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder), sizes=[size for size in SIZES if size <= given.most]))


async def _run(folder: Path, *, sizes: Sequence[int]) -> None:
    db = open_database(StoreSettings(url=f"sqlite+aiosqlite:///{folder / 'bench.db'}"))
    await migrate(db)
    chance = random.Random(4)
    told: list[Made] = []
    first: float | None = None
    for size in sizes:
        while len(told) < size - TIMED:
            async with db.transaction() as tx:
                for _ in range(200):
                    await _index_only(tx, len(told) + 1, _next(told, chance))
        figures = [await _timed(db, told, chance) for _ in range(TIMED)]
        wall, cpu, read = (list(each) for each in zip(*figures, strict=True))
        first = first or mean(cpu)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:6} articles: wall mean {mean(wall):5.1f}, p99 {quantiles(wall, n=100)[98]:5.1f} ms; CPU mean {mean(cpu):5.1f} ms "
            f"({mean(cpu) / first:.2f} of the first); reading {mean(read):4.1f} ms; process {peak:.0f} MB, "
            f"database {_size(folder):.0f} MB"
        )
    await db.close()


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.iterdir()) / 1e6


async def _timed(db: object, told: list[Made], chance: random.Random) -> tuple[float, float, float]:
    made = _next(told, chance)
    article = len(told)
    begun = time.process_time()
    one = _read(article, made)
    read = time.process_time() - begun
    async with db.transaction() as tx:  # type: ignore[attr-defined]  # the bench's own door
        await _store_text(tx, article, made)
    wall, cpu = time.perf_counter(), time.process_time()
    async with db.transaction() as tx:  # type: ignore[attr-defined]  # the same
        found = await find(tx, one)
        story = found.story or await stories.start(tx, made.title, now=NOW)
        await stories.add(
            tx,
            ArticleId(article),
            story,
            one,
            counted=usage_keys(one),
            postings=index_keys(one, usage=found.usage),
            known=found.usage.found,
            repeats=False,
            now=NOW,
        )
        await stories.prune(tx, before=NOW - timedelta(days=4), most=2)
    taken = (time.perf_counter() - wall, time.process_time() - cpu)
    return taken[0] * 1000, taken[1] * 1000, read * 1000


async def _index_only(tx: Transaction, article: int, made: Made) -> None:
    """As the flow does, without the search: the made-up articles' stories are known."""
    one = _read(article, made)
    await _store_text(tx, article, made)
    story = await stories.start(tx, made.title, now=NOW)
    usage = await usage_of(tx, one)
    await stories.add(
        tx,
        ArticleId(article),
        StoryId(story),
        one,
        counted=usage_keys(one),
        known=usage.found,
        postings=index_keys(one, usage=usage),
        repeats=False,
        now=NOW,
    )


async def _store_text(tx: Transaction, article: int, made: Made) -> None:
    row = {"id": article, "url_key": article.to_bytes(16), "url": f"https://s{article % 97}.example/{article}", "title": made.title}
    rest = {"text": made.text, "source": "page", "confidence": "full", "reason": "", "words": 350, "created_at": NOW}
    await tx.execute(insert(articles).values(row | rest))


def _read(article: int, made: Made) -> Fingerprint:
    return fingerprint(made.title, made.text, link=f"https://s{article % 97}.example/{article}")


def _next(told: list[Made], chance: random.Random) -> Made:
    """One more, appended to `told`."""
    fate = chance.random()
    earlier = chance.choice(told[-2000:]) if told and fate < 0.3 else None
    if earlier and fate < 0.05:
        made = Made(event=earlier.event, title=earlier.title, text=earlier.text)
    else:
        made = _told(earlier.event if earlier else len(told), chance)
    told.append(made)
    return made


def _told(event: int, chance: random.Random) -> Made:
    """The event's own names and numbers among words that are as usual as Zipf has it, in an order of its own."""
    own = random.Random(event)
    names = [f"Name{own.randrange(10**6)}" for _ in range(6)] + [f"{own.randrange(13, 10**5)}" for _ in range(4)]
    topic = own.choices(COMMON[200:], k=40)
    said = chance.choices(COMMON, cum_weights=WEIGHTS, k=230) + chance.choices(topic, k=80) + chance.choices(names, k=40)
    chance.shuffle(said)
    return Made(event=event, title=" ".join(["The", *chance.sample(names[:6], 2), *chance.sample(topic, 4)]), text=" ".join(said))


if __name__ == "__main__":
    main()
