"""What an article is recognised by costs the same however long it is."""

import time

import pytest

from bot.text.fingerprint import fingerprint


@pytest.mark.parametrize("run", ["word ", "1,000,", "Aa Bb ", "x"])
def test_endless_titles_and_texts_cost_no_more_than_their_beginnings(run):
    started = time.process_time()

    endless = fingerprint(run * 1_000_000, run * 1_000_000, link="https://a.example/1")

    assert time.process_time() - started < 1
    assert endless == fingerprint(run * 1_000, run * 6_000, link="https://a.example/1")
