"""Clip: short enough, and cut where it does not hurt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.clip import clip


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("short", 5, "short"),
        ("hello world again", 12, "hello world…"),
        ("hello world again", 11, "hello…"),
        ("Donaudampfschifffahrt", 8, "Donauda…"),
        ("a Donaudampfschifffahrt", 8, "a Donau…"),
        ("anything", 1, "…"),
        ("anything", 0, ""),
        ("新しいモデルが発表", 5, "新しいモ…"),
    ],
)
def test_text_is_cut_between_words_where_that_keeps_half(text: str, limit: int, clipped: str):
    assert clip(text, limit) == clipped


def test_a_letter_keeps_its_accent():
    assert clip("aaae\u0301e\u0301", 5) == "aaa…"


def test_a_joined_emoji_stays_whole():
    assert clip("aaaa👩‍💻bbbb", 7) == "aaaa…"


def test_a_flag_stays_whole():
    assert clip("aaaa🇩🇪bb", 6) == "aaaa…"


def test_the_ellipsis_is_the_callers():
    assert clip("hello world", 8, ellipsis="...") == "hello..."


@given(st.text(), st.integers(min_value=0, max_value=30))
def test_no_result_is_longer_than_the_limit(text: str, limit: int):
    assert len(clip(text, limit)) <= limit
