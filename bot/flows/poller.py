"""The clock in, polls running side by side out: starts what is due at a steady pace, and stores what came of it as it comes."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.errors import StoreFailed
from bot.flows.app import App
from bot.flows.poll import PollResult, Unchanged, poll, store_unchanged
from bot.model.feed import Feed, FeedId
from bot.store import feeds
from bot.text.servers import server_of
from bot.web.pace import Allowance

_AT_ONCE = 256  # polls begun; the web client lets fewer through, and those that wait there cost next to nothing
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


class Poller:
    """Polls feeds that are due. A slow feed holds up no other, since only what is due on its own server waits for it.

    `paced`: starts are spread out, at most at twice the mean pace of all feeds; else all that is due starts at once.
    """

    def __init__(self, app: App, *, paced: bool) -> None:
        self._app = app
        self._allowance = Allowance() if paced else None
        self._measured_s: float | None = None
        self._per_second = _LEAST_PER_SECOND
        self._running: dict[FeedId, asyncio.Task[None]] = {}
        self._servers: Counter[str] = Counter()
        self._stored: list[PollResult] = []
        self._unstored: list[Unchanged] = []
        self._failure: StoreFailed | None = None
        self._stirred = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Something is being polled or waits to be stored."""
        return bool(self._running or self._unstored)

    def look(self) -> None:
        """Something may have become due: a step under way ends soon."""
        self._measured_s = None
        self._stirred.set()

    async def step(self, *, now: datetime, patience_s: float | None) -> Round:
        """Begin what is due, as far as room and pace allow, and store what was answered within `patience_s` (None: wait for the next).

        Raises `StoreFailed` only; any other failure is that feed's own.
        """
        self._stirred.clear()
        pause_s = await self._begin(now)
        if self._running and not self._unstored:
            waits = [each for each in (pause_s, patience_s) if each is not None]
            await self._wait(min(waits) if waits else None)
        done = await self._store()
        return Round(done=done, pause_s=0.0 if self.busy else pause_s)

    async def close(self) -> None:
        """Give up what is on its way; what was answered is stored, so that a restart asks none of it again. Raises `StoreFailed`."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._failure = None  # of what was given up
        await self._store()

    async def _begin(self, now: datetime) -> float | None:
        """Begin what is due. Seconds until more may begin; None: nothing in sight, or the next answer makes room."""
        if (room := await self._room()) > 0:
            held = self._held()
            async with self._app.db.reading() as tx:
                while room > 0:
                    found = await feeds.due(tx, now=now, most=room, busy=self._full(), but=held)
                    begun = {feed.id for feed in found if self._start(feed, now=now)}
                    held |= begun  # this view of the store is older than what comes of them
                    if not begun or len(found) < room:
                        next_at = await feeds.next_due(tx, now=now)
                        return None if next_at is None else max((next_at - now).total_seconds(), 0.0)
                    room -= len(begun)
        if self._allowance is None or len(self._running) >= _AT_ONCE:
            return None
        return self._allowance.wait_s(per_second=self._per_second)

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

    def _full(self) -> list[str]:
        """Servers that are asked as often at once as they may be."""
        return [server for server, polls in self._servers.items() if polls >= self._app.settings.web.per_host]

    def _held(self) -> set[FeedId]:
        """Feeds that the store still shows as due, though they are being polled or were just now."""
        return {*self._running, *(each.feed.id for each in self._unstored)}

    def _start(self, feed: Feed, *, now: datetime) -> bool:
        """Begin this poll. False: its server has its share already."""
        server = server_of(feed.url)
        if self._servers[server] >= self._app.settings.web.per_host:
            return False
        self._servers[server] += 1
        if self._allowance is not None:
            self._allowance.take()
        self._running[feed.id] = asyncio.create_task(self._poll(feed, server, now=now))
        return True

    async def _poll(self, feed: Feed, server: str, *, now: datetime) -> None:
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
            del self._running[feed.id]
            self._servers[server] -= 1
            self._servers += Counter()  # forgets the servers at none
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
        return done


async def poll_due(*, app: App, now: datetime) -> tuple[PollResult, ...]:
    """Poll every feed that is due, side by side and at once. Raises `StoreFailed` only."""
    poller, done = Poller(app, paced=False), list[PollResult]()
    while True:
        found = await poller.step(now=now, patience_s=None)
        done += found.done
        if not poller.busy and not found.done:
            return tuple(done)
