"""The digest's hour."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.clock import day_began, last_run, next_digest_at, next_run, quiet_until
from bot.model.schedule import Cadence, Quiet, Schedule


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-04T08:59:59", "2026-03-04T09:00:00"),
        ("2026-03-04T09:00:00", "2026-03-05T09:00:00"),
        ("2026-03-04T23:00:00", "2026-03-05T09:00:00"),
    ],
)
def test_a_daily_digest_comes_at_nine(now, due):
    at = next_digest_at(datetime.fromisoformat(f"{now}+00:00"), every_s=86400, offset_s=32400)

    assert at == datetime.fromisoformat(f"{due}+00:00")


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)), st.integers(1, 10**6), st.integers(0, 10**6))  # noqa: DTZ001  made aware below
def test_the_next_hour_lies_ahead_but_no_further_than_one_period(moment, every_s, offset_s):
    now = moment.replace(tzinfo=UTC)

    due = next_digest_at(now, every_s=every_s, offset_s=offset_s)

    assert now < due <= now + timedelta(seconds=every_s)


def a_schedule(*times: time, zone: str = "UTC", cadence: Cadence = Cadence.DAILY, days: tuple[int, ...] = ()) -> Schedule:
    return Schedule(cadence=cadence, times=times, zone=zone, days=days)


def runs(schedule: Schedule, *, start: datetime, count: int) -> list[datetime]:
    found = [next_run(schedule, after=start)]
    while len(found) < count:
        found.append(next_run(schedule, after=found[-1]))
    return found


def reckoned(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When the zone's clock first shows this time on this day, or the first minute after it where it never does: minute by minute."""
    local = datetime.combine(day, clock, tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    moment -= timedelta(hours=4)
    while moment.astimezone(zone).replace(tzinfo=None) < local.replace(tzinfo=None):
        moment += timedelta(minutes=1)
    return moment


def clocks() -> dict[str, list[datetime]]:
    """One zone for each way in which the clocks of the world went in 2026, with the hours of its changes."""
    days = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(367)]
    ways: dict[tuple[object, ...], str] = {}
    changes: dict[str, list[datetime]] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        shifts = [day.astimezone(zone).utcoffset() for day in days]
        found = []
        for at in (number for number in range(366) if shifts[number] != shifts[number + 1]):
            hours = (days[at] + timedelta(minutes=15 * quarter) for quarter in range(97))
            found.append(next(hour for hour in hours if hour.astimezone(zone).utcoffset() != shifts[at]))
        if ways.setdefault((shifts[0], *found), name) == name:
            changes[name] = found
    return changes


CLOCKS = clocks()
TIMES = (time(0, 0), time(1, 30), time(2, 0), time(2, 30), time(23, 45))


def test_every_way_in_which_clocks_change_is_looked_at():
    assert sum(bool(changes) for changes in CLOCKS.values()) > 10
    assert "Australia/LHI" in CLOCKS  # half an hour each time


@pytest.mark.parametrize("name", CLOCKS)
def test_a_clock_time_runs_once_a_day_all_year_in_every_zone(name):
    zone, first = ZoneInfo(name), date(2026, 1, 1)
    for clock in (time(0, 0), time(2, 30)):
        wanted = sorted({reckoned(first + timedelta(days=number), clock, zone) for number in range(366)})

        assert runs(a_schedule(clock, zone=name), start=wanted[0] - timedelta(seconds=1), count=len(wanted)) == wanted


@pytest.mark.parametrize("name", [name for name, changes in CLOCKS.items() if changes])
def test_around_a_change_of_the_clock_the_next_run_is_the_first_one_ahead(name):
    zone, schedule = ZoneInfo(name), a_schedule(*TIMES, zone=name)
    for change in CLOCKS[name]:
        for minutes in range(-200, 200, 13):
            now = change + timedelta(minutes=minutes, seconds=30)
            today = now.astimezone(zone).date()
            near = [reckoned(today + timedelta(days=days), clock, zone) for days in (-1, 0, 1) for clock in TIMES]

            assert next_run(schedule, after=now) == min(each for each in near if each > now)


