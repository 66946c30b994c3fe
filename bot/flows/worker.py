"""The bot's loops: poll, condense, digest, deliver. Each looks when it is due, and at once when the one before it made work."""

import asyncio
import logging
import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.engine.local import Loop, Trouble, run_loops
from bot.errors import StoreFailed, StoreTrouble
from bot.flows.app import App
from bot.flows.condense import Condenser, next_condense_at
from bot.flows.correct import correct_due, next_correction_at
from bot.flows.deliver import Deliverer, release_leases
from bot.flows.departures import Departures, Servers
from bot.flows.digest import digest_due
from bot.flows.edit import edit_due, next_edit_at
from bot.flows.health import BEAT_S, beat
from bot.flows.hours import keep_hours, keep_last_hours
from bot.flows.owners import OwnersWatch
from bot.flows.poller import Poller
from bot.flows.recall import begin, recall_unsent
from bot.flows.retention import Retention
from bot.flows.setback import restore_rests
from bot.flows.voice import Watch
from bot.ports import Owners

log = logging.getLogger(__name__)

_PASSING = frozenset({StoreTrouble.FULL, StoreTrouble.LOCKED, StoreTrouble.DISK})
_BEGIN_AGAIN_S = 15.0
FINISH_WITHIN_S: Final = 15.0
"""At the stop, for steps under way and posts that are on their way, together: all of it has to fit in 20 s."""


class Worker:
    """The loops over one `App`. `owners` None: notices are kept for `bytebot status`, and nobody is written to.

    `servers` tells which servers we are on; what never knows keeps what is stored of all of them.
    """

    def __init__(self, app: App, *, owners: Owners | None = None, servers: Servers = lambda: None) -> None:
        self._app = app
        self._condenser = Condenser(app)
        self._poller = Poller(app, paced=True)
        self._retention = Retention(app)
        self._watch = Watch(app.voice)
        self._poll = Loop("poll", self._poll_step, finish=False)
        self._condense = Loop("condense", self._condense_step, finish=False)
        self._digest = Loop("digest", self._digest_step)
        self._deliver = Loop("deliver", self._deliver_step)
        self._deliverer = Deliverer(app, owner=secrets.token_hex(8), clock=_now, since=_now(), done=self._deliver.wake)
        self._edit = Loop("edit", self._edit_step)
        self._correct = Loop("correct", self._correct_step, finish=False)
        self._beat = Loop("beat", self._beat_step)
        self._upkeep = Loop("upkeep", self._retention.step, finish=False)
        self._departures = Loop("departures", Departures(app, servers=servers).step, finish=False)
        reading, sending = (self._poll, self._condense, self._correct), (self._digest, self._deliver, self._edit)
        self._working = (*reading, *sending, self._beat, self._upkeep, self._departures)
        self._owners = Loop("owners", OwnersWatch(app, owners=owners, troubles=self._troubles).step, finish=False)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; a post on its way then is finished, reading is given up.

        Raises `StoreFailed` if the store fails at the start for a reason that does not pass by itself.
        """
        await self._begin(stop)
        log.info("working", extra={"outlets": ",".join(self._app.outlets)})
        limit = asyncio.timeout(None)
        try:
            async with limit:
                ending = asyncio.create_task(_end_in_time(limit, stop=stop))
                try:
                    await run_loops((*self._working, self._owners), stop=stop)
                finally:
                    ending.cancel()
        except TimeoutError:
            log.warning("stopped before every step was done; it is taken up at the next start")
        finally:
            self._condenser.close()
            await self._close_poller()
            await self._deliverer.close(within_s=_left_s(limit))
            await keep_last_hours(app=self._app)

    async def _begin(self, stop: asyncio.Event) -> None:
        """What has to be noted before the first step; a disk that is full then is waited for, not stumbled over again and again."""
        while not stop.is_set():
            now = datetime.now(UTC)
            try:
                await release_leases(app=self._app, now=now)
                await restore_rests(app=self._app, now=now)
                await begin(app=self._app, now=now)
            except StoreFailed as error:
                if error.trouble not in _PASSING:
                    raise
                log.error("cannot begin, will try again", extra={"why": str(error), "wait_s": _BEGIN_AGAIN_S})  # noqa: TRY400  its line says enough
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _BEGIN_AGAIN_S)
            else:
                return

    def look(self) -> None:
        """Something came in from outside, a new subscription perhaps: look everywhere at once."""
        self._poller.look()
        for loop in (self._poll, self._condense, self._digest, self._deliver, self._edit):
            loop.wake()

    def _troubles(self) -> list[Trouble]:
        return [loop.trouble for loop in self._working if loop.trouble]

    async def _poll_step(self, now: datetime) -> float:
        longest_s = self._app.settings.feeds.tick_s
        found = await self._poller.step(now=now, patience_s=longest_s)
        if any(result.awaited for result in found.done):
            self._condense.wake()
        return longest_s if found.pause_s is None else min(found.pause_s, longest_s)

    async def _close_poller(self) -> None:
        try:
            await self._poller.close()
        except StoreFailed as error:
            log.error("what was polled last is polled again at the next start", extra={"why": str(error)})  # noqa: TRY400  its line says enough

    async def _condense_step(self, now: datetime) -> float:
        longest_s = self._app.settings.feeds.tick_s
        if await self._condenser.step(now=now, patience_s=longest_s):
            self._digest.wake()
        if self._condenser.busy:
            return 0.0
        return _pause(await next_condense_at(app=self._app), now=now, longest_s=longest_s)

    async def _digest_step(self, now: datetime) -> float:
        if await digest_due(app=replace(self._app, voice=await self._watch.look()), now=now):
            self._deliver.wake()
        return self._app.settings.feeds.tick_s

    async def _deliver_step(self, now: datetime) -> float:
        await recall_unsent(app=self._app, now=now)
        await self._deliverer.step(now=now)
        return _pause(await self._deliverer.next_at(now=now), now=now, longest_s=self._app.settings.delivery.tick_s)

    async def _correct_step(self, now: datetime) -> float:
        if await correct_due(app=self._app, now=now):
            self._edit.wake()
        return _pause(await next_correction_at(app=self._app), now=now, longest_s=self._app.settings.feeds.tick_s)

    async def _edit_step(self, now: datetime) -> float:
        await edit_due(app=self._app, now=now)
        return _pause(await next_edit_at(app=self._app), now=now, longest_s=self._app.settings.delivery.tick_s)

    async def _beat_step(self, now: datetime) -> float:
        await beat(db=self._app.db, now=now)
        await keep_hours(app=self._app)
        return BEAT_S


def _now() -> datetime:
    return datetime.now(UTC)


async def _end_in_time(limit: asyncio.Timeout, *, stop: asyncio.Event) -> None:
    await stop.wait()
    limit.reschedule(asyncio.get_running_loop().time() + FINISH_WITHIN_S)


def _left_s(limit: asyncio.Timeout) -> float:
    """Seconds until then, of which the steps may have used some; all of them where no stop was asked for."""
    until = limit.when()
    return FINISH_WITHIN_S if until is None else max(until - asyncio.get_running_loop().time(), 0.0)


def _pause(due_at: datetime | None, *, now: datetime, longest_s: float) -> float:
    """Seconds until `due_at`, at most `longest_s`, so that work another program put in is found too."""
    if due_at is None:
        return longest_s
    return min(max((due_at - now).total_seconds(), 0.0), longest_s)
