"""Numbers on which sources of one story disagree: a table of labelled cases."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.digests.differ import differing
from bot.model.article import ArticleId
from bot.model.digest import Coverage, StoryId
from bot.model.takeaways import Method, Takeaways

_TABLE = Path(__file__).parents[2] / "data" / "text" / "disagreements.tsv"
CASES = [line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def _coverage(title: str, text: str = "") -> Coverage:
    return Coverage(
        article_id=ArticleId(1), story_id=StoryId(1), source="A", title=title, link="", tags=(),
        published_at=datetime(2026, 3, 4, tzinfo=UTC), words=1, text=text, takeaways=Takeaways(bullets=(), method=Method.NONE),
    )  # fmt: skip


@pytest.mark.parametrize(("shown", "one", "other"), CASES)
def test_two_sources_disagree_or_not(shown, one, other):
    assert "; ".join(differing([_coverage(one), _coverage(other)])) == shown
    assert "; ".join(differing([_coverage("A title", f"{other}. And so on."), _coverage("Another", f"{one}. And so on.")])) == shown


def test_a_source_by_itself_agrees():
    assert differing([_coverage("A leak of 40 million accounts at Parcelo, then of 55 million accounts")]) == ()
    assert differing([]) == ()


def test_the_farthest_apart_of_three_are_shown():
    told = [_coverage(f"Parcelo leak: {count} million accounts open") for count in (40, 55, 48)]

    assert differing(told) == ("40 M vs 55 M",)


def test_a_source_that_quotes_the_number_it_contradicts_still_disagrees():
    told = [
        _coverage("Parcelo leak: 40 million accounts open"),
        _coverage("Parcelo leak: 55 million accounts open", "Parcelo spoke of a leak of 40 million accounts."),
    ]

    assert differing(told) == ("40 M vs 55 M",)
