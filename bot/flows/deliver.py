"""Posts that are due in; delivered, put off or given up. Never lost, never doubled: the architecture's decision 3.

A post is claimed with a lease before it is sent and marked after. Where a try may have arrived although we never heard so: within
the time that Discord remembers nonces it is sent again under the same nonce, which makes no second message; later, the channel
is read back for the post's unit code, and only where that is missing is it sent under a new nonce.
"""

import asyncio
import logging
from datetime import datetime, timedelta

from bot.errors import BotError, ChannelClosed, SendFailed, SendRefused
from bot.flows.app import App
from bot.model.delivery import Claimed, DeliveryAttempt, Outcome
from bot.ports import Outlet
from bot.rendering.frozen import thaw
from bot.settings import DeliverySettings
from bot.store import posts, subscriptions

log = logging.getLogger(__name__)

_AT_ONCE = 20
_HOLD = timedelta(days=1)
_CLOCK_SLACK = timedelta(seconds=120)  # Discord's clock against ours, when asking for messages since a time


async def deliver_due(*, app: App, owner: str, now: datetime) -> tuple[DeliveryAttempt, ...]:
    """Try every post that is due, one a channel, channels side by side. Raises `StoreFailed` only."""
    attempts: list[DeliveryAttempt] = []
    for name, outlet in app.outlets.items():
        async with app.db.transaction() as tx:
            taken = await posts.claim(tx, outlet=name, owner=owner, now=now, lease_s=app.settings.delivery.lease_s, most=_AT_ONCE)
        attempts += await asyncio.gather(*(_try(claimed, outlet, app=app, now=now) for claimed in taken))
    return tuple(attempts)


async def next_delivery_at(*, app: App) -> datetime | None:
    """When the next post is due; None: all are delivered. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        times = [await posts.next_due(tx, name) for name in app.outlets]
    return min((each for each in times if each is not None), default=None)


async def release_leases(*, app: App, now: datetime) -> None:
    """For a start, when no other program works on this database: what was under way is looked at again. Raises `StoreFailed`."""
    async with app.db.transaction() as tx:
        await posts.release(tx, now=now)


async def _try(claimed: Claimed, outlet: Outlet, *, app: App, now: datetime) -> DeliveryAttempt:
    try:
        async with asyncio.timeout(app.settings.delivery.lease_s * 0.9):  # never send under a lease that ran out
            message, outcome = await _send_once(claimed, outlet, app=app, now=now)
    except SendRefused as error:
        return await _give_up(claimed, error, app=app)
    except ChannelClosed as error:
        return await _hold_channel(claimed, error, app=app, now=now)
    except (SendFailed, TimeoutError) as error:
        return await _put_off(claimed, error, app=app, now=now)
    except Exception:
        log.exception("delivery met a bug", extra={"post_id": claimed.id})
        return await _put_off(claimed, BotError(), app=app, now=now)
    async with app.db.transaction() as tx:
        await posts.mark_sent(tx, claimed.id, message_id=message, now=now)
        await subscriptions.set_channel_error(tx, claimed.channel_id, None)
    log.info("post delivered", extra={"post_id": claimed.id, "code": claimed.code, "outcome": outcome.value})
    return DeliveryAttempt(post_id=claimed.id, outcome=outcome)


async def _send_once(claimed: Claimed, outlet: Outlet, *, app: App, now: datetime) -> tuple[str, Outcome]:
    post, nonce = thaw(claimed.payload), claimed.nonce
    if claimed.first_try_at is not None and now - claimed.first_try_at > timedelta(seconds=app.settings.delivery.lease_s):
        found = await outlet.find(claimed.target, code=claimed.code, since=claimed.first_try_at - _CLOCK_SLACK)
        if found is not None:
            return found, Outcome.FOUND
        nonce = f"{claimed.code}-{claimed.attempts}"
        async with app.db.transaction() as tx:
            await posts.renew(tx, claimed.id, nonce=nonce, now=now)
    return await outlet.send(claimed.target, post, nonce=nonce), Outcome.SENT


async def _give_up(claimed: Claimed, error: SendRefused, *, app: App) -> DeliveryAttempt:
    """This post will never be taken; the channel's others go on."""
    log.error("post refused", extra={"post_id": claimed.id, "channel": claimed.target.channel, "why": str(error)})
    async with app.db.transaction() as tx:
        await posts.mark_dead(tx, claimed.id, error=error.said)
    return DeliveryAttempt(post_id=claimed.id, outcome=Outcome.DEAD, error=error.said)


async def _hold_channel(claimed: Claimed, error: ChannelClosed, *, app: App, now: datetime) -> DeliveryAttempt:
    """The channel's posts wait behind this one for a day, or until somebody looks after it: asking again only counts against us."""
    log.error("channel closed", extra={"channel": claimed.target.channel, "why": str(error)})
    async with app.db.transaction() as tx:
        await posts.mark_later(tx, claimed.id, error=error.said, next_at=now + _HOLD)
        await subscriptions.set_channel_error(tx, claimed.channel_id, error.said)
    return DeliveryAttempt(post_id=claimed.id, outcome=Outcome.LATER, error=error.said)


async def _put_off(claimed: Claimed, error: BotError | TimeoutError, *, app: App, now: datetime) -> DeliveryAttempt:
    wait_s = backoff_s(claimed.attempts, settings=app.settings.delivery)
    if isinstance(error, BotError) and error.retry_after_s is not None:
        wait_s = max(wait_s, error.retry_after_s)
    said = str(error) or "timed out"
    log.warning("post put off", extra={"post_id": claimed.id, "wait_s": wait_s, "why": said})
    async with app.db.transaction() as tx:
        await posts.mark_later(tx, claimed.id, error=said, next_at=now + timedelta(seconds=wait_s))
    return DeliveryAttempt(post_id=claimed.id, outcome=Outcome.LATER, error=said)


def backoff_s(attempts: int, *, settings: DeliverySettings) -> float:
    """Seconds to wait after that many tries: doubled each time, up to the longest. Pure."""
    return float(min(settings.retry_s * 2 ** min(attempts - 1, 20), settings.max_retry_s))
