"""Sentences: where they end, and where they only seem to."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.sentences import split

TABLE = Path(__file__).parents[2] / "data" / "text" / "sentences.tsv"
CASES = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("# ")]


@pytest.mark.parametrize(("group", "case"), CASES)
def test_sentences_of_the_table_are_told_apart(group: str, case: str):
    marked = case.replace("\\n", "\n").replace("\\t", "\t")

    assert _texts(marked.replace("|", "")) == [sentence.strip() for sentence in marked.split("|")]


def test_the_table_is_large_and_repeats_nothing():
    texts = [case for _, case in CASES]

    assert len(texts) == len(set(texts)) >= 150


@pytest.mark.parametrize(
    "whole",
    [
        "The firm moved to the U.S. Google denied it",
        "It was the work of Inc. Magazine",
        "The Washington, D.C. Circuit ruled",
        "Prof. Smith et al. Wrote it",
        "it was fixed. later it broke",
        "He met J. Smith",
        "It is due Jan. Smith said",
    ],
)
def test_where_it_is_unclear_nothing_is_cut(whole: str):
    assert _texts(whole) == [whole]


def test_a_blank_line_ends_a_sentence_without_a_mark():
    assert _texts("A heading\n\nA paragraph goes on\nin the next line.\n \n\tLast") == [
        "A heading",
        "A paragraph goes on\nin the next line.",
        "Last",
    ]


@pytest.mark.parametrize("nothing", ["", " ", "\n\n\n", "\t"])
def test_white_space_has_no_sentence(nothing: str):
    assert split(nothing) == ()


@given(st.text())
def test_sentences_are_in_order_and_hold_every_visible_character(text: str):
    sentences = split(text)

    assert [one.start for one in sentences] == sorted(one.start for one in sentences)
    assert "".join("".join(_texts(text)).split()) == "".join(text.split())


def _texts(text: str) -> list[str]:
    return [text[one.start : one.end] for one in split(text)]
