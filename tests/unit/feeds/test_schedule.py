"""When a feed is due again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.schedule import Bounds, after_failure, after_gone, after_success, interval_s, tempo_of
from bot.model.feed import Rhythm, Tempo
from bot.model.poll import Shown

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)  # a Monday
DAY_S = 86400
WEEK = timedelta(days=7)
BOUNDS = Bounds(interval_s=3600, floor_s=900, longest_s=DAY_S)


def weekly(entries: float) -> Tempo:
    return Tempo(weekly=entries, counted_at=NOW)


def seconds(due: datetime) -> float:
    return (due - NOW) / timedelta(seconds=1)


def well_s(
    tempo: Tempo | None = None, *, rhythm: Rhythm | None = None, fresh_s: float = 0, bounds: Bounds = BOUNDS, jitter: float = 0
) -> float:
    return seconds(after_success(now=NOW, tempo=tempo, rhythm=rhythm or Rhythm(), fresh_s=fresh_s, bounds=bounds, jitter=jitter))


def failed_s(
    failures: int, *, tempo: Tempo | None = None, retry_after_s: float | None = None, bounds: Bounds = BOUNDS, jitter: float = 0
) -> float:
    return seconds(after_failure(now=NOW, tempo=tempo, failures=failures, retry_after_s=retry_after_s, bounds=bounds, jitter=jitter))


@pytest.mark.parametrize(
    ("entries", "pause_s"), [(0, DAY_S), (1, DAY_S), (7, DAY_S), (14, DAY_S / 2), (168, 3600), (336, 1800), (672, 900), (10_000, 900)]
)
def test_a_feed_is_polled_as_often_as_it_brings_entries_between_the_floor_and_a_day(entries, pause_s):
    assert interval_s(weekly(entries), BOUNDS) == pytest.approx(pause_s)


def test_a_feed_of_unknown_tempo_is_polled_at_the_operators_interval():
    assert well_s(None) == 3600


@pytest.mark.parametrize("wished_s", [1, 60, 900])
def test_an_interval_not_above_the_floor_holds_for_every_feed(wished_s):
    bounds = Bounds(interval_s=wished_s, floor_s=900, longest_s=DAY_S)

    assert [interval_s(tempo, bounds) for tempo in (None, weekly(0), weekly(10_000))] == [wished_s] * 3


@pytest.mark.parametrize(("jitter", "pause_s"), [(-1, 3240), (0, 3600), (0.5, 3780), (1, 3960)])
def test_jitter_shifts_by_a_tenth(jitter, pause_s):
    assert well_s(jitter=jitter) == pytest.approx(pause_s)


@given(st.floats(-1, 1))
def test_jitter_never_undercuts_the_floor(jitter):
    assert 900 <= well_s(weekly(10_000), jitter=jitter) <= 1.2 * 900


@given(st.floats(-1, 1), st.floats(0, 2 * DAY_S), st.floats(0, 2 * DAY_S))
def test_no_poll_comes_before_what_the_server_and_the_document_ask_for(jitter, fresh_s, least_s):
    pause_s = well_s(weekly(10_000), rhythm=Rhythm(least_s=least_s), fresh_s=fresh_s, jitter=jitter)

    assert pause_s >= min(max(fresh_s, least_s, 900), DAY_S) - 0.001


@pytest.mark.parametrize(("fresh_s", "least_s"), [(60, 0), (0, 60), (3000, 3000)])
def test_what_is_asked_for_never_shortens_a_pause(fresh_s, least_s):
    assert well_s(weekly(0), rhythm=Rhythm(least_s=least_s), fresh_s=fresh_s) == DAY_S


def test_more_than_a_day_is_never_granted_to_freshness():
    assert well_s(weekly(10_000), fresh_s=30 * DAY_S, jitter=-1) == DAY_S


@pytest.mark.parametrize(
    ("rhythm", "hours"),
    [
        (Rhythm(skip_hours=(13,)), 2),
        (Rhythm(skip_hours=(13, 14, 15)), 4),
        (Rhythm(skip_hours=tuple(range(13, 24))), 12),
        (Rhythm(skip_hours=(12,)), 1),
        (Rhythm(skip_days=(0,)), 12),
        (Rhythm(skip_days=(0, 1, 2)), 60),
        (Rhythm(skip_days=(0,), skip_hours=(0, 1)), 14),
        (Rhythm(skip_hours=tuple(range(24))), 1),
        (Rhythm(skip_days=tuple(range(7))), 1),
    ],
    ids=repr,
)
def test_skipped_hours_and_days_are_passed_over_unless_nothing_is_left(rhythm, hours):
    assert well_s(None, rhythm=rhythm) == hours * 3600


@pytest.mark.parametrize(("failures", "hours"), [(0, 1), (1, 2), (2, 4), (4, 16), (5, 24), (10_000, 24)])
def test_failures_double_the_pause_up_to_a_day(failures, hours):
    assert failed_s(failures) == hours * 3600


@given(st.floats(-1, 1))
def test_after_five_failures_the_pause_has_at_least_doubled(jitter):
    assert failed_s(5, tempo=weekly(336), jitter=jitter) >= 2 * 1800


@pytest.mark.parametrize(("asked_s", "least_s"), [(60, 3240), (7200, 7200), (10 * DAY_S, 7 * DAY_S)])
@pytest.mark.parametrize("jitter", [-1, -0.3, 0, 1])
def test_a_server_may_ask_for_up_to_a_week_and_is_never_asked_early(asked_s, least_s, jitter):
    assert least_s <= failed_s(0, retry_after_s=asked_s, jitter=jitter) <= least_s + 720


def test_an_interval_longer_than_the_longest_pause_stays():
    assert failed_s(3, bounds=Bounds(interval_s=2 * DAY_S, floor_s=900, longest_s=DAY_S)) == 2 * DAY_S


def test_a_feed_that_is_gone_is_asked_once_more_after_an_hour():
    assert after_gone(now=NOW, bounds=BOUNDS) == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("shown", "entries"),
    [
        (Shown(dated=9, undated=0, oldest_at=NOW - 3 * WEEK, since=NOW), 9),  # a new feed that reaches back over a week
        (Shown(dated=0, undated=0, oldest_at=NOW - 3 * WEEK, since=NOW), 0),  # a new feed that fell silent
        (Shown(dated=10, undated=0, oldest_at=NOW - WEEK / 7, since=NOW), 70),  # a busy feed shows no more than its last day
        (Shown(dated=10, undated=0, oldest_at=NOW, since=NOW), 1680),
        (Shown(dated=4, undated=0, oldest_at=NOW - WEEK / 7, since=NOW), None),
        (Shown(dated=0, undated=50, oldest_at=None, since=NOW), None),  # without dates nothing is known of what came before
        (Shown(dated=0, undated=3, oldest_at=None, since=NOW - WEEK), 3),
        (Shown(dated=2, undated=1, oldest_at=NOW - WEEK / 2, since=NOW - 2 * WEEK), 3),
        (Shown(dated=0, undated=0, oldest_at=None, since=NOW), None),
    ],
    ids=repr,
)
def test_a_tempo_is_what_the_last_week_brought_as_far_as_it_can_be_known(shown, entries):
    tempo = tempo_of(shown, now=NOW)

    assert (tempo.weekly if tempo else None) == pytest.approx(entries)


@given(
    st.builds(Bounds, interval_s=st.floats(1, DAY_S), floor_s=st.floats(1, DAY_S), longest_s=st.just(DAY_S)),
    st.integers(0, 50),
    st.none() | st.floats(0, 1e9),
    st.floats(-1, 1),
    st.none() | st.floats(0, 1e5),
)
def test_the_next_poll_is_always_ahead_and_never_much_over_a_week(bounds, failures, asked_s, jitter, entries):
    tempo = None if entries is None else weekly(entries)

    pauses = [
        failed_s(failures, tempo=tempo, retry_after_s=asked_s, bounds=bounds, jitter=jitter),
        well_s(tempo, fresh_s=asked_s or 0, bounds=bounds, jitter=jitter),
    ]

    assert all(0 < pause <= 7.3 * DAY_S for pause in pauses)
