"""A tally of invalid requests in, kept for the next start; a rest that it led to becomes a notice for as long as it lasts."""

import asyncio
import logging
from datetime import datetime, timedelta

from bot.errors import StoreFailed
from bot.flows.app import App
from bot.model.notice import Notice, NoticeKind
from bot.model.tally import Tally
from bot.store import notices, tallies
from bot.store.database import Transaction

log = logging.getLogger(__name__)

_SUBJECT = "discord"
_WITHIN_S = 5.0  # an answer of Discord's waits for this
_WORTH_TELLING = timedelta(minutes=5)


async def last_tally(*, app: App) -> Tally:
    """What earlier runs spent. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        return await tallies.read(tx)


async def keep_tally(tally: Tally, *, app: App, now: datetime) -> None:
    """Store it. A database that fails is logged: the running bot counts on without."""
    try:
        async with asyncio.timeout(_WITHIN_S), app.db.transaction() as tx:
            await tallies.write(tx, tally)
            await _tell(tx, tally, now=now)
    except (StoreFailed, TimeoutError) as error:
        log.warning(
            "invalid requests not kept for the next start", extra={"spent": len(tally.invalid_at), "why": str(error) or "timed out"}
        )


async def end_rest(tx: Transaction, *, now: datetime) -> None:
    """Whether the rest is over that was told of. Raises `StoreFailed`."""
    await _tell(tx, await tallies.read(tx), now=now)


async def _tell(tx: Transaction, tally: Tally, *, now: datetime) -> None:
    if tally.rests_until is None or tally.rests_until <= now:
        await notices.end(tx, [_SUBJECT])
    elif tally.rests_until - now > _WORTH_TELLING:
        text = f"Nothing is posted to Discord until {tally.rests_until:%Y-%m-%d %H:%M} UTC: {tally.why}."
        await notices.raise_one(tx, Notice(kind=NoticeKind.RESTING, subject=_SUBJECT, text=text, created_at=now))
