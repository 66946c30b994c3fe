"""From what waits to what is posted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.rank import build_stories
from bot.digests.rules import load_rules
from bot.digests.taste import Taste
from bot.model.article import ArticleId
from bot.model.digest import Coverage, Ready, Story, StoryId, Vote
from bot.model.subscription import Mode
from bot.model.takeaways import Method, Takeaway, Takeaways

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RULES = load_rules(
    """
    [[topics]]
    tag = "security"
    emoji = "🔒"
    colour = "#C0392B"
    weight = 2.0
    strong = ["hole"]
    source = ["diff security"]
    [[topics]]
    tag = "tech"
    emoji = "📰"
    colour = "#5D6D7E"
    """,
    file="rules.toml",
)


def ready(article: int, *, story: int | None = None, bullets: int = 3, wanted: int = 3, hours: float = 1, **facts: object) -> Ready:
    made = tuple(Takeaway(text=f"Fact {number}.", start=0, end=0) for number in range(bullets))
    given: dict[str, object] = {
        "article_id": ArticleId(article),
        "story_id": StoryId(story or article),
        "source": f"Source {article}",
        "title": "A headline",
        "link": f"https://diff.example/{article}",
        "tags": (),
        "published_at": NOW - timedelta(hours=hours),
        "words": 500,
        "text": "",
        "takeaways": Takeaways(bullets=made, method=Method.EXTRACTIVE if made else Method.NONE),
    }
    coverage = Coverage(**{**given, **facts})  # type: ignore[arg-type]  # the tests name the fields
    return Ready(delivery_id=article, coverage=coverage, mode=Mode.INSTANT, bullets=wanted)


def stories_of(*waiting: Ready) -> tuple[Story, ...]:
    return build_stories(waiting, rules=RULES, now=NOW)


def test_articles_of_one_story_are_one():
    (story, other) = stories_of(ready(1, story=7), ready(2, story=7), ready(3, story=8, hours=30))

    assert (story.id, story.lead.article_id, [coverage.article_id for coverage in story.others]) == (7, 1, [2])
    assert (other.id, other.others) == (8, ())


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (ready(2, story=7, bullets=5), ready(1, story=7, bullets=4, words=9000)),
        (ready(2, story=7, bullets=3, words=10), ready(1, story=7, bullets=0, words=9000)),
        (ready(2, story=7, words=900), ready(1, story=7, words=800, hours=9)),
        (ready(2, story=7, hours=9), ready(1, story=7, hours=8)),
        (ready(1, story=7), ready(2, story=7)),
    ],
    ids=["more bullets", "not a teaser", "longer", "earlier", "seen first"],
)
def test_the_most_telling_article_leads(better, worse):
    (story,) = stories_of(worse, better)

    assert story.lead == better.coverage
    assert story.others == (worse.coverage,)


def test_an_article_that_two_feeds_carry_is_there_once():
    (story,) = stories_of(ready(1, source="A"), ready(1, source="B"))

    assert story.others == ()


def test_a_story_has_as_many_bullets_as_its_most_eager_feed_wants():
    (story,) = stories_of(ready(1, story=7, wanted=2), ready(2, story=7, wanted=5))

    assert story.bullets == 5


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([ready(1, title="A hole is found")], [ready(2)]),
        ([ready(1, story=7), ready(2, story=7)], [ready(3)]),
        ([ready(1, hours=1)], [ready(2, hours=20)]),
        ([ready(1, hours=20, title="A hole is found")], [ready(2)]),
    ],
    ids=["weightier topic", "more sources", "fresher", "weight against half a day"],
)
def test_the_better_story_comes_first(first, second):
    stories = stories_of(*second, *first)

    assert stories[0].lead in [one.coverage for one in first]


def test_the_leads_feed_has_a_say_in_the_topic():
    told = [
        stories_of(ready(1, source=source, tags=tags))[0].topic.tag
        for source, tags in (("Diff Security", ()), ("Diff", ()), ("", ("hole",)))
    ]

    assert told == ["security", "tech", "security"]


def test_two_articles_of_one_source_are_not_two_sources():
    one, two = stories_of(ready(1, story=7, source="A"), ready(2, story=7, source="A"), ready(3))

    assert one.score == two.score


def test_a_day_halves_the_score_and_the_future_does_not_raise_it():
    today, yesterday, tomorrow = (stories_of(ready(1, hours=hours))[0].score for hours in (0, 24, -24))

    assert (today, yesterday, tomorrow) == (0.9 / 0.9, 0.5, 1.0)


@given(st.permutations([ready(n, story=n % 4 + 1, hours=n) for n in range(1, 10)]))
def test_the_order_of_arrival_changes_nothing(waiting):
    assert stories_of(*waiting) == stories_of(*sorted(waiting, key=lambda one: one.delivery_id))


def test_nothing_waiting_is_no_story():
    assert stories_of() == ()


def test_votes_against_a_source_bring_its_stories_down():
    votes = [Vote(topic="other", source="Source 1", value=-1, created_at=NOW)] * 3

    (first, second) = build_stories([ready(1), ready(2, hours=2)], rules=RULES, now=NOW, taste=Taste(votes))

    assert (first.lead.source, second.lead.source) == ("Source 2", "Source 1")