def test_a_time_that_does_not_exist_runs_once_right_after():
    schedule = a_schedule(time(2, 15), time(2, 45), time(3, 0), zone="Europe/Berlin")

    spring = runs(schedule, start=datetime(2026, 3, 28, 12, tzinfo=UTC), count=2)

    assert spring == [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 30, 0, 15, tzinfo=UTC)]


def test_a_time_that_exists_twice_runs_once():
    autumn = runs(a_schedule(time(2, 30), zone="Europe/Berlin"), start=datetime(2026, 10, 24, 12, tzinfo=UTC), count=2)

    assert autumn == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)]


def test_hourly_means_every_real_hour():
    schedule = a_schedule(time(0, 20), zone="Europe/Berlin", cadence=Cadence.HOURLY)

    found = runs(schedule, start=datetime(2026, 10, 24, 20, tzinfo=UTC), count=8)

    assert found == [datetime(2026, 10, 24, 20, 20, tzinfo=UTC) + timedelta(hours=number) for number in range(8)]


def test_weekly_keeps_to_its_days():
    schedule = a_schedule(time(9), cadence=Cadence.WEEKLY, days=(0, 6))

    found = runs(schedule, start=datetime(2026, 3, 4, tzinfo=UTC), count=3)

    assert [f"{each:%a %d}" for each in found] == ["Sun 08", "Mon 09", "Sun 15"]


def test_a_machine_that_slept_a_week_owes_one_digest():
    schedule, woke = a_schedule(time(9), zone="Asia/Tokyo"), datetime(2026, 3, 11, 3, tzinfo=UTC)

    assert next_run(schedule, after=woke) == datetime(2026, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("21:59", None),
        ("22:00", "2026-03-05T06:00"),
        ("23:30", "2026-03-05T06:00"),
        ("06:59", "2026-03-04T06:00"),
        ("07:00", None),
    ],
)
def test_quiet_hours_go_over_midnight(now, until):
    clock = time.fromisoformat(now)
    moment = datetime.combine(date(2026, 3, 4), clock, tzinfo=ZoneInfo("Europe/Berlin"))

    over = quiet_until(Quiet(start=time(22), end=time(7)), zone="Europe/Berlin", now=moment)

    assert over == (datetime.fromisoformat(f"{until}+00:00") if until else None)


def test_no_quiet_hours_are_never_quiet():
    now = datetime(2026, 3, 4, tzinfo=UTC)

    assert quiet_until(None, zone="UTC", now=now) is None
    assert quiet_until(Quiet(start=time(0), end=time(0)), zone="UTC", now=now) is None


@pytest.mark.parametrize("name", [name for name, changes in CLOCKS.items() if changes])
def test_a_day_begins_at_or_before_every_moment_of_it(name):
    zone = ZoneInfo(name)
    for change in CLOCKS[name]:
        for minutes in range(-1500, 1500, 111):
            now = change + timedelta(minutes=minutes)
            began = day_began(zone=name, now=now)

            assert began <= now
            assert began == reckoned(now.astimezone(zone).date(), time(0), zone)


SCHEDULES = (
    a_schedule(time(8), time(18), zone="Europe/Berlin"),
    a_schedule(time(0, 15), zone="Asia/Kolkata", cadence=Cadence.HOURLY),
    a_schedule(time(9), zone="America/New_York", cadence=Cadence.WEEKLY, days=(0, 6)),
)


@given(st.sampled_from(SCHEDULES), st.integers(0, 365 * 24 * 60))
def test_between_the_last_run_and_now_there_is_no_other(schedule, minute):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)

    last = last_run(schedule, before=now)

    assert last < now <= next_run(schedule, after=last)


def test_who_wants_no_digests_had_none():
    now = datetime(2026, 3, 4, tzinfo=UTC)

    assert last_run(a_schedule(cadence=Cadence.NEVER), before=now) == now
