"""The sentences around a place in a text."""

from hypothesis import given
from hypothesis import strategies as st

from bot.text.around import sentences_at

TEXT = "The first paragraph is short.\n\nOne was said. Two was meant, and said twice. Three came after.\n\nAnother paragraph."


def at(words, **facts):
    start = TEXT.index(words)
    return sentences_at(TEXT, start, start + len(words), **facts)


def test_a_piece_of_a_sentence_gives_all_of_it():
    assert at("was meant") == "Two was meant, and said twice."


def test_a_place_over_two_sentences_gives_both():
    assert at("said. Two was") == "One was said. Two was meant, and said twice."


def test_more_is_what_comes_after_in_the_paragraph_or_else_before():
    assert at("was meant", more=1) == "Two was meant, and said twice. Three came after."
    assert at("Three came", more=1) == "Two was meant, and said twice. Three came after."
    assert at("Another", more=1) == "Another paragraph."


def test_a_place_that_is_none_gives_nothing():
    assert [sentences_at(TEXT, start, end) for start, end in ((0, 0), (-1, 3), (5, 4), (0, 10_000))] == [""] * 4
    assert sentences_at("", 0, 0) == ""


def test_a_text_without_ends_of_sentences_costs_and_gives_a_bounded_piece():
    assert len(sentences_at("word " * 100_000, 250_000, 250_004)) < 4000


@given(st.text(alphabet="ab. \n!", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_what_is_given_stands_in_the_text(text, start, end):
    found = sentences_at(text, start, end)

    assert found in " ".join(text.split())
