"""Why a job failed, in words that a database takes."""

import pytest

from bot.engine.failures import reason_of
from bot.errors import Refused


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("no\0 \ud800 here"), "ValueError: no ? here"),
        (ValueError(), "ValueError"),
        (KeyError("two\nlines"), "KeyError: 'two\\nlines'"),
        (Refused(why="There is no such feed."), "There is no such feed."),
    ],
)
def test_a_reason_is_one_sound_line(error, reason):
    assert reason_of(error) == reason


def test_a_reason_is_not_longer_than_a_line_may_be():
    assert len(reason_of(ValueError("x" * 100_000))) < 1000
