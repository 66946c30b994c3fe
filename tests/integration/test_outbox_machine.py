"""The real outbox, on real SQLite, driven at random through faults, crashes, restarts and a clock that jumps, against a simple model.

The model of Discord remembers nonces for a while and messages for ever. What must hold at every moment: no post is shown twice, a
channel's posts are shown in their order; and in the end: every post is shown.
"""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import insert

from bot.errors import ChannelClosed, SendFailed
from bot.flows.app import App
from bot.flows.deliver import Deliverer, release_leases
from bot.flows.guilds import guild_left, look_again
from bot.flows.health import beat
from bot.model.delivery import NewPost, OwnMessage, Panel, Post, Sent
from bot.model.subscription import OutletName, Target
from bot.rendering.frozen import freeze
from bot.settings import DeliverySettings, Settings, StoreSettings
from bot.store import posts, subscriptions
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.store.tables import digests
from tests.worlds import NOW

CHANNELS, GUILD = (1, 2, 3), 7
NONCE_S = 150.0  # what Discord remembers; we trust it for 60


class Crash(BaseException):
    """The program is no more."""


@dataclass
class World:
    """Discord, with a clock of its own that nobody sets. `faults` are met by the next requests, in order."""

    true_s: float = 0.0
    shown: dict[int, list[str]] = field(default_factory=lambda: {each: [] for each in CHANNELS})
    nonces: dict[str, tuple[float, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    dead: bool = False

    async def send(self, target: Target, post: Post, *, nonce: str) -> Sent:
        fault = self._meet(target)
        if fault == "before":
            raise SendFailed(detail="500")
        if fault == "surely not":
            raise SendFailed(detail="429", uncertain=False, retry_after_s=7)
        if fault == "crash before":
            self._die()
        at, known = self.nonces.get(nonce, (-NONCE_S - 1, ""))
        if self.true_s - at > NONCE_S or known != post.code:
            self.shown[target.channel].append(post.code)
            self.nonces[nonce] = (self.true_s, post.code)
        if fault == "after":
            raise SendFailed(detail="502, made")
        if fault == "crash after":
            self._die()
        await asyncio.sleep(0)
        return Sent(message=post.code)

    async def find(self, target: Target, *, code: str, since: datetime) -> Sent | None:
        fault = self._meet(target)
        if fault in {"before", "after", "surely not"}:
            raise SendFailed(detail="500")
        if fault:
            self._die()
        return Sent(message=code) if code in self.shown[target.channel] else None

    async def edit(self, target: Target, sent: Sent, post: Post) -> None:
        raise NotImplementedError

    async def told(self, target: Target, *, since: datetime, until: datetime) -> tuple[OwnMessage, ...]:
        raise NotImplementedError

    def _meet(self, target: Target) -> str:
        if self.dead:
            raise Crash
        if target.channel in self.closed:
            raise ChannelClosed(detail="403")
        return self.faults.pop(0) if self.faults else ""

    def _die(self) -> None:
        self.dead = True
        raise Crash


class Dying:
    """The store of a program that may be dead: then nothing is written any more."""

    def __init__(self, db: Database, world: World) -> None:
        self._db, self._world = db, world
        self.where = db.where

    def transaction(self, *, apart: bool = False) -> Any:
        if self._world.dead:
            raise Crash
        return self._db.transaction()

    def reading(self) -> Any:
        return self._db.reading()


class Outbox(RuleBasedStateMachine):
    """Its rules are what people, Discord and the machine can do."""

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.world = World()
        self.wall = NOW
        self.wanted: dict[int, list[str]] = {each: [] for each in CHANNELS}
        shutil.copy(_empty_database(), Path(self.folder.name, "bot.db"))
        url = f"sqlite+aiosqlite:///{Path(self.folder.name, 'bot.db')}"
        self.settings = Settings.model_construct(store=StoreSettings(url=url), delivery=DeliverySettings(retry_s=5))
        self.db = open_database(self.settings.store)
        self.ids = self.loop.run_until_complete(self._set_up())
        self._start()

    async def _set_up(self) -> dict[int, Any]:
        async with self.db.transaction() as tx:
            target = Target(outlet=OutletName.DISCORD, channel=0, guild=GUILD)
            known = [await subscriptions.ensure_channel(tx, replace(target, channel=each), next_digest_at=NOW) for each in CHANNELS]
            return {each.target.channel: each.id for each in known}

    def _start(self) -> None:
        self.world.dead = False
        self.app = App(
            settings=self.settings,
            db=cast("Database", Dying(self.db, self.world)),
            readers=cast("Any", SimpleNamespace()),
            voice=cast("Any", SimpleNamespace()),
            outlets={OutletName.DISCORD: self.world},
        )
        self.loop.run_until_complete(release_leases(app=self.app, now=self.wall))
        self.deliverer = Deliverer(self.app, owner="me", clock=lambda: self.wall, since=self.wall, uptime=lambda: self.world.true_s)

    @rule(channel=st.sampled_from(CHANNELS), many=st.integers(1, 3))
    def add(self, channel: int, many: int) -> None:
        self.loop.run_until_complete(self._add(channel, many))

    async def _add(self, channel: int, many: int) -> None:
        codes = [f"BB-{channel}{len(self.wanted[channel]) + number:05}" for number in range(many)]
        fresh = [NewPost(code=code, payload=freeze(_post(code)), nonce=f"{code}-0") for code in codes]
        async with self.db.transaction() as tx:
            row = insert(digests).values(channel_id=self.ids[channel], kind="cards", created_at=self.wall).returning(digests.c.id)
            await posts.add(tx, fresh, digest=(await tx.execute(row)).scalar_one(), channel=self.ids[channel], now=self.wall)
        self.wanted[channel] += codes

    @rule(
        faults=st.lists(st.sampled_from(["before", "after", "surely not", "crash before", "crash after", ""]), max_size=3),
        cut_after=st.none() | st.integers(0, 12),
    )
    def deliver(self, faults: list[str], cut_after: int | None) -> None:
        """One step, with these faults; `cut_after`: the program dies at one of the points where it waits."""
        self.world.faults = list(faults)
        self.loop.run_until_complete(self._deliver(cut_after))
        self.world.faults = []
        if self.world.dead:
            self._start()

    async def _deliver(self, cut_after: int | None) -> None:
        working = asyncio.create_task(self._step())
        if cut_after is not None:
            for _ in range(cut_after):
                await asyncio.sleep(0)
            if not working.done():
                self.world.dead = True
        await asyncio.wait({working})
        if not isinstance(working.exception(), Crash | None):
            working.result()

    async def _step(self) -> None:
        await self.deliverer.step(now=self.wall)
        tasks = tuple(self.deliverer._running.values())
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Crash):
                raise result

    @rule(seconds=st.sampled_from([1.0, 6.0, 45.0, 70.0, 200.0, 4000.0, 90_000.0]))
    def wait(self, seconds: float) -> None:
        self._pass(seconds)

    def _pass(self, seconds: float) -> None:
        self.world.true_s += seconds
        self.wall += timedelta(seconds=seconds)

    @rule(by_s=st.sampled_from([-3600.0, -100.0, 86_400.0]))
    def set_the_clock(self, by_s: float) -> None:
        self.loop.run_until_complete(beat(db=self.db, now=self.wall))
        self.wall += timedelta(seconds=by_s)

    @rule(down_s=st.sampled_from([0.0, 30.0, 100.0, 500.0]), set_by_s=st.sampled_from([0.0, -3600.0]))
    def restart(self, down_s: float, set_by_s: float) -> None:
        self._pass(down_s)
        self.wall += timedelta(seconds=set_by_s)
        self._start()

    @rule(channel=st.sampled_from(CHANNELS))
    def close_channel(self, channel: int) -> None:
        self.world.closed.add(channel)

    @rule()
    def leave(self) -> None:
        self.world.closed.update(CHANNELS)
        self.loop.run_until_complete(guild_left(GUILD, app=self.app, now=self.wall))

    @rule()
    def open_again(self) -> None:
        self.world.closed.clear()
        self.loop.run_until_complete(look_again(GUILD, is_open=lambda _: True, app=self.app, now=self.wall))

    @invariant()
    def nothing_is_doubled_and_order_is_kept(self) -> None:
        for channel, codes in self.world.shown.items():
            assert codes == self.wanted[channel][: len(codes)]

    def teardown(self) -> None:
        try:
            self.open_again()
            for _ in range(3 * sum(len(each) for each in self.wanted.values()) + 3):
                self._pass(4000.0)
                self.deliver([], None)
            assert self.world.shown == self.wanted
        finally:
            self.loop.run_until_complete(self.db.close())
            self.loop.close()
            self.folder.cleanup()


@cache
def _empty_database() -> Path:
    """A migrated database, to copy."""
    path = Path(tempfile.mkdtemp(), "empty.db")

    async def make() -> None:
        db = open_database(StoreSettings(url=f"sqlite+aiosqlite:///{path}"))
        await migrate(db)
        await db.close()

    asyncio.run(make())
    return path


def _post(code: str) -> Post:
    return Post(code=code, panels=(Panel(title="T", footer=f"unit {code}"),))


TestOutbox = Outbox.TestCase
TestOutbox.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
