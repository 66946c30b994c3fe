"""The time that a clock should show in; what waits, put right where it was set back. Stored times go back with it."""

import logging
from collections import deque
from datetime import datetime, timedelta

from bot.flows.app import App
from bot.flows.schedule import next_due
from bot.store import posts, subscriptions
from bot.store.database import Transaction
from bot.store.shift import shift_waits

log = logging.getLogger(__name__)

_HOUR = timedelta(hours=1)
_CLOCK_JUMP = timedelta(seconds=30)


async def go_back(app: App, *, expected: datetime, now: datetime) -> None:
    """Let nothing wait longer because the clock shows `now` where it should show `expected`. Raises `StoreFailed`."""
    if expected - now > _CLOCK_JUMP:
        log.warning("the clock was set back; what waits goes back with it", extra={"by_s": (expected - now).total_seconds()})
        async with app.db.transaction() as tx:
            await posts.shift(tx, by=now - expected)
            await shift_waits(tx, by=now - expected, now=now)
            await _recall_digests(tx, app=app, now=now)


def within_the_hour(times: deque[datetime], *, now: datetime) -> int:
    """How many there are, once the older ones are dropped, and those of a clock that was set back."""
    while times and not now - _HOUR < times[0] <= now:
        times.popleft()
    return len(times)


async def _recall_digests(tx: Transaction, *, app: App, now: datetime) -> None:
    """No channel waits longer for its digest than its schedule wants."""
    for name in app.outlets:
        for channel in await subscriptions.channels_of(tx, name):
            wanted = next_due(channel.schedule, settings=app.settings.digests, after=now)
            if wanted < channel.next_digest_at:
                await subscriptions.set_next_digest(tx, channel.id, wanted)
