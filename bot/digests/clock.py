"""The time in, the times of digests and of quiet hours out. Pure.

The calendar is cronsim's, which treats the changes of daylight saving time as Debian's cron does: a clock time that does not exist that
day comes right after the gap, one that exists twice comes once. All zones of a year were held against a reckoning minute by minute.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from bot.model.schedule import Cadence, Quiet, Schedule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def next_digest_at(now: datetime, *, every_s: float, offset_s: float) -> datetime:
    """The first time after `now` that lies `offset_s` past a whole multiple of `every_s` since 1970-01-01T00:00Z.

    With 86,400 and 32,400 seconds: the next 09:00 UTC. However long the bot was away, one digest comes, not one per period missed.
    """
    periods = ((now - _EPOCH).total_seconds() - offset_s) // every_s + 1
    return _EPOCH + timedelta(seconds=periods * every_s + offset_s)


def next_run(schedule: Schedule, *, after: datetime) -> datetime:
    """The first time after `after` at which the schedule wants a digest, in UTC.

    However long the bot was away, that is one digest, not one for each hour missed. NEVER is the year 9999.
    """
    if schedule.cadence is Cadence.NEVER:
        return _NEVER
    return min(_next(expression, zone=schedule.zone, after=after) for expression in _expressions(schedule))


def last_run(schedule: Schedule, *, before: datetime) -> datetime:
    """The last time before `before` at which the schedule wanted a digest, in UTC. NEVER: `before` itself."""
    if schedule.cadence is Cadence.NEVER:
        return before
    zone = ZoneInfo(schedule.zone)
    runs = (CronSim(each, before.astimezone(zone), reverse=True) for each in _expressions(schedule))
    return max(next(at for at in (run.astimezone(UTC) for run in each) if at < before) for each in runs)


def quiet_until(quiet: Quiet | None, *, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours that `now` lies in are over, in UTC; None: it lies in none."""
    if quiet is None or quiet.start == quiet.end:
        return None
    clock = now.astimezone(ZoneInfo(zone)).time()
    inside = quiet.start <= clock < quiet.end if quiet.start < quiet.end else clock >= quiet.start or clock < quiet.end
    return _next(f"{quiet.end.minute} {quiet.end.hour} * * *", zone=zone, after=now) if inside else None


def day_began(*, zone: str, now: datetime) -> datetime:
    """When the zone's day of `now` began, in UTC: its midnight, or what comes right after it where there is none."""
    today: date = now.astimezone(ZoneInfo(zone)).date()
    before = datetime.combine(today - timedelta(days=1), time(12), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return _next("0 0 * * *", zone=zone, after=before)


def _expressions(schedule: Schedule) -> tuple[str, ...]:
    """A cron expression for each of the schedule's times."""
    days = ",".join(str(day + 1) for day in schedule.days) if schedule.cadence is Cadence.WEEKLY else "*"
    hourly = schedule.cadence is Cadence.HOURLY
    return tuple(f"{each.minute} {'*' if hourly else each.hour} * * {days}" for each in schedule.times)


def _next(expression: str, *, zone: str, after: datetime) -> datetime:
    """The first time after `after` that the cron expression means on the zone's clock."""
    runs = (run.astimezone(UTC) for run in CronSim(expression, after.astimezone(ZoneInfo(zone))))
    # In the second of two equal hours cronsim begins with the first one's times, which are over.
    return next(run for run in runs if run > after)
