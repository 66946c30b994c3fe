"""The bot's loops and its engine: some look for what is due and ask for it, others do it, as the process's roles say."""

import asyncio
import logging
import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.engine.idle import IdleEngine
from bot.engine.loops import Loop, Step, Trouble, run_loops
from bot.engine.queue import LocalEngine
from bot.errors import StoreFailed, StoreTrouble
from bot.flows.app import App
from bot.flows.condense import Condenser, next_condense_at
from bot.flows.correct import next_correction_at
from bot.flows.deliver import Deliverer, look_for_posts, next_delivery_at, release_leases
from bot.flows.departures import NOWHERE, Departures, Presence
from bot.flows.edit import next_edit_at
from bot.flows.health import BEAT_S, beat
from bot.flows.hours import keep_hours, keep_last_hours
from bot.flows.owners import OwnersWatch
from bot.flows.poller import Poller
from bot.flows.recall import begin, recall_unsent, recall_waiting
from bot.flows.setback import restore_rests
from bot.flows.tasks import Tasks
from bot.model.job import Job, TaskName
from bot.model.role import EVERY_ROLE, Role
from bot.ports import Owners
from bot.store.database import on_commit

log = logging.getLogger(__name__)

_PASSING = frozenset({StoreTrouble.FULL, StoreTrouble.LOCKED, StoreTrouble.DISK, StoreTrouble.UNREACHABLE})
_BEGIN_AGAIN_S = 15.0
_UPKEEP_S = 60.0
FINISH_WITHIN_S: Final = 15.0
"""At the stop, for steps under way and posts that are on their way, together: all of it has to fit in 20 s."""


