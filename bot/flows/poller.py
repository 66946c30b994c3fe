"""The clock in, polls running side by side out: a server's feeds that are due become a job, and what came of them is stored as it comes."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.errors import StoreFailed
from bot.flows.app import App
from bot.flows.poll import PollResult, Unchanged, poll, store_unchanged
from bot.model.feed import Feed
from bot.model.job import Job, TaskName
from bot.store import feeds
from bot.text.servers import server_of
from bot.web.pace import Allowance

_AT_ONCE = 256  # feeds asked for; the web client lets fewer through, and those that wait there cost next to nothing
_OF_ONE_SERVER = 8  # feeds in one job, so that a slow one among them leaves something to do beside it
_LONGEST_LINGER_S = 0.25  # for more answers to come in and more to become due, so that one look at the store serves many
_LINGER_FOR = 0.01  # seconds for each poll a second: the busier, the longer
_TIMES_THE_MEAN = 2.0  # what is due all at once, after a long sleep say, is begun at this many times the usual pace
_LEAST_PER_SECOND = 2.0
_MEASURE_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What came of one look: polls that are done, and seconds until there is more to do (None: nothing in sight)."""

    done: tuple[PollResult, ...]
    pause_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ahead:
    """Seconds until something more is due; None: nothing is in sight."""

    pause_s: float | None


