import pytest

from bot.text.spelling import may_be_mistyped, nearest, worth_knowing

KNOWN = ["chips", "chimes", "memory", "nvidia", "apple", "maple", "security", "securities", "storage"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("chpis", "chips"),
        ("chip", "chips"),
        ("nvidai", "nvidia"),
        ("memroy", "memory"),
        ("aple", "apple"),
        ("secruity", "security"),
        ("storrage", "storage"),
    ],
)
def test_two_letters_turned_one_left_out_one_too_many(typed, first):
    assert nearest(typed, KNOWN)[0] == first


def test_what_is_far_off_is_not_suggested_nor_the_word_itself():
    assert nearest("walrus", KNOWN) == ()
    assert "security" not in nearest("security", KNOWN)


def test_the_answer_does_not_hang_on_the_order_in_which_a_database_names_words():
    assert nearest("maplee", KNOWN) == nearest("maplee", KNOWN[::-1]) != ()


def test_words_of_letters_alone_are_worth_knowing():
    assert worth_knowing("Naïve CHIPS of v2 in 2026, 発売日 and x-ray") == {"naive", "chips"}
    assert not may_be_mistyped("x" * 25)
