"""Schedules as people write them."""

from datetime import time

import pytest

from bot.digests.schedule_text import clock_time, parse_quiet, parse_schedule, said, zone_named
from bot.errors import Refused
from bot.model.schedule import Cadence, Quiet


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hourly", "hourly at :00 (UTC)"),
        ("hourly :15", "hourly at :15 (UTC)"),
        ("Hourly 5", "hourly at :05 (UTC)"),
        ("daily 8", "daily at 08:00 (UTC)"),
        ("daily at 18:30 and 8:00", "daily at 08:00 and 18:30 (UTC)"),
        ("daily 8am, 6:30pm", "daily at 08:00 and 18:30 (UTC)"),
        ("daily 12am 12pm", "daily at 00:00 and 12:00 (UTC)"),
        ("daily 8:00 08:00", "daily at 08:00 (UTC)"),
        ("weekly mon thu 09:00", "weekly on Mon, Thu at 09:00 (UTC)"),
        ("weekly on Fridays at 17.00", "weekly on Fri at 17:00 (UTC)"),
        ("weekdays 9h15", "weekly on Mon, Tue, Wed, Thu, Fri at 09:15 (UTC)"),
        ("weekly mon-fri 09:00", "weekly on Mon, Tue, Wed, Thu, Fri at 09:00 (UTC)"),
        ("weekly mon – wed 9 am", "weekly on Mon, Tue, Wed at 09:00 (UTC)"),
        ("weekly fri-mon 09:00", "weekly on Mon, Fri, Sat, Sun at 09:00 (UTC)"),
        ("weekly mon/wed 09:00", "weekly on Mon, Wed at 09:00 (UTC)"),
        ("tues to thurs 09:00", "weekly on Tue, Wed, Thu at 09:00 (UTC)"),
        ("weekly thur sundays 09:00", "weekly on Thu, Sun at 09:00 (UTC)"),
        ("daily 6:30 pm and 8 a.m.", "daily at 08:00 and 18:30 (UTC)"),
        ("weekly weekends monday 7", "weekly on Mon, Sat, Sun at 07:00 (UTC)"),
    ],
)
def test_a_schedule_is_understood_and_said_back(text, words):
    assert said(parse_schedule(text)) == words


@pytest.mark.parametrize("text", ["hourly", "hourly :15", "daily 08:00 18:30", "weekly mon thu 09:00"])
def test_a_schedule_said_is_understood_again(text):
    schedule = parse_schedule(text, zone="Europe/Berlin")

    assert parse_schedule(said(schedule).partition(" (")[0], zone="Europe/Berlin") == schedule


@pytest.mark.parametrize(
    "text",
    [
        *("", "sometimes", "daily", "daily 25:00", "daily 8:60", "daily 13pm", "daily mon 8:00", "weekly 9:00", "weekly mon"),
        *("hourly 60", "hourly 5 10", "hourly 8:00", "daily 8:00 whenever"),
        *(f"weekly {word} 09:00" for word in ("monkey", "monthly", "satellite", "mon-", "mon-fri-sun", "mon-9", "sunny")),
        *("daily mon-fri 09:00", "monthly 09:00", "daily 9-17"),
        "daily " + " ".join(f"{hour // 2}:{hour % 2}5" for hour in range(48)),
    ],
)
def test_what_is_not_understood_is_refused_with_an_example(text):
    with pytest.raises(Refused) as caught:
        parse_schedule(text)

    assert "such as" in caught.value.said or "for example" in caught.value.said


def test_a_zone_is_found_in_any_case():
    assert zone_named("europe/berlin") == "Europe/Berlin"
    assert zone_named("America/New York") == "America/New_York"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "America", "Europe/Berlin\0"])
def test_what_is_no_zone_is_refused(name):
    with pytest.raises(Refused, match="time zone"):
        zone_named(name)


@pytest.mark.parametrize("text", ["22:00-07:00", "10pm to 7am", "22 – 7"])
def test_quiet_hours_are_understood(text):
    assert parse_quiet(text) == Quiet(start=time(22), end=time(7))


@pytest.mark.parametrize("text", ["", "22:00", "never", "22-23-24", "22:00-late", "22:00-22:00", "0-0"])
def test_quiet_hours_that_are_none_are_refused(text):
    with pytest.raises(Refused):
        parse_quiet(text)


def test_everything_that_is_set_is_said():
    schedule = parse_schedule("daily 8", zone="Asia/Tokyo")
    full = type(schedule)(
        cadence=Cadence.DAILY,
        times=schedule.times,
        zone=schedule.zone,
        quiet=parse_quiet("22-7"),
        stories=5,
        daily_cards=8,
        say_when_empty=True,
    )

    assert said(full) == (
        "daily at 08:00 (Asia/Tokyo), quiet from 22:00 to 07:00, at most 5 stories, at most 8 cards a day, also when there is no news"
    )


def test_a_clock_time_has_no_more_than_it_needs():
    assert clock_time(" 6:30pm ") == time(18, 30)
