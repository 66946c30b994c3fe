"""Labelled articles of many newsrooms: what tells one story is joined, what is hard to keep apart stays apart."""

import random
from collections.abc import Sequence
from itertools import combinations

import pytest

from bot.digests.gather import Known, nearest, usage_of
from bot.model.digest import StoryId
from bot.text.fingerprint import fingerprint, packed, unpacked
from tests.stories import Labelled, labelled


def _joined(articles: Sequence[Labelled]) -> list[int]:
    """Each article's story, found in the order given."""
    read = [fingerprint(each.title, each.text, link=f"https://{each.host}/{place}-a-b") for place, each in enumerate(articles)]
    known: list[Known] = []
    for place, one in enumerate(read):
        best = nearest(one, known, usage=usage_of(read[: place + 1]))
        known.append(Known(story=best.story if best else StoryId(place), fingerprint=one))
    return [each.story for each in known]


def _f1(articles: Sequence[Labelled]) -> float:
    """Over pairs of articles."""
    found = _joined(articles)
    pairs = [(articles[a].label == articles[b].label, found[a] == found[b]) for a, b in combinations(range(len(articles)), 2)]
    return 2 * pairs.count((True, True)) / (2 * pairs.count((True, True)) + pairs.count((True, False)) + pairs.count((False, True)))


@pytest.mark.parametrize(("name", "least"), [("tuned", 0.85), ("kept", 0.85)])
@pytest.mark.parametrize("order", range(3))
def test_stories_are_joined_in_whatever_order_they_come(name, least, order):
    articles = list(labelled(name))
    random.Random(order).shuffle(articles)

    assert _f1(articles) >= least


@pytest.mark.parametrize("name", ["tuned", "kept"])
def test_series_stay_apart(name):
    series = [each for each in labelled(name) if each.group in {"dailydeals", "patchday", "letter", "press", "updates", "outlook"}]

    told = _joined(series)

    assert all(told[a] != told[b] for a, b in combinations(range(len(series)), 2) if series[a].label != series[b].label)


@pytest.mark.parametrize("name", ["tuned", "kept"])
def test_a_teaser_and_its_article_join_whichever_comes_first(name):
    for each in labelled(name):
        opening = each.text[: max(90, len(each.text) // 2)].rsplit(" ", 1)[0]
        whole = fingerprint(each.title, each.text, link=f"https://{each.host}/1-a-b")
        teaser = fingerprint("Read this", opening, link="https://other.example/2-c-d")

        for new, one in ((teaser, whole), (whole, teaser)):
            best = nearest(new, [Known(story=StoryId(7), fingerprint=one)], usage=usage_of([new, one]))
            assert best is not None
            assert best.same_text


def test_a_fingerprint_comes_out_of_the_store_as_it_went_in():
    for each in labelled("kept"):
        one = fingerprint(each.title, each.text, link=f"https://{each.host}/a-b-c")

        assert unpacked(packed(one), host=one.host) == one
