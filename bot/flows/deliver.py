"""Posts that are due in; delivered, put off or given up. Never lost, never doubled: docs/delivery.md tells the protocol.

A post is claimed with a lease before it is sent and marked after. Where a try may have arrived although we never heard so, the
channel is read back for the post's unit code before anything is sent again; within the time that Discord remembers nonces the same
nonce guards a second time, later a new one is taken.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot import measures
from bot.errors import BotError, StoreFailed
from bot.flows.app import App
from bot.flows.attempt import Try
from bot.flows.clock_set import go_back
from bot.flows.doubt import doubt_of
from bot.flows.health import last_beat
from bot.flows.quiet import put_off_in_quiet
from bot.flows.trials import Trials
from bot.model.delivery import Claimed, DeliveryAttempt, Outcome
from bot.model.job import Job, TaskName
from bot.model.subscription import ChannelId
from bot.ports import Outlet
from bot.store import posts
from bot.telemetry import traced

log = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""Channels served side by side: enough that those which wait for a rate limit leave room for the others."""

_LOOKED_FOR = 1000


class Deliverer:
    """Posts on their way, one a channel, channels side by side; one that has to wait holds up no other.

    `clock` gives the time at which a try ended. `since`: posts that were due before then are looked for before their first try, for
    a start, when the database may have forgotten a try. `done` is called after each try. `uptime`: seconds that nobody can set.
    """

    def __init__(
        self,
        app: App,
        *,
        owner: str,
        clock: Callable[[], datetime],
        since: datetime | None = None,
        done: Callable[[], None] = lambda: None,
        uptime: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._owner = owner
        self._clock = clock
        self._since = since
        self._done = done
        self._uptime = uptime
        self._running: dict[ChannelId, asyncio.Task[DeliveryAttempt]] = {}
        self._trials = Trials()
        self._seen: tuple[datetime, float] | None = None
        self._closing = False

    async def step(self, *, now: datetime) -> None:
        """Begin what is due, as far as there is room. Raises `StoreFailed`."""
        await self._begin(now, only=None)

    async def work(self, key: str) -> None:
        """Do a job: post what is due in this channel, one after the other. Raises `StoreFailed`.

        What a stop leaves over is cut by `close`, and looked for at the next start.
        """
        channel = ChannelId(int(key))
        while not self._closing:
            await self._begin(self._clock(), only=channel)
            if channel not in self._running:
                return
            await asyncio.wait({self._running[channel]})

    async def _begin(self, now: datetime, *, only: ChannelId | None) -> None:
        await self._mind_the_clock(now)
        for name, outlet in self._app.outlets.items():
            async with self._app.db.transaction(apart=True) as tx:
                claims = await posts.claim(
                    tx,
                    outlet=name,
                    owner=self._owner,
                    now=now,
                    lease_s=self._app.settings.delivery.lease_s,
                    most=AT_ONCE - len(self._running),
                    busy=self._running.keys(),
                    held_too=self._trials.may_try(now),
                    proven_since=self._trials.proven_since(now),
                    only=only,
                )
                taken = await self._trials.admit(tx, await put_off_in_quiet(tx, claims, now=now), now=now)
            for claimed in taken:
                self._running[claimed.channel_id] = asyncio.create_task(self._run(claimed, outlet, now=now))

    async def next_at(self, *, now: datetime) -> datetime | None:
        """When the next step has something to do; None: nothing waits, or `done` will tell of room. Raises `StoreFailed`."""
        if len(self._running) >= AT_ONCE:
            return None
        async with self._app.db.reading() as tx:
            busy, held_too, since = self._running.keys(), self._trials.may_try(now), self._trials.proven_since(now)
            times = [await posts.next_due(tx, name, busy=busy, held_too=held_too, proven_since=since) for name in self._app.outlets]
        return min((each for each in times if each is not None), default=None)

    async def settle(self) -> tuple[DeliveryAttempt, ...]:
        """Wait for all that is on its way. Raises `StoreFailed`."""
        return tuple(await asyncio.gather(*self._running.values()))

    def give_up(self) -> None:
        """Begin nothing more."""
        self._closing = True

    async def close(self, *, within_s: float) -> None:
        """At the stop: finish what is on its way; what takes longer is cut, and looked for at the next start."""
        self.give_up()
        if self._running:
            _, cut = await asyncio.wait(tuple(self._running.values()), timeout=within_s)
            for task in cut:
                task.cancel()
            await asyncio.gather(*cut, return_exceptions=True)
            if cut:
                log.warning("stopped before Discord answered; looked for at the next start", extra={"posts": len(cut)})

    async def _run(self, claimed: Claimed, outlet: Outlet, *, now: datetime) -> DeliveryAttempt:
        doubt = doubt_of(claimed, now=now, since=self._since, nonce_s=self._app.settings.delivery.lease_s)
        one = Try(self._app, claimed, outlet, doubt=doubt, clock=self._clock)
        try:
            return _counted(await traced("deliver", one.make, post_id=claimed.id, code=claimed.code), claimed, now=self._clock())
        except StoreFailed as error:
            log.error("result not stored; the post is looked for once its lease is over", extra={"post_id": claimed.id, "why": str(error)})  # noqa: TRY400  its line says enough
            return DeliveryAttempt(post_id=claimed.id, outcome=Outcome.LATER, error=error.said)
        except Exception:  # its lease ends, and the post is looked for; the bot lives
            log.exception("delivery met a bug", extra={"post_id": claimed.id})
            return DeliveryAttempt(post_id=claimed.id, outcome=Outcome.LATER, error=BotError().said)
        finally:
            if one.refused:
                self._trials.note_refusal(now)
            del self._running[claimed.channel_id]
            self._done()

    async def _mind_the_clock(self, now: datetime) -> None:
        """A clock that was set back would make all that waits wait so much longer: the times go back with it."""
        ticks = self._uptime()
        if self._seen is not None:
            before, ticks_before = self._seen
            await go_back(self._app, expected=before + timedelta(seconds=ticks - ticks_before), now=now)
        self._seen = (now, ticks)


async def look_for_posts(*, app: App, now: datetime) -> None:
    """Ask the engine to serve channels whose next post is due. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        due = [each for name in app.outlets for each in await posts.channels_due(tx, name, now=now, most=_LOOKED_FOR)]
    if due:
        await app.engine.enqueue([Job(task=TaskName.DELIVER, key=str(each)) for each in due])


def _counted(attempt: DeliveryAttempt, claimed: Claimed, *, now: datetime) -> DeliveryAttempt:
    measures.POSTS.labels(attempt.outcome).inc()
    if attempt.outcome is Outcome.SENT:
        measures.POST_AGE.observe(max((now - claimed.due_at).total_seconds(), 0.0))
        measures.POSTS_LATE.inc(now > claimed.lease_until)
    return attempt


async def deliver_due(*, app: App, owner: str, now: datetime) -> tuple[DeliveryAttempt, ...]:
    """Try every post that is due, one a channel, and wait for all. Raises `StoreFailed` only."""
    deliverer = Deliverer(app, owner=owner, clock=lambda: now)
    await deliverer.step(now=now)
    return await deliverer.settle()


async def next_delivery_at(*, app: App) -> datetime | None:
    """When the next post is due; None: all are delivered. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        times = [await posts.next_due(tx, name) for name in app.outlets]
    return min((each for each in times if each is not None), default=None)


async def release_leases(*, app: App, now: datetime) -> None:
    """For a start, when no other program works on this database: what was under way is looked at again. Raises `StoreFailed`."""
    beat_at = await last_beat(db=app.db)
    if beat_at is not None:
        await go_back(app, expected=beat_at, now=now)
    async with app.db.transaction() as tx:
        await posts.release(tx, now=now)
