"""When a model is left alone."""

from datetime import UTC, datetime, timedelta

from bot.takeaways.llm.breaker import FAILURES, PAUSE, Breaker, ask_leave, failed, succeeded

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def after_failures(count, *, now=NOW):
    breaker = Breaker()
    for _ in range(count):
        breaker = failed(breaker, now=now)
    return breaker


def granted(breaker, *, now=NOW):
    return ask_leave(breaker, now=now, within=MINUTE).granted


def test_four_failures_change_nothing_and_the_fifth_opens_it():
    assert granted(after_failures(FAILURES - 1))
    assert not granted(after_failures(FAILURES))


def test_after_the_pause_one_probe_is_let_through():
    leave = ask_leave(after_failures(FAILURES), now=NOW + PAUSE, within=MINUTE)

    assert leave.granted
    assert not granted(leave.breaker, now=NOW + PAUSE)


def test_a_probe_that_never_came_back_does_not_bar_the_way_for_ever():
    leave = ask_leave(after_failures(FAILURES), now=NOW + PAUSE, within=MINUTE)

    assert granted(leave.breaker, now=NOW + PAUSE + MINUTE)


def test_a_failed_probe_opens_it_again_and_a_good_one_closes_it():
    leave = ask_leave(after_failures(FAILURES), now=NOW + PAUSE, within=MINUTE)

    assert not granted(failed(leave.breaker, now=NOW + PAUSE), now=NOW + PAUSE)
    assert granted(succeeded(), now=NOW)


def test_a_pause_that_the_server_asked_for_is_kept_but_not_for_days():
    paused = failed(Breaker(), now=NOW, retry_after_s=90)

    assert not granted(paused, now=NOW + MINUTE)
    assert granted(paused, now=NOW + 2 * MINUTE)
    assert granted(failed(Breaker(), now=NOW, retry_after_s=1e11), now=NOW + timedelta(days=1))
