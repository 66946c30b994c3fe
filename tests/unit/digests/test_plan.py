"""What a channel gets now, and what waits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.plan import plan_posts
from bot.model.digest import DigestKind
from tests.unit.digests.test_rank import ready, stories_of

STORIES = stories_of(*(ready(number, hours=number) for number in range(1, 7)))
ALL = frozenset(story.id for story in STORIES)


def test_each_instant_story_gets_a_card():
    plan = plan_posts(STORIES[:2], instant=ALL, cards=2, due=False, most=10)

    assert [(digest.kind, digest.stories) for digest in plan.digests] == [(DigestKind.CARD, (story,)) for story in STORIES[:2]]
    assert plan.later == ()


def test_of_a_flood_the_best_come_singly_and_the_rest_waits_for_the_digest():
    plan = plan_posts(STORIES, instant=ALL, cards=4, due=False, most=10)

    assert [digest.stories for digest in plan.digests] == [(story,) for story in STORIES[:4]]
    assert plan.later == tuple(story.id for story in STORIES[4:])


def test_where_the_digest_is_due_the_rest_of_a_flood_is_in_it():
    plan = plan_posts(STORIES, instant=ALL, cards=4, due=True, most=10)

    assert (plan.digests[-1].kind, plan.digests[-1].stories, plan.later) == (DigestKind.DIGEST, STORIES[4:], ())


def test_a_digest_is_one_even_of_one_story():
    (digest,) = plan_posts(STORIES[:1], instant=frozenset(), cards=5, due=True, most=10).digests

    assert (digest.kind, digest.stories, digest.more) == (DigestKind.DIGEST, STORIES[:1], ())


def test_a_digest_counts_what_it_has_no_room_for():
    (digest,) = plan_posts(STORIES, instant=frozenset(), cards=5, due=True, most=4).digests

    assert (digest.stories, digest.more) == (STORIES[:4], STORIES[4:])


def test_what_is_for_the_digest_waits_for_its_hour():
    plan = plan_posts(STORIES, instant=frozenset(), cards=5, due=False, most=10)

    assert (plan.digests, plan.later) == ((), ())


def test_a_day_that_had_all_its_cards_gets_no_more():
    assert plan_posts(STORIES, instant=ALL, cards=-3, due=False, most=10).digests == ()


@pytest.mark.parametrize(("wanted", "kinds"), [(False, []), (True, [DigestKind.EMPTY])])
def test_an_hour_without_news_is_told_only_where_that_is_wanted(wanted, kinds):
    plan = plan_posts((), instant=frozenset(), cards=5, due=True, most=10, say_when_empty=wanted)

    assert [digest.kind for digest in plan.digests] == kinds


def test_nothing_new_is_not_said_beside_a_card():
    plan = plan_posts(STORIES[:1], instant=ALL, cards=5, due=True, most=10, say_when_empty=True)

    assert [digest.kind for digest in plan.digests] == [DigestKind.CARD]


@given(
    instant=st.sets(st.sampled_from(sorted(ALL))),
    cards=st.integers(0, 7),
    due=st.booleans(),
    most=st.integers(1, 7),
    count=st.integers(0, 6),
)
def test_every_story_is_told_once_or_waits(instant, cards, due, most, count):
    stories = STORIES[:count]
    plan = plan_posts(stories, instant=instant, cards=cards, due=due, most=most)
    told = [story.id for digest in plan.digests for story in (*digest.stories, *digest.more)]
    waits = [story.id for story in stories if not due and story.id not in instant]

    assert sorted([*told, *plan.later, *waits]) == sorted(story.id for story in stories)