class Poller:
    """Polls feeds that are due. A slow feed holds up no other, since only what is due on its own server waits for it.

    `looks`: it asks for jobs, else it only does them. `paced`: jobs are spread out, at most at twice the mean pace of all feeds; else all
    that is due is asked for at once. `direct`: it does its own jobs, without an engine.
    """

    def __init__(self, app: App, *, paced: bool, looks: bool = True, direct: bool = False) -> None:
        self._app = app
        self._looks = looks
        self._direct = direct
        self._allowance = Allowance() if paced else None
        self._measured_s: float | None = None
        self._per_second = _LEAST_PER_SECOND
        self._found: dict[str, tuple[list[Feed], datetime]] = {}
        self._jobs: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._stored: list[PollResult] = []
        self._unstored: list[Unchanged] = []
        self._storing = asyncio.Event()  # set and replaced once more is stored
        self._failure: StoreFailed | None = None
        self._closing = False
        self._stirred = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Something is being polled or waits to be stored."""
        return bool(self._jobs or self._running or self._unstored)

    def look(self) -> None:
        """Something may have become due: a step under way ends soon."""
        self._measured_s = None
        self._stirred.set()

    async def step(self, *, now: datetime, patience_s: float | None) -> Round:
        """Ask for what is due, as far as room and pace allow, and store what was answered within `patience_s` (None: wait for the next).

        Raises `StoreFailed` only; any other failure is that feed's own.
        """
        self._stirred.clear()
        pause_s = await self._begin(now) if self._looks else None
        under_way = self.busy or not self._direct  # an engine's jobs may begin at any time
        if under_way and not self._unstored:
            waits = [each for each in (pause_s, patience_s) if each is not None]
            await self._wait(min(waits) if waits else None)
        done = await self._store()
        return Round(done=done, pause_s=0.0 if self.busy or not self._direct else pause_s)

    async def work(self, server: str) -> None:
        """Do a job: poll the server's feeds that are due. Ends when what came of them is stored, by a step that runs beside it."""
        found, now = self._found.pop(server) if server in self._found else await self._due_on(server)
        polls = {asyncio.create_task(self._poll(feed, now=now)) for feed in found}
        self._running |= polls
        for each in polls:
            each.add_done_callback(self._running.discard)
        if polls:
            await asyncio.wait(polls)
        while self._unstored_of(found) and not self._closing:
            await self._storing.wait()

    async def close(self) -> None:
        """Give up what is on its way; what was answered is stored, so that a restart asks none of it again. Raises `StoreFailed`."""
        self._found.clear()
        self.give_up()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._failure = None  # of what was given up
        await self._store()
        await asyncio.gather(*self._jobs.values(), return_exceptions=True)

    def give_up(self) -> None:
        """Cancel what is on its way: it is due again, and its jobs are over. What was answered is stored by `close`."""
        self._closing = True
        for task in self._running:
            task.cancel()
        self._storing.set()

    async def _begin(self, now: datetime) -> float | None:
        """Ask for what is due. Seconds until more may begin; None: nothing in sight, or the next answer makes room."""
        if (room := await self._room()) > 0:
            servers, in_sight = await self._find(now, most=room)
            await self._ask(servers, now=now)
            if in_sight is not None:
                return in_sight.pause_s
        if self._allowance is None or len(self._running) >= _AT_ONCE:
            return None
        return self._allowance.wait_s(per_second=self._per_second)

    async def _find(self, now: datetime, *, most: int) -> tuple[dict[str, list[Feed]], "_Ahead | None"]:
        """Feeds to ask for by their servers; where that is all, when there is more to do."""
        servers, busy, room = dict[str, list[Feed]](), await self._busy(), most
        async with self._app.db.reading() as tx:
            while room > 0:
                found = await feeds.due(tx, now=now, most=room, busy=busy | servers.keys())
                for feed in found:
                    theirs = servers.setdefault(server_of(feed.url), [])
                    theirs += [feed] if len(theirs) < _OF_ONE_SERVER else []
                if len(found) < room:
                    next_at = await feeds.next_due(tx, now=now)
                    return servers, _Ahead(pause_s=None if next_at is None else max((next_at - now).total_seconds(), 0.0))
                room = most - sum(map(len, servers.values()))
        return servers, None

    async def _ask(self, servers: dict[str, list[Feed]], *, now: datetime) -> None:
        """A job for each server. What was read of it here need not be read again where the job is done in this process, and soon."""
        if self._allowance is not None:
            self._allowance.take(sum(map(len, servers.values())))
        if self._direct:
            for server, theirs in servers.items():
                self._found[server] = (theirs, now)
                self._jobs[server] = asyncio.create_task(self._work_directly(server))
            return
        if not self._app.engine.shared:
            self._found |= {server: (theirs, now) for server, theirs in servers.items()}
        await self._app.engine.enqueue([Job(task=TaskName.POLL, key=server) for server in servers])

    async def _work_directly(self, server: str) -> None:
        try:
            await self.work(server)
        finally:
            del self._jobs[server]
            self._stirred.set()

    async def _busy(self) -> frozenset[str]:
        """Servers whose jobs wait or run: they are asked for again once those are done."""
        return frozenset(self._jobs) if self._direct else await self._app.engine.busy(TaskName.POLL)

    async def _room(self) -> int:
        """How many polls may begin now."""
        room = _AT_ONCE - len(self._running)
        if self._allowance is None:
            return room
        now_s = asyncio.get_running_loop().time()
        if self._measured_s is None or now_s - self._measured_s >= _MEASURE_S:
            self._measured_s = now_s
            async with self._app.db.reading() as tx:
                mean = await feeds.polls_per_second(tx, interval_s=self._app.settings.feeds.interval_s)
            self._per_second = max(_TIMES_THE_MEAN * mean, _LEAST_PER_SECOND)
        self._allowance.refill(per_second=self._per_second, now_s=now_s)
        return min(room, self._allowance.left)

    async def _due_on(self, server: str) -> tuple[list[Feed], datetime]:
        now = self._app.clock()
        async with self._app.db.reading() as tx:
            return list(await feeds.due_on(tx, server, now=now, most=_OF_ONE_SERVER)), now

    def _unstored_of(self, found: list[Feed]) -> bool:
        ids = {feed.id for feed in found}
        return any(each.feed.id in ids for each in self._unstored)

    async def _poll(self, feed: Feed, *, now: datetime) -> None:
        try:
            found = await poll(feed, app=self._app, now=now)
        except StoreFailed as error:
            self._failure = error
        else:
            if isinstance(found, Unchanged):
                self._unstored.append(found)
            else:
                self._stored.append(found)
        finally:
            self._stirred.set()

    async def _wait(self, seconds: float | None) -> None:
        """Until something is answered, or so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirred.wait()
        if self._running or self._allowance is not None:
            await asyncio.sleep(min(self._per_second * _LINGER_FOR, _LONGEST_LINGER_S))

    async def _store(self) -> tuple[PollResult, ...]:
        """What was answered since the last time, stored."""
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        batch = tuple(self._unstored)
        unchanged = await store_unchanged(batch, app=self._app)
        del self._unstored[: len(batch)]
        done, self._stored = (*self._stored, *unchanged), []
        if batch:
            self._storing.set()
            self._storing = asyncio.Event()
        return done


async def poll_due(*, app: App, now: datetime) -> tuple[PollResult, ...]:
    """Poll every feed that is due, side by side and at once. Raises `StoreFailed` only."""
    poller, done = Poller(app, paced=False, direct=True), list[PollResult]()
    while True:
        was_busy = poller.busy  # a server's job has to be over before more of its feeds are found
        found = await poller.step(now=now, patience_s=None)
        done += found.done
        if not (was_busy or poller.busy or found.done):
            return tuple(done)
