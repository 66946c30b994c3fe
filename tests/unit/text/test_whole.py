"""Whole words and phrases, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.whole import fold, fold_phrase, stands_in


def has(needle: str, text: str) -> bool:
    return stands_in(fold(needle), fold(text))


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        ("AI", "An ai that sings"),
        ("ai", "“AI”-made"),
        ("café", "Le CAFÉ ouvre"),
        ("cafe\u0301", "le café"),
        ("straße", "STRASSE gesperrt"),
        ("Сбер", "курс СБЕР растёт"),
        ("人工智能", "关于人工智能的新闻"),
        ("AI", "AI技術の話"),
        ("サイバー", "新しいサイバー攻撃"),
        ("삼성", "삼성이 새 칩을"),
        ("ข่าว", "อ่านข่าวด่วน"),
        ("Ａｐｐｌｅ", "apple falls"),
        ("Apple", "Apple’s new phone"),
        ("don't", "DON’T panic"),
        ("C++", "Modern C++: a tour"),
        (".NET", "The new .NET is out"),
        ("🚀", "to the moon 🚀🚀"),
        ("net\u00adwork", "the network"),
        ("हिन्दी", "यह हिन्दी है"),
    ],
)
def test_a_word_is_found(needle, text):
    assert has(needle, text)


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        ("AI", "He said it"),
        ("cafe", "le café"),
        ("café", "cafés"),
        ("spam", "spam_filter"),
        ("हिन्द", "यह हिन्दी है"),
        ("Сбер", "Сбербанк"),
        ("10", "2010"),
        ("", "anything"),
    ],
)
def test_a_part_of_a_word_is_not(needle, text):
    assert not has(needle, text)


def test_a_later_whole_word_counts_although_an_earlier_one_is_part_of_another():
    assert has("art", "party art")


@pytest.mark.parametrize("text", ["Open-source  tools", "open\u00a0source tools", "OPEN\nsource", "an open – source thing"])
def test_the_words_of_a_phrase_stand_in_a_row_whatever_is_between_them(text):
    assert stands_in(fold_phrase("open source"), fold_phrase(text))


def test_a_phrase_is_not_found_across_other_words():
    assert not stands_in(fold_phrase("open source"), fold_phrase("open the source"))


@given(st.text(min_size=1, max_size=30))
def test_what_folds_to_something_is_found_in_itself(text):
    assert stands_in(fold(text), fold(text)) == bool(fold(text))
