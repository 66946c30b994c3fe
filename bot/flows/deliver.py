"""Posts that are due in; delivered, put off or given up. Never lost, never doubled: docs/delivery.md tells the protocol.

A post is claimed with a lease before it is sent and marked after. Where a try may have arrived although we never heard so, the
channel is read back for the post's unit code before anything is sent again; within the time that Discord remembers nonces the same
nonce guards a second time, later a new one is taken.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from bot.errors import BotError, ChannelClosed, MessageGone, SendFailed, SendRefused, StoreFailed
from bot.flows import notices
from bot.flows.app import App
from bot.flows.clock_set import go_back
from bot.flows.doubt import Doubt, doubt_of, look_back
from bot.flows.health import last_beat
from bot.flows.quiet import put_off_in_quiet
from bot.flows.trials import Trials
from bot.model.delivery import Claimed, DeliveryAttempt, Outcome, Post, Sent
from bot.model.notice import NoticeKind
from bot.model.subscription import ChannelId
from bot.ports import Outlet
from bot.rendering.frozen import thaw
from bot.settings import DeliverySettings
from bot.store import posts
from bot.store.database import Transaction

log = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""Channels served side by side: enough that those which wait for a rate limit leave room for the others."""

_HOLD = timedelta(days=1)
_MARK_AGAIN_S = 1.0


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

    async def step(self, *, now: datetime) -> None:
        """Begin what is due, as far as there is room. Raises `StoreFailed`."""
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

    async def close(self, *, within_s: float) -> None:
        """At the stop: finish what is on its way; what takes longer is cut, and looked for at the next start."""
        if self._running:
            _, cut = await asyncio.wait(tuple(self._running.values()), timeout=within_s)
            for task in cut:
                task.cancel()
            await asyncio.gather(*cut, return_exceptions=True)
            if cut:
                log.warning("stopped before Discord answered; looked for at the next start", extra={"posts": len(cut)})

    async def _run(self, claimed: Claimed, outlet: Outlet, *, now: datetime) -> DeliveryAttempt:
        doubt = doubt_of(claimed, now=now, since=self._since, nonce_s=self._app.settings.delivery.lease_s)
        one = _Try(self._app, claimed, outlet, doubt=doubt, clock=self._clock)
        try:
            return await one.make()
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


