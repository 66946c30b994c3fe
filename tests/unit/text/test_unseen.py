"""What no reader sees goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.unseen import seen


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u2063", "\ufeff", "\x00", "\x1b", "\u3164", "\u00ad", "\U000e0041", "\ue000"])
def test_unseen_characters_go(hidden):
    assert seen(f"Ke{hidden}strel") == "Kestrel"


def test_bytes_smuggled_in_variation_selectors_go():
    assert seen("Kestrel" + "".join(chr(0xE0100 + n) for n in range(40)))[:7] == "Kestrel"
    assert len(seen("Kestrel" + "".join(chr(0xE0100 + n) for n in range(40)))) <= 8


@pytest.mark.parametrize("text", ["Node.js 22.4", "汐見電機は四日", "می‌خواهم", "👩‍🚀 flies", "Straße", "नमस्ते"])
def test_what_is_seen_stays(text):
    assert seen(text) == text


@given(st.text())
def test_doing_it_twice_changes_nothing(text):
    assert seen(seen(text)) == seen(text)
