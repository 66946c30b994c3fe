"""The author's own bullets: as they are, without the list's marks, never cut inside a sentence."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.article import Form
from bot.model.takeaways import Method
from bot.takeaways import condense
from bot.takeaways.own import clean
from tests.unit.takeaways.made import REPORT, article

SHORT = "The first sentence of this item is short enough."
SECOND = "The second one fits as well."
ENDLESS = "And then it goes on without an end " * 12
SOUND = "- Version 4.1 will get security fixes until the end of next year."


@pytest.mark.parametrize(
    ("item", "cleaned"),
    [
        ("• One thing", "One thing"),
        ("– One thing;", "One thing"),
        ("1. One thing", "One thing"),
        ("2) One  thing |", "One thing"),
        ("✅ One thing,", "One thing"),
        ("✔️One thing –", "One thing"),
        ("・要点はこれだ", "要点はこれだ"),
        ("① One thing /", "One thing"),
        ("4.2 is the version", "4.2 is the version"),
        ("--json is a flag.", "--json is a flag."),
        ("3 things happened.", "3 things happened."),
        ("Why? Because!", "Why? Because!"),
        ("• ", ""),
    ],
)
def test_marks_in_front_and_separators_behind_go(item: str, cleaned: str):
    assert clean(item) == cleaned


def test_a_long_item_is_cut_at_the_last_sentence_end_that_fits():
    made = condense(article(*REPORT, f"- {SHORT} {SECOND} {ENDLESS}.", SOUND, own=(5, 6)))

    assert made.bullets[0].text == f"{SHORT} {SECOND}"


def test_a_long_item_without_a_sentence_end_is_dropped():
    made = condense(article(*REPORT, f"- {ENDLESS}", SOUND, f"- {SHORT}", own=(5, 6, 7)))

    assert [bullet.text for bullet in made.bullets] == [SOUND[2:], SHORT]


def test_at_most_five_in_the_authors_order():
    items = [f"- This is number {place} of the author's seven points." for place in range(7)]

    made = condense(article(*REPORT, *items, own=tuple(range(5, 12))))

    assert [bullet.text for bullet in made.bullets] == [item[2:] for item in items[:5]]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("Fixed the clock (#412)", "Fixed the clock"),
        ("Fixed the clock by @tern in https://code.example/pull/412", "Fixed the clock"),
        ("Fixed the clock, thanks @tern! (halden/tern#412)", "Fixed the clock, thanks @tern!"),
        ("Fixed the clock 1f2e3d4c", "Fixed the clock"),
        ("Fixed the pages that were defaced", "Fixed the pages that were defaced"),
        ("Fixed issue 412 in the clock", "Fixed issue 412 in the clock"),
    ],
)
def test_an_entry_loses_only_its_trailing_references(entry: str, said: str):
    told = _changelog(entry, "Removed the old importer")

    assert condense(told).bullets[0].text == said


@pytest.mark.parametrize("unit", ["a", "0a", "(#1)", "https://a.b/c ", "by @x ", "1f2e3d4c ", "- ", "•", "1. ", "-"])
def test_endless_entries_take_no_endless_time(unit: str):
    started = time.process_time()

    condense(_changelog(*[unit * (40_000 // len(unit)) + "a"] * 5))

    assert time.process_time() - started < 2


def test_a_changelog_without_usable_entries_says_why():
    made = condense(_changelog("x", "y"))

    assert (made.method, made.reason) == (Method.NONE, "it is a changelog without entries that can stand alone")


@given(st.text())
def test_cleaning_twice_changes_nothing(item: str):
    assert clean(clean(item)) == clean(item)


def _changelog(*entries: str):
    told = article(*REPORT, *(f"- {entry}" for entry in entries), own=tuple(range(5, 5 + len(entries))))
    return replace(told, own=(), form=Form.CHANGELOG, items=told.own)
