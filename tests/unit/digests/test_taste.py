"""What votes do to a channel's ranking."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digests.taste import Taste, leanings
from bot.model.digest import Vote

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def weight(*votes: Vote) -> float:
    return Taste(votes).weight(topic="ai", source="The Diff", now=NOW)


def vote(value: int = -1, *, topic: str = "ai", source: str = "The Diff", days: float = 0) -> Vote:
    return Vote(topic=topic, source=source, value=value, created_at=NOW - timedelta(days=days))


def test_without_votes_nothing_changes():
    assert weight() == 1
    assert weight(vote(topic="law", source="Byte Weekly")) == 1


def test_less_like_this_weighs_less_and_more_weighs_more():
    assert weight(vote(-1)) < weight(vote(-1, source="Byte Weekly")) < 1 < weight(vote(1))


def test_a_vote_fades():
    assert weight(vote(-1)) < weight(vote(-1, days=30)) < weight(vote(-1, days=300)) < 1


@pytest.mark.parametrize(("value", "limit"), [(-1, 0.4), (1, 2.0)])
def test_no_crowd_can_silence_a_topic_or_let_it_drown_the_rest(value, limit):
    assert weight(*[vote(value)] * 50) == limit


def test_leanings_are_the_strongest_first_and_what_hardly_moves_is_left_out():
    old = [Vote(topic="old", source="Old Times", value=-1, created_at=NOW - timedelta(days=300))]
    cast = [Vote(topic="release", source="The Daily Diff", value=-1, created_at=NOW) for _ in range(2)]

    found = leanings([*cast, *old], now=NOW, most=9)

    assert [(each.kind, each.name, round(each.weight, 2)) for each in found] == [
        ("source", "The Daily Diff", 0.61),
        ("topic", "release", 0.74),
    ]
    assert leanings([*cast, *old], now=NOW, most=1) == found[:1]
    assert leanings([], now=NOW, most=9) == ()
