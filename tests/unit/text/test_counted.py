"""Numbers and lengths of time as people read them."""

import pytest

from bot.text.counted import age, amount, bars, hours_and_minutes


def test_thousands_are_set_apart_without_a_point_or_a_comma():
    assert amount(1234567).split("\u202f") == ["1", "234", "567"]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 min"), (89, "1 min"), (3599, "1 h"), (3660, "1 h 1 min"), (359_940, "99 h 59 min"), (363_600, "101 h")]
)
def test_time_is_told_in_hours_and_minutes(seconds, said):
    assert hours_and_minutes(seconds) == said


def test_an_age_is_told_in_seconds_at_first():
    assert [age(-1), age(12.4), age(150)] == ["0 s", "12 s", "2 min"]


def test_bars_are_as_high_as_their_share_and_nothing_is_a_space():
    assert bars((0, 1, 4, 8)) == " ▂▅█"
    assert bars((0, 0)) == "  "
