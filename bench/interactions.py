"""How soon does the bot answer while it works? Runs the real bot, with the real discord.py, as a process, and prints the times.

Fifty feeds on loopback bring something new every second; the bot polls, reads, condenses and posts it while people use commands
of a small Discord (the tests' own), several at once. An answer's time runs from the interaction's dispatch to the bot's first word,
a deferral or a refusal too; the start's from the gateway's READY to the first command answered, whatever else a start has to do.

    python bench/interactions.py                                  30 seconds of commands at 50 feeds
    python bench/interactions.py --feeds 10 --seconds 5           the short form, which runs in the suite

Exits 1 where the 99th percentile is above `--most` seconds (1), the first answer came later than 3, or a command was not answered at all.
"""

import argparse
import asyncio
import multiprocessing
import os
import platform
import random
import re
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from statistics import quantiles
from zlib import crc32

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the tests' Discord is not installed with the bot
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])  # for what starts the bot

from bench.kill import be_the_bot  # noqa: E402  after the path, as all below
from tests.fakes.discord_presses import click  # noqa: E402  the same
from tests.fakes.discord_server import MANAGE_GUILD, DiscordServer, Reply  # noqa: E402  the same
from tests.fakes.http_server import Answer, Loopback  # noqa: E402  the same
from tests.worlds import page, rss  # noqa: E402  the same

FIRST_ANSWER_S = 3.0
NEW_EVERY_S = 1.0
SHOWN = 10  # entries of a feed at a time
PEOPLE = 4  # who use commands at once
PAUSE_S = 0.1  # of each between two


class Bench:
    """A Discord, a web whose feeds bring news, and the people."""

    def __init__(self, *, feeds: int, seconds: float, folder: Path, web: Loopback) -> None:
        self.feeds, self.seconds, self.folder, self.web = feeds, seconds, folder, web
        self.discord = DiscordServer()
        self.chance = random.Random(1)
        self.took: dict[str, list[float]] = {}
        self.told = 0

    async def run(self) -> float:
        """Everything; the seconds from READY to the first answer."""
        self._publish()
        async with self.discord:
            bot = self._start()
            try:
                async with asyncio.timeout(30):
                    await self.discord.identified.wait()
                began = time.monotonic()
                await self.discord.slash("bytebot about")
                first_s = time.monotonic() - began
                await self._follow()
                await self._use()
            finally:
                bot.terminate()
                await asyncio.to_thread(bot.join, 30)
        return first_s

    def _start(self) -> multiprocessing.process.BaseProcess:
        environment = {
            "BYTEBOT_DISCORD__TOKEN": "MTAwMQ.made-up.token",
            "BYTEBOT_STORE__URL": f"sqlite+aiosqlite:///{self.folder / 'bot.db'}",
            "BYTEBOT_WEB__ALLOW_NETWORKS": "127.0.0.0/8",
            "BYTEBOT_WEB__PER_HOST": "16",
            "BYTEBOT_FEEDS__INTERVAL_S": str(NEW_EVERY_S),
            "BYTEBOT_FEEDS__FLOOR_S": str(NEW_EVERY_S),
            "BYTEBOT_FEEDS__TICK_S": "0.2",
        }
        given = (self.discord.api, self.discord.gateway, str(self.folder / "bot.log"), environment)
        bot = multiprocessing.get_context("spawn").Process(target=be_the_bot, args=given)
        bot.start()
        return bot

    async def _follow(self) -> None:
        for number in range(self.feeds):
            offered = await self.discord.slash("feed add", permissions=MANAGE_GUILD, url=self.web.url(f"/feed{number}"), backfill=1)
            await click(self.discord, offered, "Confirm", permissions=MANAGE_GUILD)

    async def _use(self) -> None:
        ends = time.monotonic() + self.seconds
        async with asyncio.TaskGroup() as group:
            group.create_task(self._go_on_publishing(ends))
            for _ in range(PEOPLE):
                group.create_task(self._person(ends))

    async def _go_on_publishing(self, ends: float) -> None:
        while time.monotonic() < ends:
            self._publish()
            await asyncio.sleep(NEW_EVERY_S)

    def _publish(self) -> None:
        self.told += 1
        for number in range(self.feeds):
            names = [f"Feed{number}Story{story}" for story in range(self.told, max(0, self.told - SHOWN), -1)]
            self.web.answers[f"/{names[0]}"] = Answer(_page(names[0]))
            told = rss(*names, base=self.web.url(""), title=f"Feed {number}")
            self.web.answers[f"/feed{number}"] = Answer(told, content_type="application/rss+xml")

    async def _person(self, ends: float) -> None:
        asked = self._commands()
        while time.monotonic() < ends:
            name = self.chance.choice([*asked])
            reply = await asked[name](user=str(5000 + self.chance.randrange(500)))  # nobody may ask for much in a short time
            self.took.setdefault(name, []).append(reply.answered_s or 0.0)
            await asyncio.sleep(PAUSE_S)

    def _commands(self) -> dict[str, Callable[..., Awaitable[Reply]]]:
        slash, some = self.discord.slash, self.chance.randrange
        manages = partial(slash, permissions=MANAGE_GUILD)
        return {
            "bytebot about": partial(slash, "bytebot about"),
            "bytebot status": partial(slash, "bytebot status"),
            "feed list": partial(manages, "feed list"),
            "feed show": lambda **who: manages("feed show", feed=f"Feed {some(self.feeds)}", **who),
            "feed health": partial(manages, "feed health"),
            "feed test": lambda **who: manages("feed test", feed=f"Feed {some(self.feeds)}", **who),
            "feed add": lambda **who: manages("feed add", url=self.web.url(f"/feed{some(self.feeds)}"), into="3002", **who),
            "digest show": partial(manages, "digest show"),
            "latest": partial(slash, "latest"),
            "search": partial(slash, "search", query="storage engine"),
            "trending": partial(slash, "trending"),
            "tldr": lambda **who: slash("tldr", url=self.web.url(f"/Feed{some(self.feeds)}Story{1 + some(self.told)}"), **who),
        }


