"""Edits: the few that are allowed, and no others."""

import pytest

from bot.takeaways.edits import tidy


@pytest.mark.parametrize(
    ("sentence", "tidied"),
    [
        ("However, sales  fell\nagain.", "Sales fell again."),
        ("Meanwhile, the price rose.", "The price rose."),
        ("But Apple denied it.", "Apple denied it."),
        ("And 40 others left.", "40 others left."),
        ("LONDON (Reuters) - Sales fell.", "Sales fell."),
        ("(CNN) -- Sales fell.", "Sales fell."),
        ("(CNN)Sales fell.", "Sales fell."),
        ("PARIS — Sales fell.", "Sales fell."),
        ("Port Ellery, Ellerland (AP) — However, sales fell.", "Sales fell."),
    ],
)
def test_datelines_and_connectives_go(sentence: str, tidied: str):
    assert tidy(sentence) == tidied


@pytest.mark.parametrize(
    "sentence",
    [
        "Sales did not fall, police said.",
        "“However, sales fell,” she said.",
        "However sales fell, the price stayed.",
        "But for the price, sales would have fallen.",
        "So far, sales fell.",
        "Still waters run deep.",
        "The API (AP) — a new one — is here.",
        "GPT-4 — the model — is here.",
    ],
)
def test_everything_else_stays(sentence: str):
    assert tidy(sentence) == sentence
