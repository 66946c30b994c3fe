"""The digest's hour."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.clock import next_digest_at


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
