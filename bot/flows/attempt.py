"""A claimed post in; one try to deliver it, and the mark of what came of it, out. docs/delivery.md tells the protocol."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.errors import BotError, ChannelClosed, MessageGone, SendFailed, SendRefused, StoreFailed
from bot.flows import notices
from bot.flows.app import App
from bot.flows.doubt import Doubt, look_back
from bot.model.delivery import Claimed, DeliveryAttempt, Outcome, Post, Sent
from bot.model.notice import NoticeKind
from bot.ports import Outlet
from bot.rendering.frozen import thaw
from bot.settings import DeliverySettings
from bot.store import posts
from bot.store.database import Transaction

log = logging.getLogger(__name__)

_HOLD = timedelta(days=1)
_MARK_AGAIN_S = 1.0


class Try:
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
        self._app.counting.arrived(claimed.id, at=now)
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


def thawed(payload: str) -> Post:
    """The post that was frozen. Raises `SendRefused` where its row is damaged. Pure."""
    try:
        return thaw(payload)
    except (ValueError, TypeError, KeyError) as error:
        raise SendRefused(detail="its stored text is damaged") from error


def backoff_s(attempts: int, *, settings: DeliverySettings) -> float:
    """Seconds to wait after that many tries: doubled each time, up to the longest. Pure."""
    return float(min(settings.retry_s * 2 ** min(attempts - 1, 20), settings.max_retry_s))
