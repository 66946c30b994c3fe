"""The picture of what was done: its plan in words, and that it can be drawn."""

import struct
from datetime import UTC, datetime, timedelta

import pytest

from bot.catalogue import speaking
from bot.flows.hours import in_steps
from bot.model.hours import Counts, Hour, Series
from bot.rendering.chart import draw
from bot.rendering.figures import chart_of

NOW = datetime(2026, 11, 23, 15, 20, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
SOME = Counts(polls=1234, unchanged=1000, failures=12, entries=90, articles=80, posts=20, stories=25, saved_s=9000)


def _series(*, step=DAY, steps=30, counts=SOME) -> Series:
    first = NOW.replace(hour=0, minute=0) - (steps - 1) * step if step > HOUR else NOW.replace(minute=0) - (steps - 1) * step
    return Series(step=step, steps=tuple(Hour(at=first + number * step, counts=counts) for number in range(steps)), until=NOW)


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_is_a_png_of_1200_by_800_and_small(dark):
    png = draw(chart_of(_series(), dark=dark))

    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1200, 800)
    assert 10_000 < len(png) < 150_000


@pytest.mark.parametrize("found", [_series(counts=Counts()), _series(steps=1), _series(step=HOUR, steps=24), _series(step=WEEK, steps=105)])
def test_nothing_and_little_and_much_can_be_drawn(found):
    assert draw(chart_of(found, dark=False)).startswith(b"\x89PNG")


def test_nothing_counted_is_said_kindly():
    assert "Nothing counted yet" in chart_of(_series(counts=Counts()), dark=False).nothing
    assert not chart_of(_series(), dark=False).nothing


def test_the_picture_is_told_in_words_too():
    alt = chart_of(_series(steps=2), dark=False).alt

    assert (
        alt == "Four bar charts. Day by day, 22 Nov 2026 to 23 Nov 2026: 2468 polls, 180 new entries, 40 posts, and 5 h of reading saved."
    )


def test_the_picture_speaks_its_readers_language():
    with speaking("de"):
        planned = chart_of(_series(), dark=False)

    assert planned.panels[0].title == "Abrufe"
    assert planned.subtitle == "Tag für Tag, 25. Okt. 2026 bis 23. Nov. 2026"


@pytest.mark.parametrize(("step", "steps"), [(HOUR, 24), (HOUR, 48), (DAY, 3), (DAY, 7), (DAY, 30), (DAY, 92), (WEEK, 14), (WEEK, 105)])
def test_an_axis_has_some_dates_and_not_too_many(step, steps):
    ticks = chart_of(_series(step=step, steps=steps), dark=False).ticks

    assert 2 <= len(ticks) <= 8
    assert len({tick.step for tick in ticks}) == len(ticks)


def test_short_times_are_shown_in_minutes_and_long_ones_in_hours():
    short, long = _series(counts=Counts(saved_s=600)), _series(counts=Counts(saved_s=36_000))

    assert chart_of(short, dark=False).panels[3].title.endswith("minutes")
    assert chart_of(long, dark=False).panels[3].values[0] == 10


def test_hours_fall_into_their_steps_and_none_is_lost():
    since = NOW.replace(hour=0, minute=0) - 2 * DAY
    found = [Hour(at=since + number * HOUR, counts=Counts(polls=1)) for number in range(64)]

    steps = in_steps(found, since=since, step=DAY, now=NOW)

    assert [each.counts.polls for each in steps] == [24, 24, 16]
    assert [each.at.day for each in steps] == [21, 22, 23]
