"""Stories made for tests: honest ones, and hostile ones from hypothesis."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import strategies as st

from bot.model.article import ArticleId
from bot.model.digest import Coverage, Story, StoryId, Topic
from bot.model.takeaways import Method, Takeaway, Takeaways

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOPIC = Topic(tag="security", emoji="🔒", colour=0xC0392B, weight=1.4)

SPITEFUL = [
    "@everyone ", "<@&123> ", "[win](javascript:alert(1)) ", "discord.gg/evil ", "\u202e", "https://evil.example/x ", "{{ 7 * 7 }} ",
    "\x1b[31m", "``` ", "||", "**", "\n# head\n", "\\", "{% raw %}", "<t:0:R>", "ordinary words here ", "漢字", "👩\u200d🚀", "é" * 30,
    "x" * 120,
]  # fmt: skip
hostile_text = st.lists(st.sampled_from(SPITEFUL) | st.text(max_size=20), max_size=30).map("".join)
hostile_links = (
    st.sampled_from(["https://diff.example/a", "javascript:x", "", "https://e.example/" + "(é)" * 150, "https://discord.gg/x"])
    | hostile_text
)


def codes() -> Callable[[], str]:
    """Unit codes in order: BB-000000, BB-000001, ..."""
    numbers = count()
    return lambda: f"BB-{next(numbers):06}"


def takeaways(*texts: str, method: Method = Method.EXTRACTIVE) -> Takeaways:
    bullets = tuple(Takeaway(text=text, start=0, end=0) for text in texts)
    return Takeaways(bullets=bullets, method=method if bullets else Method.NONE, reason="" if bullets else "the page shows only a teaser")


def coverage(number: int = 1, **facts: object) -> Coverage:
    given: dict[str, object] = {
        "article_id": ArticleId(number),
        "story_id": StoryId(number),
        "source": "The Daily Diff",
        "title": f"Story {number}: a hole in libglimmer is closed",
        "link": f"https://diff.example/{number}",
        "tags": ("security",),
        "published_at": NOW - timedelta(hours=2),
        "words": 1380,
        "text": "The hole in libglimmer let a picture run code.",
        "takeaways": takeaways("A picture could run code in libglimmer 3.1.", "Version 3.2 closes the hole.", "Nobody was hurt."),
    }
    return Coverage(**{**given, **facts})  # type: ignore[arg-type]  # the tests name the fields


def story(number: int = 1, *, others: tuple[Coverage, ...] = (), bullets: int = 3, topic: Topic = TOPIC, **facts: object) -> Story:
    lead = coverage(number, **facts)
    return Story(id=StoryId(number), lead=lead, others=others, topic=topic, score=1.0, bullets=bullets)


@st.composite
def hostile_coverages(draw: st.DrawFn) -> Coverage:
    texts = draw(st.lists(hostile_text, max_size=5))
    return coverage(
        draw(st.integers(1, 99)),
        source=draw(hostile_text),
        title=draw(hostile_text),
        link=draw(hostile_links),
        text=draw(hostile_text),
        words=draw(st.integers(0, 10**6)),
        takeaways=takeaways(*texts, method=draw(st.sampled_from([Method.OWN, Method.EXTRACTIVE]))),
    )


@st.composite
def hostile_stories(draw: st.DrawFn) -> Story:
    lead = draw(hostile_coverages())
    others = tuple(draw(st.lists(hostile_coverages(), max_size=5)))
    return Story(id=lead.story_id, lead=lead, others=others, topic=TOPIC, score=1.0, bullets=draw(st.integers(1, 5)))
