"""Jobs in, flows called out: what an engine does for each task, in the process whose role it is.

A database that fails counts against no job: the job ends, what it was about is still due in the tables, and is asked for again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.engine.loops import Trouble
from bot.errors import StoreFailed
from bot.flows.app import App
from bot.flows.condense import Condenser
from bot.flows.correct import correct_due
from bot.flows.deliver import Deliverer
from bot.flows.digest import digest_due
from bot.flows.edit import edit_due
from bot.flows.poller import Poller
from bot.flows.retention import REST_S, Retention
from bot.flows.voice import Watch
from bot.model.job import TaskName
from bot.model.role import Role
from bot.telemetry import watched

log = logging.getLogger(__name__)

_UPKEEP_S: Final = 20.0
_SAY_AGAIN_S: Final = 60.0


class Tasks:
    """The tasks of one process, registered with its engine."""

    def __init__(self, app: App, *, roles: frozenset[Role], poller: Poller, condenser: Condenser, deliverer: Deliverer) -> None:
        self._app = app
        self._poller = poller
        self._condenser = condenser
        self._deliverer = deliverer
        self.recalled = asyncio.Event()
        """Set once channels were asked for what the database may have forgotten; nothing is posted before."""
        self._retention = Retention(app)
        self._rests_until: datetime | None = None
        self._watch = Watch(app.voice)
        self._troubles: dict[TaskName, Trouble] = {}
        self._said_at: dict[TaskName, datetime] = {}
        limits = app.settings.engine
        if Role.WORKER in roles:
            self._register(TaskName.POLL, poller.work, at_once=limits.polls)
            self._register(TaskName.CONDENSE, condenser.work, at_once=limits.condenses)
            self._register(TaskName.DIGEST, self._digest, at_once=1)
            self._register(TaskName.CORRECT, self._correct, at_once=1)
            self._register(TaskName.UPKEEP, self._upkeep, at_once=1)
        if Role.SENDER in roles:
            # They send what is stored, and nobody dies of that; yet with a long queue they are under way whenever a sender is killed.
            self._register(TaskName.DELIVER, self._deliver, at_once=limits.deliveries, blamed=False)
            self._register(TaskName.EDIT, self._edit, at_once=1, blamed=False)

    @property
    def troubles(self) -> Iterable[Trouble]:
        """What keeps tasks from being done."""
        return tuple(self._troubles.values())

    def give_up(self) -> None:
        """At the stop: reading is cancelled, since it is simply done again; no further post is begun."""
        self._poller.give_up()
        self._condenser.give_up()
        self._deliverer.give_up()
        self.recalled.set()

    def _register(self, name: TaskName, work: Callable[[str], Awaitable[None]], *, at_once: int, blamed: bool = True) -> None:
        async def guarded(key: str) -> None:
            try:
                await work(key)
            except StoreFailed as error:
                self._failed(name, error)
            else:
                self._troubles.pop(name, None)

        self._app.engine.task(name, watched(name, guarded), at_once=at_once, blamed=blamed)

    def _failed(self, name: TaskName, error: StoreFailed) -> None:
        now = self._app.clock()
        before = self._troubles.get(name)
        self._troubles[name] = Trouble(error=error, since=before.since if before else now)
        said_at = self._said_at.get(name)
        if said_at is None or (now - said_at).total_seconds() >= _SAY_AGAIN_S:
            self._said_at[name] = now
            log.error("job not done, will be asked for again", extra={"task": name.value, "why": str(error)})

    async def _digest(self, _key: str) -> None:
        await digest_due(app=replace(self._app, voice=await self._watch.look()), now=self._app.clock())

    async def _deliver(self, key: str) -> None:
        await self.recalled.wait()
        await self._deliverer.work(key)

    async def _correct(self, _key: str) -> None:
        await correct_due(app=self._app, now=self._app.clock())

    async def _edit(self, _key: str) -> None:
        while await edit_due(app=self._app, now=self._app.clock()):
            pass

    async def _upkeep(self, _key: str) -> None:
        """Some of it: what is left is done by the next such job."""
        clock = asyncio.get_running_loop().time
        until = clock() + _UPKEEP_S
        while clock() < until:
            now = self._app.clock()
            if self._rests_until is not None and now < self._rests_until:
                return
            pause_s = await self._retention.step(now)
            if pause_s >= REST_S:
                self._rests_until = now + timedelta(seconds=pause_s)
            else:
                await asyncio.sleep(pause_s)