class Worker:
    """The loops over one `App`. `owners` None: notices are kept for `bytebot status`, and nobody is written to.

    `presence` tells which servers we are on; without it what is stored of all of them is kept. An app without an engine gets one of its
    own, in this process alone.
    """

    def __init__(
        self, app: App, *, roles: frozenset[Role] = EVERY_ROLE, owners: Owners | None = None, presence: Presence = NOWHERE
    ) -> None:
        if isinstance(app.engine, IdleEngine):
            app = replace(app, engine=LocalEngine(app.settings.engine, on_commit=on_commit, finish_within_s=FINISH_WITHIN_S))
        self._app = app
        self._roles = roles
        self._condenser = Condenser(app)
        self._poller = Poller(app, paced=True, looks=Role.SCHEDULER in roles)
        self._deliverer = Deliverer(app, owner=secrets.token_hex(8), clock=app.clock, since=app.clock())
        self._tasks = Tasks(app, roles=roles, poller=self._poller, condenser=self._condenser, deliverer=self._deliverer)
        self._looking = self._looks() if Role.SCHEDULER in roles else ()
        self._working = (*self._looking, *self._others(Departures(app, presence=presence)))
        watch = OwnersWatch(app, owners=owners, troubles=self._troubles)
        self._owners = (self._loop("owners", watch.step, finish=False),) if Role.SENDER in roles else ()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; a post on its way then is finished, reading is given up.

        Raises `StoreFailed` if the store fails at the start for a reason that does not pass by itself.
        """
        await self._begin(stop)
        log.info("working", extra={"roles": ",".join(sorted(self._roles)), "outlets": ",".join(self._app.outlets)})
        limit = asyncio.timeout(None)
        ending = asyncio.create_task(self._end_in_time(limit, stop=stop))
        try:
            async with limit, asyncio.TaskGroup() as group:
                group.create_task(self._app.engine.run(stop), name="engine")
                group.create_task(run_loops((*self._working, *self._owners), stop=stop), name="loops")
        except TimeoutError:
            log.warning("stopped before every step was done; it is taken up at the next start")
        finally:
            ending.cancel()
            self._tasks.give_up()
            await self._close_poller()
            await self._deliverer.close(within_s=_left_s(limit))
            await keep_last_hours(app=self._app)

    def look(self) -> None:
        """Something came in from outside, a new subscription perhaps: look everywhere at once."""
        self._poller.look()
        for loop in self._looking:
            loop.wake()

    def _looks(self) -> tuple[Loop, ...]:
        """What asks for work."""
        return (
            self._loop("poll", self._poll_step, finish=False),
            self._loop("condense", self._condense_step),
            self._loop("digest", self._digest_step),
            self._loop("deliver", self._deliver_step),
            self._loop("edit", self._edit_step),
            self._loop("correct", self._correct_step),
            self._loop("upkeep", self._upkeep_step),
        )

    def _others(self, departures: Departures) -> tuple[Loop, ...]:
        loops = [self._loop("beat", self._beat_step)]
        if Role.WORKER in self._roles and Role.SCHEDULER not in self._roles:
            loops.append(self._loop("store", self._poll_step, finish=False))
        if Role.SENDER in self._roles:
            loops.append(self._loop("recall", self._recall_step))
        if Role.GATEWAY in self._roles:
            loops.append(self._loop("departures", departures.step, finish=False))
        return tuple(loops)

    def _loop(self, name: str, step: Step, *, finish: bool = True) -> Loop:
        return Loop(name, step, finish=finish, clock=self._app.clock)

    async def _begin(self, stop: asyncio.Event) -> None:
        """What has to be noted before the first step; a disk that is full then is waited for, not stumbled over again and again."""
        while not stop.is_set():
            try:
                await self._take_up(self._app.clock())
            except StoreFailed as error:
                if error.trouble not in _PASSING:
                    raise
                log.error("cannot begin, will try again", extra={"why": str(error), "wait_s": _BEGIN_AGAIN_S})  # noqa: TRY400  its line says enough
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _BEGIN_AGAIN_S)
            else:
                return

    async def _take_up(self, now: datetime) -> None:
        if Role.SENDER in self._roles:
            await release_leases(app=self._app, now=now)
        if Role.WORKER in self._roles:
            await restore_rests(app=self._app, now=now)
        if Role.SENDER in self._roles:
            await begin(app=self._app, now=now)

    def _troubles(self) -> list[Trouble]:
        return [*(loop.trouble for loop in self._working if loop.trouble), *self._tasks.troubles]

    async def _poll_step(self, now: datetime) -> float:
        longest_s = self._app.settings.feeds.tick_s
        found = await self._poller.step(now=now, patience_s=longest_s)
        return longest_s if found.pause_s is None else min(found.pause_s, longest_s)

    async def _close_poller(self) -> None:
        try:
            await self._poller.close()
        except StoreFailed as error:
            log.error("what was polled last is polled again at the next start", extra={"why": str(error)})  # noqa: TRY400  its line says enough

    async def _condense_step(self, now: datetime) -> float:
        await self._condenser.look(now=now)
        return self._pause(await next_condense_at(app=self._app), now=now, longest_s=self._app.settings.feeds.tick_s)

    async def _digest_step(self, now: datetime) -> float:  # noqa: ARG002  a step's signature
        await self._app.engine.enqueue([Job(task=TaskName.DIGEST)])
        return self._app.settings.feeds.tick_s

    async def _deliver_step(self, now: datetime) -> float:
        await look_for_posts(app=self._app, now=now)
        return self._pause(await next_delivery_at(app=self._app), now=now, longest_s=self._app.settings.delivery.tick_s)

    async def _edit_step(self, now: datetime) -> float:
        return await self._ask_if_due(TaskName.EDIT, await next_edit_at(app=self._app), now=now)

    async def _correct_step(self, now: datetime) -> float:
        return await self._ask_if_due(TaskName.CORRECT, await next_correction_at(app=self._app), now=now)

    async def _upkeep_step(self, now: datetime) -> float:  # noqa: ARG002  a step's signature
        await self._app.engine.enqueue([Job(task=TaskName.UPKEEP)])
        return _UPKEEP_S

    async def _recall_step(self, now: datetime) -> float:
        await recall_unsent(app=self._app, now=now)
        self._tasks.recalled.set()
        if Role.WORKER not in self._roles:
            await recall_waiting(app=self._app, now=now)
        return self._app.settings.delivery.tick_s

    async def _beat_step(self, now: datetime) -> float:
        await beat(db=self._app.db, now=now)
        await keep_hours(app=self._app)
        return BEAT_S

    async def _ask_if_due(self, task: TaskName, due_at: datetime | None, *, now: datetime) -> float:
        if due_at is not None and due_at <= now:
            await self._app.engine.enqueue([Job(task=task)])
        return self._pause(due_at, now=now, longest_s=self._app.settings.delivery.tick_s)

    def _pause(self, due_at: datetime | None, *, now: datetime, longest_s: float) -> float:
        """Seconds until `due_at`, at most `longest_s`, so that work another program put in is found too.

        What is due is asked for already: for who does it to have done so, as long again.
        """
        if due_at is None or due_at <= now:
            return longest_s
        return min((due_at - now).total_seconds(), longest_s)

    async def _end_in_time(self, limit: asyncio.Timeout, *, stop: asyncio.Event) -> None:
        await stop.wait()
        self._tasks.give_up()
        limit.reschedule(asyncio.get_running_loop().time() + FINISH_WITHIN_S)


def _left_s(limit: asyncio.Timeout) -> float:
    """Seconds until then, of which the steps may have used some; all of them where no stop was asked for."""
    until = limit.when()
    return FINISH_WITHIN_S if until is None else max(until - asyncio.get_running_loop().time(), 0.0)