def _page(name: str) -> bytes:
    """An article in words of its own, so that it is a story of its own."""

    def other(word: re.Match[bytes]) -> bytes:
        by = crc32(word[0] + name.encode()) % 26
        return bytes((each - 97 + by) % 26 + 97 for each in word[0])

    text = re.compile(rb">[^<]+<")
    return text.sub(lambda part: re.sub(rb"[a-z]{5,}", other, part[0]), page("Alpha")).replace(b"Alpha", name.encode())


def percentile(taken: list[float], of: int) -> float:
    """Of a hundred; the longest where there are too few to tell."""
    return quantiles(taken, n=100, method="inclusive")[of - 1] if len(taken) > 1 else max(taken, default=0.0)


def main() -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--most", type=float, default=1.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Loopback({}) as web:
        bench = Bench(feeds=given.feeds, seconds=given.seconds, folder=Path(folder), web=web)
        first_s = asyncio.run(bench.run())
    every = [taken for each in bench.took.values() for taken in each]
    posts = sum(len(each) for each in bench.discord.channels.values())
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {given.feeds} feeds, {PEOPLE} people for {given.seconds:g} s")
    print(f"{len(web.asked)} requests for feeds and pages, {posts} posts, {len(every)} commands\n")
    print(f"first answer {first_s:.2f} s after READY")
    for name, taken in sorted({"every command": every, **bench.took}.items(), key=lambda each: -len(each[1])):
        print(f"{name:<16}{len(taken):>6}  p50 {percentile(taken, 50):.3f}  p99 {percentile(taken, 99):.3f}  max {max(taken):.3f} s")
    return int(first_s > FIRST_ANSWER_S or percentile(every, 99) > given.most)


if __name__ == "__main__":
    sys.exit(main())
