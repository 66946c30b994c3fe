"""What does a search among 50,000 articles cost, what the index takes, and what it adds to storing an article? Prints CPU time and sizes.

    python -m bench.search [--most 50000]

The articles are those of `bench.stories`: about 350 made-up words each, as usual as Zipf has it. They came through 40 feeds; the
server that asks follows half of these, another server the other half, a third follows nothing. A query is timed as `/search` runs it: words
read, index asked, ranked, and five hits opened with their snippets. Storing is timed with and without the index, turn by turn in one run:
the article's rows alone, and all that the flow writes for a new article, its story found and indexed.
"""

import argparse
import asyncio
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean, median, quantiles

from sqlalchemy import func, insert, select, text

from bench.stories import COMMON, _made, _stored
from bot.compose import open_app
from bot.digests.keys import counts, index_keys
from bot.flows import stories as story_flow
from bot.flows.app import App
from bot.flows.search import Wish, search
from bot.model.article import ArticleId
from bot.model.digest import StoryId
from bot.model.search import Sight
from bot.model.subscription import OutletName, Target
from bot.settings import Settings, StoreSettings
from bot.store import search_index, stories
from bot.store.database import Transaction
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.store.tables import articles, channels, entries, feeds, subscriptions, takeaways
from bot.store.tables import stories as story_table
from bot.text.fingerprint import fingerprint

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FEEDS = 40
AT_ONCE = 500
WARMING = 10
TIMED = 200
ASKER = Sight(target=Target(outlet=OutletName.DISCORD, channel=1, guild=1))
STRANGER = Sight(target=Target(outlet=OutletName.DISCORD, channel=3, guild=3))
KINDS: dict[str, Callable[[random.Random], str]] = {
    "a usual word": lambda chance: COMMON[chance.randrange(50)],
    "a rarer word": lambda chance: COMMON[chance.randrange(50, 5000)],
    "two words": lambda chance: f"{COMMON[chance.randrange(50)]} {COMMON[chance.randrange(2000)]}",
    "a phrase": lambda chance: f'"{COMMON[chance.randrange(20)]} {COMMON[chance.randrange(20)]}"',
    "a beginning": lambda chance: f"{COMMON[chance.randrange(50, 5000)][:3]}*",
    "either, without": lambda chance: f"{COMMON[chance.randrange(99)]} OR {COMMON[chance.randrange(99)]} -{COMMON[chance.randrange(99)]}",
    "with a feed": lambda chance: f"{COMMON[chance.randrange(50)]} feed:12",
    "with a topic": lambda chance: f"{COMMON[chance.randrange(50)]} topic:security",
}


def main() -> None:
    """Everything in one run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=50_000)
    most = parser.parse_args().most
    print(f"{datetime.now(UTC):%d %B %Y}, Python {sys.version.split()[0]}, {most} articles\n")
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
        other.submit(_fill, Path(folder), most).result()
        asyncio.run(_run(Path(folder), most))


async def _run(folder: Path, most: int) -> None:
    settings = Settings.model_construct(store=_store(folder))
    async with open_app(settings, outlets={}) as app:
        await _sizes(app)
        for kind, words in KINDS.items():
            await _search(app, kind, words)
        await _search(app, "by who sees nothing", KINDS["a usual word"], sight=STRANGER)
        await _storing(app, most)


async def _sizes(app: App) -> None:
    async with app.db.reading() as tx:
        texts: int = await tx.scalar(select(func.sum(func.length(articles.c.text)))) or 1
        index: int = (await tx.execute(text(f"SELECT sum(length(block)) FROM {search_index.TABLE}_data"))).scalar_one()
    print(f"texts {texts / 1e6:.0f} MB, index {index / 1e6:.0f} MB: {index / texts:.2f} of the texts")


async def _search(app: App, kind: str, words: Callable[[random.Random], str], *, sight: Sight = ASKER) -> None:
    chance, figures, found = random.Random(kind), [], []
    for _ in range(WARMING + TIMED):
        wish, begun = Wish(text=words(chance)), time.process_time()
        leaf = await search(wish, sight=sight, app=app, now=NOW + timedelta(days=1))
        figures.append((time.process_time() - begun) * 1000)
        found.append(leaf.total)
    figures, found = figures[WARMING:], found[WARMING:]
    print(f"{kind:19} p50 {median(figures):5.1f}, p99 {quantiles(figures, n=100)[98]:5.1f} ms of CPU; hits {median(found):.0f}", flush=True)


async def _storing(app: App, most: int) -> None:
    rows: dict[bool, list[float]] = {True: [], False: []}
    whole: dict[bool, list[float]] = {True: [], False: []}
    for number in range(most + 1, most + 1 + 2 * TIMED):
        indexed = number % 2 == 0
        rows[indexed].append(await _cost(app, lambda tx, at=number, add=indexed: _add(tx, 10**7 + at, add=add)))  # type: ignore[misc]  mypy knows no defaults here
        whole[indexed].append(await _cost(app, lambda tx, at=number, add=indexed: _keep(tx, at, add=add)))  # type: ignore[misc]  the same
    for name, figures in (("the article's rows", rows), ("all that is written", whole)):
        with_, without = mean(figures[True]), mean(figures[False])
        print(f"storing {name}: {with_:.2f} ms of CPU with the index, {without:.2f} without: {with_ / without:.2f} times")


async def _cost(app: App, work: Callable[[Transaction], Awaitable[None]]) -> float:
    begun = time.process_time()
    async with app.db.transaction() as tx:
        await work(tx)
    return (time.process_time() - begun) * 1000


async def _keep(tx: Transaction, number: int, *, add: bool) -> None:
    """As `bot.flows.condense` stores a new article; its fingerprint is the worker's."""
    made = _made(number)
    one = fingerprint(made.title, made.text, link=f"https://s{number % 97}.example/{number}")
    found = await story_flow.find(tx, one)
    story = found.story or await stories.start(tx, made.title, now=NOW)
    await _add(tx, number, add=add)
    grown, postings = counts(one, number=number, usage=found.usage), index_keys(one, usage=found.usage)
    await stories.add(tx, ArticleId(number), StoryId(story), one, counts=grown, postings=postings, repeats=False, now=NOW)