class _Try:
    """One try to deliver one post, and the mark of what came of it."""

    def __init__(self, app: App, claimed: Claimed, outlet: Outlet, *, doubt: Doubt, clock: Callable[[], datetime]) -> None:
        self._app = app
        self._claimed = claimed
        self._outlet = outlet
        self._doubt = doubt
        self._clock = clock
        self.refused = False

    async def make(self) -> DeliveryAttempt:
        """Raises `StoreFailed` only."""
        try:
            async with asyncio.timeout(self._app.settings.delivery.lease_s * 0.9):  # never send under a lease that ran out
                sent, outcome = await self._send()
        except MessageGone:
            sent, outcome = None, Outcome.FOUND
        except SendRefused as error:
            return await self._give_up(error)
        except ChannelClosed as error:
            self.refused = error.asked
            return await self._hold_channel(error)
        except (SendFailed, TimeoutError) as error:
            return await self._put_off(error)
        except StoreFailed:
            raise
        except Exception:
            log.exception("delivery met a bug", extra={"post_id": self._claimed.id})
            return await self._put_off(BotError())
        return await self._arrived(sent, outcome)

    async def _send(self) -> tuple[Sent, Outcome]:
        claimed, post, nonce = self._claimed, thawed(self._claimed.payload), self._claimed.nonce
        if self._doubt is not Doubt.NONE:
            found = await look_back(claimed, self._outlet, doubt=self._doubt)
            if found is not None:
                return found, Outcome.FOUND
        if self._doubt is Doubt.OLD:
            nonce = f"{claimed.code}-{claimed.attempts}"
            async with self._app.db.transaction(apart=True) as tx:
                await posts.renew(tx, claimed, nonce=nonce, now=self._clock())
        return await self._outlet.send(claimed.target, post, nonce=nonce), Outcome.SENT

    async def _arrived(self, sent: Sent | None, outcome: Outcome) -> DeliveryAttempt:
        claimed, now = self._claimed, self._clock()

        async def mark(tx: Transaction) -> None:
            if await posts.mark_sent(tx, claimed, sent=sent, now=now) and claimed.held:
                await posts.reopen(tx, claimed.channel_id, now=now)
                await notices.channel_open(tx, claimed.channel_id)

        await self._store(mark, apart=not claimed.held)
        log.info("post delivered", extra={"post_id": claimed.id, "code": claimed.code, "outcome": outcome.value})
        return DeliveryAttempt(post_id=claimed.id, outcome=outcome)

    async def _give_up(self, error: SendRefused) -> DeliveryAttempt:
        """This post will never be taken; the channel's others go on."""
        log.error("post refused", extra={"post_id": self._claimed.id, "channel": self._claimed.target.channel, "why": str(error)})
        now = self._clock()

        async def mark(tx: Transaction) -> None:
            if await posts.mark_dead(tx, self._claimed, error=error.said):
                await self._tell(tx, NoticeKind.REFUSED, why=error.said, now=now)

        await self._store(mark)
        return DeliveryAttempt(post_id=self._claimed.id, outcome=Outcome.DEAD, error=error.said)

    async def _hold_channel(self, error: ChannelClosed) -> DeliveryAttempt:
        """The channel's posts wait for a day, or until somebody looks after it: asking again only counts against us."""
        claimed, now = self._claimed, self._clock()
        until = now + _HOLD

        async def mark(tx: Transaction) -> None:
            if await posts.mark_later(tx, claimed, error=error.said, next_at=until, untried=claimed.first_try_at is None):
                await posts.hold(tx, claimed.channel_id, error=error.said, until=until)
                await self._tell(tx, NoticeKind.CLOSED, why=error.said, now=now)

        log.error("channel closed", extra={"channel": claimed.target.channel, "why": str(error)})
        await self._store(mark)
        return DeliveryAttempt(post_id=claimed.id, outcome=Outcome.LATER, error=error.said)

    async def _tell(self, tx: Transaction, kind: NoticeKind, *, why: str, now: datetime) -> None:
        await notices.tell_channel(tx, self._claimed.channel_id, kind, target=self._claimed.target, why=why, now=now)

    async def _put_off(self, error: BotError | TimeoutError) -> DeliveryAttempt:
        claimed, wait_s = self._claimed, backoff_s(self._claimed.attempts, settings=self._app.settings.delivery)
        if isinstance(error, BotError) and error.retry_after_s is not None:
            wait_s = max(wait_s, error.retry_after_s)
        said = str(error) or "timed out"
        surely_not = isinstance(error, SendFailed) and not error.uncertain and claimed.first_try_at is None
        next_at = self._clock() + timedelta(seconds=wait_s)
        log.warning("post put off", extra={"post_id": claimed.id, "wait_s": wait_s, "why": said})
        await self._store(lambda tx: posts.mark_later(tx, claimed, error=said, next_at=next_at, untried=surely_not), apart=True)
        return DeliveryAttempt(post_id=claimed.id, outcome=Outcome.LATER, error=said)

    async def _store(self, mark: Callable[[Transaction], Awaitable[object]], *, apart: bool = False) -> None:
        """One transaction, `apart` where it is about the post's row alone; while the database fails it is tried again as long as the lease
        lasts. Raises `StoreFailed` after that."""
        patience = asyncio.get_running_loop().time() + self._app.settings.delivery.lease_s
        while True:
            try:
                async with self._app.db.transaction(apart=apart) as tx:
                    await mark(tx)
            except StoreFailed as error:
                if asyncio.get_running_loop().time() + _MARK_AGAIN_S > patience:
                    raise
                log.warning("database fails, will mark the post again", extra={"post_id": self._claimed.id, "why": str(error)})
                await asyncio.sleep(_MARK_AGAIN_S)
            else:
                return


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


def thawed(payload: str) -> Post:
    """The post that was frozen. Raises `SendRefused` where its row is damaged. Pure."""
    try:
        return thaw(payload)
    except (ValueError, TypeError, KeyError) as error:
        raise SendRefused(detail="its stored text is damaged") from error


def backoff_s(attempts: int, *, settings: DeliverySettings) -> float:
    """Seconds to wait after that many tries: doubled each time, up to the longest. Pure."""
    return float(min(settings.retry_s * 2 ** min(attempts - 1, 20), settings.max_retry_s))
