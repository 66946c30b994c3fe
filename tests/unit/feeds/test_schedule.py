"""When a feed is due again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.schedule import next_check

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DAY_S = 86400


def due_s(*, interval_s: float = 3600, failures: int = 0, retry_after_s: float | None = None, jitter: float = 0.0) -> float:
    due = next_check(now=NOW, interval_s=interval_s, max_interval_s=DAY_S, failures=failures, retry_after_s=retry_after_s, jitter=jitter)
    return (due - NOW) / timedelta(seconds=1)


@pytest.mark.parametrize(("failures", "hours"), [(0, 1), (1, 2), (2, 4), (4, 16), (5, 24), (10_000, 24)])
def test_failures_double_the_pause_up_to_a_day(failures, hours):
    assert due_s(failures=failures) == hours * 3600


@pytest.mark.parametrize(("jitter", "seconds"), [(-1, 3240), (0, 3600), (0.5, 3780), (1, 3960)])
def test_jitter_shifts_by_a_tenth(jitter, seconds):
    assert due_s(jitter=jitter) == pytest.approx(seconds)


@pytest.mark.parametrize(("asked", "seconds"), [(60, 3600), (7200, 7200), (10 * DAY_S, 7 * DAY_S)])
def test_a_server_may_ask_for_up_to_a_week(asked, seconds):
    assert due_s(retry_after_s=asked) == seconds


def test_a_pause_that_was_asked_for_is_never_cut_short():
    assert due_s(retry_after_s=7200, jitter=-1) == 7200


def test_an_interval_longer_than_the_longest_pause_stays():
    assert due_s(interval_s=2 * DAY_S, failures=3) == 2 * DAY_S


@given(st.floats(1, DAY_S), st.integers(0, 50), st.none() | st.floats(0, 1e9), st.floats(-1, 1))
def test_the_next_check_is_always_ahead_and_within_a_week(interval_s, failures, retry_after_s, jitter):
    seconds = due_s(interval_s=interval_s, failures=failures, retry_after_s=retry_after_s, jitter=jitter)

    assert 0 < seconds <= 7 * DAY_S
