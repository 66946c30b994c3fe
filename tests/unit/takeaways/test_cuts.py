"""Cuts: what may go from the end of a sentence too long for a bullet, and what may not."""

import pytest

from bot.takeaways.cuts import fits, shortened

MAIN = (
    "Halden Labs has rewritten the whole write path of its Kestrel database in Rust and removed sixty thousand lines of older code "
    "from its public repository"
)
NEVER_MIND = "the engineers of the company had been asking their managers for such a change for more than a decade"


@pytest.mark.parametrize(
    "gone",
    [
        f"; {NEVER_MIND}",
        ", which the engineers of the company had been asking their managers for through more than a decade of meetings",
        f", while {NEVER_MIND}",
        f", where {NEVER_MIND}",
        f", as {NEVER_MIND}",
        ", making room for a change that the engineers of the company had been asking for through a decade of meetings",
        ", including the parts that the engineers of the company had been asking about through more than a decade of meetings",
        ", a change that the engineers of the company had been asking their managers for through more than a decade of meetings",
        f", and {NEVER_MIND}",
        " -- a change that the engineers of the company had been asking their managers for through a decade of meetings",
        " — the change that the engineers of the company had been asking their managers for through a decade of meetings",
    ],
)
def test_a_clause_of_its_own_goes_where_the_sentence_is_too_long(gone: str):
    assert shortened(MAIN + gone + ".") == MAIN + "."


@pytest.mark.parametrize(
    "gone",
    [
        f", the police said, while {NEVER_MIND}",
        f", although {NEVER_MIND}",
        f", but {NEVER_MIND}",
        f", while {NEVER_MIND}, according to a report",
        f", which does not mean that {NEVER_MIND}",
        f", where “{NEVER_MIND}”",
        f", while {NEVER_MIND} if the price was right",
        f", which may be why {NEVER_MIND}",
        f" -- {NEVER_MIND} -- and sold it",
        f" after {NEVER_MIND}",
    ],
    ids=lambda gone: gone[:16],
)
def test_nothing_goes_that_changes_what_stays(gone: str):
    assert shortened(MAIN + gone + ".") == MAIN + gone + "."


def test_a_question_never_becomes_a_claim():
    asked = f"{MAIN}, while {NEVER_MIND}"

    assert shortened(asked + "?") == asked + "?"


@pytest.mark.parametrize(
    "whole",
    [
        "Halden Labs, which has " + "for many years " * 12 + "made the Kestrel database, was sold.",
        "When the small company of Halden Labs in the north rewrote the whole path, " + "while making more and more code " * 5 + "there.",
        "Engineers of “the old and very small company in the far north of the land, which " + "was for years " * 8 + "alone” left.",
        "The small company in the far north of the land likes such old towns of wood in winter, " + "where it is good " * 8 + "to be.",
    ],
)
def test_a_sentence_that_would_be_left_without_its_half_stays(whole: str):
    assert shortened(whole) == whole


def test_a_sentence_that_fits_stays_as_it_is():
    short = f"{MAIN}, which they wanted."

    assert fits(short)
    assert shortened(short) == short


def test_as_little_goes_as_may():
    first, second = ", which pleased the engineers of the company", f", where {NEVER_MIND}"

    assert shortened(MAIN + first + second + ".") == MAIN + first + "."
