"""Wishes that are due in; arrived posts shown anew. The same edit twice changes nothing, so nothing is claimed and nothing looked for."""

import asyncio
import logging
from datetime import datetime, timedelta

from bot.errors import BotError, ChannelClosed, MessageGone, SendRefused
from bot.flows import notices
from bot.flows.app import App
from bot.flows.attempt import backoff_s, thawed
from bot.model.delivery import EditState, WantedEdit
from bot.model.notice import NoticeKind
from bot.ports import Outlet
from bot.store import edits, posts

log = logging.getLogger(__name__)

_AT_ONCE = 20
_HOLD = timedelta(days=1)


async def edit_due(*, app: App, now: datetime) -> tuple[EditState, ...]:
    """Try every wish that is due; what became of each. Raises `StoreFailed` only."""
    done: list[EditState] = []
    for name, outlet in app.outlets.items():
        async with app.db.reading() as tx:
            due = await edits.due(tx, outlet=name, now=now, most=_AT_ONCE)
        done += await asyncio.gather(*(_edit(wanted, outlet, app=app, now=now) for wanted in due))
    return tuple(done)


async def next_edit_at(*, app: App) -> datetime | None:
    """When the next wish is due; None: there is none. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        times = [await edits.next_due(tx, name) for name in app.outlets]
    return min((each for each in times if each is not None), default=None)


async def _edit(wanted: WantedEdit, outlet: Outlet, *, app: App, now: datetime) -> EditState:
    try:
        async with asyncio.timeout(app.settings.delivery.lease_s):
            await outlet.edit(wanted.target, wanted.sent, thawed(wanted.payload))
    except (SendRefused, MessageGone) as error:
        return await _give_up(wanted, error, app=app)
    except ChannelClosed as error:
        return await _hold_channel(wanted, error, app=app, now=now)
    except (BotError, TimeoutError) as error:
        return await _put_off(wanted, error, app=app, now=now)
    except Exception:
        log.exception("editing met a bug", extra={"post_id": wanted.post_id})
        return await _put_off(wanted, BotError(), app=app, now=now)
    async with app.db.transaction() as tx:
        await edits.mark_done(tx, wanted, now=now)
    log.info("post edited", extra={"post_id": wanted.post_id})
    return EditState.DONE


async def _give_up(wanted: WantedEdit, error: BotError, *, app: App) -> EditState:
    log.warning("edit given up", extra={"post_id": wanted.post_id, "why": str(error)})
    async with app.db.transaction() as tx:
        await edits.mark_dead(tx, wanted, error=error.said)
    return EditState.DEAD


async def _hold_channel(wanted: WantedEdit, error: ChannelClosed, *, app: App, now: datetime) -> EditState:
    """The channel's posts and edits wait, as after a post that it refused. A thread of a forum that refuses us speaks for itself alone."""
    log.error("channel closed", extra={"channel": wanted.target.channel, "why": str(error)})
    async with app.db.transaction() as tx:
        await edits.mark_later(tx, wanted, error=str(error), next_at=now + _HOLD)
        if not wanted.sent.thread:
            await posts.hold(tx, wanted.channel_id, error=error.said, until=now + _HOLD)
            await notices.tell_channel(tx, wanted.channel_id, NoticeKind.CLOSED, target=wanted.target, why=error.said, now=now)
        if error.gone:
            await edits.end_channel(tx, wanted.channel_id)
    return EditState.DEAD if error.gone else EditState.WANTED


async def _put_off(wanted: WantedEdit, error: BotError | TimeoutError, *, app: App, now: datetime) -> EditState:
    wait = timedelta(seconds=backoff_s(wanted.attempts + 1, settings=app.settings.delivery))
    if isinstance(error, BotError) and error.retry_after_s is not None:
        wait = max(wait, timedelta(seconds=error.retry_after_s))
    log.info("edit put off", extra={"post_id": wanted.post_id, "why": str(error) or "timed out"})
    async with app.db.transaction() as tx:
        await edits.mark_later(tx, wanted, error=str(error) or "timed out", next_at=now + wait)
    return EditState.WANTED
