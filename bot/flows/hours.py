"""What the bot counted in, stored by the hour; a picture's or a table's steps out."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.errors import StoreFailed
from bot.flows.app import App
from bot.model.hours import Counts, Hour, Series, hour_of
from bot.store import hours
from bot.store.database import Database

log = logging.getLogger(__name__)

KEPT: Final = timedelta(days=2 * 365)
_HOURLY_DAYS: Final = 2  # so many days are shown by the hour
_DAILY_DAYS: Final = 92  # and so many by the day; more by the week
_HOUR: Final = timedelta(hours=1)


async def keep_hours(*, app: App) -> None:
    """Store what was counted since the last time: one write, however much it was. Raises `StoreFailed`, and then nothing is lost."""
    taken = app.counting.take()
    if not taken.done:
        return
    try:
        async with app.db.transaction() as tx:
            told = {hour: await hours.told(tx, sent) for hour, sent in taken.sent.items()}
            await hours.add(tx, {hour: done + told.get(hour, Counts()) for hour, done in taken.done.items()})
    except StoreFailed:
        app.counting.give_back(taken)
        raise


async def keep_last_hours(*, app: App) -> None:
    """The same at the end of a run, when nobody could try again."""
    try:
        await keep_hours(app=app)
    except StoreFailed as error:
        log.warning("the last seconds are missing in the figures", extra={"why": str(error)})


async def hours_of(*, db: Database, days: int, now: datetime) -> Series:
    """The last `days` days, today among them, by the UTC day; two days and fewer by the hour, 24 of them a day; more than 92 by the week.

    Raises `StoreFailed`.
    """
    step, since = _begin(days, now=now)
    async with db.reading() as tx:
        found = await hours.between(tx, since, now)
    return Series(step=step, steps=in_steps(found, since=since, step=step, now=now), until=now)


def in_steps(found: Sequence[Hour], *, since: datetime, step: timedelta, now: datetime) -> tuple[Hour, ...]:
    """Hours put together to steps of this length. Pure."""
    sums = [Counts()] * ((now - since) // step + 1)
    for hour in found:
        sums[(hour.at - since) // step] += hour.counts
    return tuple(Hour(at=since + number * step, counts=counts) for number, counts in enumerate(sums))


def _begin(days: int, *, now: datetime) -> tuple[timedelta, datetime]:
    """How long a step is, and when the first one begins."""
    if days <= _HOURLY_DAYS:
        return _HOUR, hour_of(now) - (days * 24 - 1) * _HOUR
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if days <= _DAILY_DAYS:
        return timedelta(days=1), midnight - timedelta(days=days - 1)
    monday = midnight - timedelta(days=midnight.weekday())
    return timedelta(weeks=1), monday - timedelta(weeks=-(-days // 7) - 1)
