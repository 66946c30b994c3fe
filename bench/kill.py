"""How many posts are lost or doubled when the bot is killed again and again? Runs the real bot, with the real discord.py, as a process.

A small Discord on loopback (the tests' own) takes the posts and outlives the bot, which is killed with SIGKILL at random moments and
started again at once or after an outage longer than nonces are remembered. Discord's bad answers are mixed in. Times are
compressed: the lease is 2 s where it is 60 by default, nonces are remembered for 6 s.

    python bench/kill.py                                            200 kills over 5,000 posts, 10 long outages: about ten minutes
    python bench/kill.py --posts 120 --kills 5 --outages 1          the short form, which runs in the suite

Prints what it counted; exits 1 where a post was lost, doubled or out of order, or 20 requests in an hour were invalid.
"""

import argparse
import asyncio
import multiprocessing
import multiprocessing.process
import os
import platform
import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the tests' Discord is not installed with the bot
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])  # for what forks the bots

import discord.gateway  # noqa: E402  after the path, as all below
import discord.http  # noqa: E402  the same
import yarl  # noqa: E402  the same
from sqlalchemy import func, insert, select  # noqa: E402  the same

from bot.cli import main as cli  # noqa: E402  the same
from bot.flows.digest import unit_code  # noqa: E402  the same
from bot.model.delivery import NewPost, Panel, Post, PostState  # noqa: E402  the same
from bot.model.subscription import OutletName, Target  # noqa: E402  the same
from bot.rendering.frozen import freeze  # noqa: E402  the same
from bot.settings import StoreSettings  # noqa: E402  the same
from bot.store import posts, subscriptions  # noqa: E402  the same
from bot.store.migrate import migrate  # noqa: E402  the same
from bot.store.opened import open_database  # noqa: E402  the same
from bot.store.tables import digests  # noqa: E402  the same
from bot.store.tables import posts as outbox  # noqa: E402  the same
from tests.fakes.discord_server import DiscordServer, Failure  # noqa: E402  the same

LEASE_S, NONCE_S = 2.0, 6.0
FIRST_CHANNEL = 3001
AT_ONCE, WHILE_STARTING = 0.2, 0.8  # of the lives, how many end while the bot starts; within how many seconds then
LONGEST_S = 3.0  # of a life: on a bad day its posts may take longer
READ_ONCE = ("bot.cli.run", "bot.compose", "trafilatura", "tests.fakes.discord_server")


def be_the_bot(api: str, gateway: str, log: str, environment: dict[str, str]) -> None:
    """The unchanged program, told where its Discord is."""
    with Path(log).open("ab", buffering=0) as to:
        os.dup2(to.fileno(), 1)
        os.dup2(to.fileno(), 2)
    os.environ.update(environment)
    discord.http.Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    sys.argv = ["bytebot", "run"]
    cli()


