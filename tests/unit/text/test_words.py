"""Words: the ones that carry meaning, in any script."""

from hypothesis import given
from hypothesis import strategies as st

from bot.text.words import content_words, count_words, names, numbers, stem, words


def test_stop_words_owners_and_endings_are_gone():
    assert content_words("Acme’s teams are launching the open-source tools") == ["acme", "team", "launch", "open", "source", "tool"]


def test_one_word_has_one_stem():
    assert stem("resigned") == stem("resigns") == "resign"
    assert stem("companies") == stem("company") == "company"
    assert stem("class") == "class"


def test_versions_and_amounts_stay_whole():
    assert content_words("v2.5 costs 1,200") == ["v2.5", "cost", "1,200"]


def test_scripts_without_spaces_give_bigrams():
    assert words("新製品X") == ["新製", "製品", "x"]
    assert words("新") == ["新"]


def test_names_are_capitals_inside_a_sentence_and_odd_words_anywhere():
    assert names("Yesterday Alibaba’s Qwen met iPhone and GPT-4.") == ["Alibaba", "Qwen", "iPhone", "GPT-4"]
    assert names("GitHub fell. Then it rose.") == ["GitHub"]


def test_numbers_are_found_as_written():
    assert numbers("3.5 of 1,200 in 2026") == ["3.5", "1,200", "2026"]


def test_two_characters_of_a_dense_script_count_as_a_word():
    assert count_words("新しいモデル is new") == 5
    assert count_words("three plain words") == 3


@given(st.text())
def test_any_text_has_words(text: str):
    assert all(words(text))
    assert len(content_words(text)) <= len(words(text))