async def _add(tx: Transaction, number: int, *, add: bool) -> None:
    made = _made(number)
    await tx.execute(insert(articles), [_stored(number, made)])
    await tx.execute(insert(takeaways), [_bullets(number, made.text)])
    if add:
        await search_index.add(tx, number, titles=[made.title], bullets=[made.text[:500]], body=made.text)


def _bullets(number: int, body: str) -> dict[str, object]:
    return {"article_id": number, "method": "extractive", "reason": "", "bullets": [[body[:500], 0, 500]], "created_at": NOW}


def _store(folder: Path) -> StoreSettings:
    return StoreSettings(url=f"sqlite+aiosqlite:///{folder / 'bench.db'}")


def _fill(folder: Path, most: int) -> None:
    """Articles 1 to `most`, each with an entry of one of the feeds."""
    asyncio.run(_filled(folder, most))


async def _filled(folder: Path, most: int) -> None:
    db = open_database(_store(folder))
    await migrate(db)
    async with db.transaction() as tx:
        await tx.execute(insert(story_table), [{"id": 1, "title": "", "created_at": NOW}])
        await tx.execute(insert(channels), [_channel(guild) for guild in (1, 2)])
        await tx.execute(insert(feeds), [_feed(number) for number in range(1, FEEDS + 1)])
        await tx.execute(insert(subscriptions), [_subscription(number) for number in range(1, FEEDS + 1)])
    for start in range(1, most + 1, AT_ONCE):
        async with db.transaction() as tx:
            for number in range(start, min(start + AT_ONCE, most + 1)):
                made = _made(number)
                await tx.execute(insert(articles), [_stored(number, made) | {"story_id": 1}])
                await tx.execute(insert(takeaways), [_bullets(number, made.text)])
                await tx.execute(insert(entries), [_entry(number, made.title)])
                await search_index.add(tx, number, titles=[made.title], bullets=[made.text[:500]], body=made.text)
    await db.close()


def _channel(guild: int) -> dict[str, object]:
    return {"id": guild, "outlet": OutletName.DISCORD, "external_id": guild, "guild_id": guild, "next_digest_at": NOW}


def _feed(number: int) -> dict[str, object]:
    address = f"https://s{number}.example/feed"
    row = {"id": number, "url": address, "url_key": number.to_bytes(16), "title": f"Feed {number}", "state": "active"}
    return row | {"next_at": NOW, "created_at": NOW}


def _subscription(feed: int) -> dict[str, object]:
    row = {"feed_id": feed, "channel_id": 1 + feed % 2, "mode": "digest", "takeaways": 3, "state": "active"}
    return row | {"created_at": NOW}


def _entry(number: int, title: str) -> dict[str, object]:
    key = number.to_bytes(16)
    row = {"feed_id": 1 + number % FEEDS, "identity": key, "content_key": key, "title": title, "summary_html": "", "content_html": ""}
    return row | {"tags": [], "seen_at": NOW + timedelta(seconds=number), "next_at": NOW, "article_id": number}


if __name__ == "__main__":
    main()