class Bench:
    """One run: a Discord, a database, one bot process after the other."""

    def __init__(self, *, many: int, kills: int, outages: int, channels: int, seed: int, folder: Path) -> None:
        self.posts, self.kills = many, kills
        self.chance = random.Random(seed)
        self.long = set(self.chance.sample(range(kills), outages))
        self.url = f"sqlite+aiosqlite:///{folder / 'bot.db'}"
        self.folder = folder
        self.db = open_database(StoreSettings(url=self.url))
        self.discord = DiscordServer()
        door = self.discord.door
        door.kinds = {str(FIRST_CHANNEL + number): 0 for number in range(channels)}
        door.channels = {each: [] for each in door.kinds}
        door.nonce_s = NONCE_S
        self.wanted: dict[str, list[str]] = {each: [] for each in door.kinds}
        self.ids: dict[str, int] = {}
        self.limits = 8  # answers of 429, which count as invalid

    async def run(self) -> int:
        await migrate(self.db)
        await self._make_channels()
        async with self.discord:
            stirring = asyncio.create_task(self._stir())
            for number in range(self.kills):
                await self._one_life(number)
            stirring.cancel()
            await self._last_life()
        await self.db.close()
        return self._report()

    async def _make_channels(self) -> None:
        async with self.db.transaction() as tx:
            for each in self.wanted:
                target = Target(outlet=OutletName.DISCORD, channel=int(each), guild=2001)
                self.ids[each] = (await subscriptions.ensure_channel(tx, target, next_digest_at=datetime.now(UTC))).id

    async def _add(self, most: int) -> None:
        """As digests would: some posts to some channels."""
        missing = self.posts - sum(len(each) for each in self.wanted.values())
        now = datetime.now(UTC)
        async with self.db.transaction() as tx:
            for _ in range(min(most, missing)):
                channel, code = self.chance.choice(list(self.wanted)), unit_code()
                row = insert(digests).values(channel_id=self.ids[channel], kind="cards", created_at=now).returning(digests.c.id)
                digest = (await tx.execute(row)).scalar_one()
                post = Post(code=code, panels=(Panel(title="A story", body="x" * 200, footer=f"unit {code}"),))
                new = NewPost(code=code, payload=freeze(post), nonce=f"{code}-0")
                await posts.add(tx, [new], digest=digest, channel=self.ids[channel], now=now)
                self.wanted[channel].append(code)

    async def _stir(self) -> None:
        """Discord's bad days."""
        door = self.discord.door
        while True:
            await asyncio.sleep(0.02)
            door.slow_s = {each: self.chance.choice((0.0, 0.01, 0.03, 0.1)) for each in self.wanted}
            if not door.failures and self.chance.random() < 0.15:
                status, made = self.chance.choice(
                    ((500, False), (502, True), (503, False), (504, True), (0, False), (0, True), (429, False))
                )
                if status == 429:
                    self.limits -= 1
                    if self.limits < 0:
                        continue
                door.failures.append(Failure(status, made=made, headers={"Via": "1.1 x", "Retry-After": "0.3"} if status == 429 else {}))

    def _start(self) -> multiprocessing.process.BaseProcess:
        """A process of its own, forked from one that has read the program's files, since reading them takes most of a start."""
        own = {
            "BYTEBOT_STORE__URL": self.url,
            "BYTEBOT_DISCORD__TOKEN": "MTAwMQ.made-up.token",
            "BYTEBOT_DELIVERY__LEASE_S": str(LEASE_S),
            "BYTEBOT_DELIVERY__RETRY_S": "0.2",
            "BYTEBOT_DELIVERY__MAX_RETRY_S": "2",
            "BYTEBOT_DELIVERY__TICK_S": "0.1",
            "BYTEBOT_WORKERS__PROCESSES": "1",  # there is nothing to read
            "BYTEBOT_DELIVERY__PER_SECOND": "200",
            "BYTEBOT_FEEDS__TICK_S": "60",
            "BYTEBOT_LOG__LEVEL": "error",
        }
        where = (self.discord.api, self.discord.gateway, str(self.folder / "bot.log"), own)
        forks = multiprocessing.get_context("forkserver")
        forks.set_forkserver_preload([*READ_ONCE])
        bot = forks.Process(target=be_the_bot, args=where)
        bot.start()
        return bot

    async def _one_life(self, number: int) -> None:
        share = self.posts / self.kills
        await self._add(int(share / 2) + 1)
        bot = self._start()
        adding = asyncio.create_task(self._keep_adding(share))
        if self.chance.random() < AT_ONCE:
            await asyncio.sleep(self.chance.random() * WHILE_STARTING)
        else:
            await self._let_live(bot, posts_more=self.chance.randint(1, int(share)))
        await adding
        bot.kill()
        bot.join()
        if number in self.long:
            await asyncio.sleep(NONCE_S + 1)
        if sys.stderr.isatty() or number % 20 == 19:
            print(f"{number + 1} kills, {len(self.discord.door.posts())} messages", file=sys.stderr)

    async def _let_live(self, bot: multiprocessing.process.BaseProcess, *, posts_more: int) -> None:
        """Until it posted so many, or cannot; and a moment longer, so that it dies anywhere in its work."""
        door, began = self.discord.door, time.monotonic()
        asked, before = len(door.asked), len(door.posts())
        while len(door.asked) == asked and time.monotonic() - began < 60:  # noqa: ASYNC110  looks at another process
            await asyncio.sleep(0.01)
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_S):
                while len(door.posts()) - before < posts_more and bot.is_alive():  # noqa: ASYNC110  looks at another process
                    await asyncio.sleep(0.005)
        await asyncio.sleep(self.chance.random() * 0.1)

    async def _keep_adding(self, share: float) -> None:
        await asyncio.sleep(0.3)
        await self._add(int(share / 2) + 1)

    async def _last_life(self) -> None:
        """The rest, in peace; then a stop that is asked for."""
        await self._add(self.posts)
        self.discord.identified.clear()
        bot = self._start()
        async with asyncio.timeout(60):
            await self.discord.identified.wait()
        until = time.monotonic() + 60 + self.posts / 20
        while await self._waiting() and time.monotonic() < until and bot.is_alive():  # noqa: ASYNC110  the same
            await asyncio.sleep(0.2)
        bot.terminate()
        await asyncio.to_thread(bot.join, 30)
        print(f"the last one stopped with {bot.exitcode}")

    async def _waiting(self) -> int:
        async with self.db.reading() as tx:
            return (
                await tx.scalar(select(func.count()).select_from(outbox).where(outbox.c.state.in_((PostState.READY, PostState.SENDING))))
                or 0
            )

    def _report(self) -> int:
        shown = {each: [m["embeds"][-1]["footer"]["text"].split()[-1] for m in kept] for each, kept in self.discord.door.channels.items()}
        counts = Counter(code for codes in shown.values() for code in codes)
        wanted = [code for codes in self.wanted.values() for code in codes]
        lost = [code for code in wanted if not counts[code]]
        doubled = [code for code, many in counts.items() if many > 1]
        mixed = [each for each, codes in shown.items() if list(dict.fromkeys(codes)) != [c for c in self.wanted[each] if counts[c]]]
        invalid = self.discord.door.invalid
        print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        print(f"{len(wanted)} posts, {self.kills} kills, {len(self.long)} outages longer than nonces are remembered")
        print(f"lost {len(lost)}, doubled {len(doubled)}, channels out of order {len(mixed)}, invalid requests {invalid}")
        return 1 if lost or doubled or mixed or invalid >= 20 else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--outages", type=int, default=10)
    parser.add_argument("--channels", type=int, default=20)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    asked = parser.parse_args()
    print(f"seed {asked.seed}")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(
            many=asked.posts, kills=asked.kills, outages=asked.outages, channels=asked.channels, seed=asked.seed, folder=Path(folder)
        )
        code = asyncio.run(bench.run())
        if code:
            print(Path(folder, "bot.log").read_text("utf-8", "replace")[-4000:], file=sys.stderr)
        return code


if __name__ == "__main__":
    sys.exit(main())
