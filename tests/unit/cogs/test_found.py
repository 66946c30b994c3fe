"""Search results as Discord shows them: foreign text stays text, and a page fits."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.cogs.found import hits, marked
from bot.flows.search import Hit
from bot.model.article import ArticleId
from bot.model.digest import Coverage, StoryId
from bot.model.search import Leaf
from bot.model.takeaways import Method, Takeaways
from bot.rendering.templates import Templates
from bot.text.markdown import dangers
from bot.text.query import parse
from bot.text.snippet import snippet
from tests.unit.text.test_markdown import HOSTILE

PLAIN = Templates(voice="plain")


def _hit(text: str, *, link: str = "https://a.example/") -> Hit:
    one = Coverage(
        article_id=ArticleId(1),
        story_id=StoryId(1),
        source=text,
        title=text,
        link=link,
        tags=(),
        published_at=datetime(2026, 3, 4, tzinfo=UTC),
        words=1,
        text=text,
        takeaways=Takeaways(bullets=(), method=Method.NONE),
    )
    return Hit(coverage=one, snippet=snippet([text], parse(text).terms, room=200), place="https://discord.com/channels/1/2/3")


@given(text=HOSTILE, query=HOSTILE)
def test_a_marked_snippet_does_nothing_but_be_read(text, query):
    assert dangers(marked(snippet([text], parse(query).terms, room=100))) == ()


@given(
    text=HOSTILE | st.just("*_|" * 200),
    link=st.sampled_from(["https://a.example/" + "x" * 2000, "javascript:x", "https://a.example/?q=" + "ü" * 300]),
)
def test_a_page_of_hits_fits_and_is_harmless(text, link):
    leaf = Leaf(items=(_hit(text, link=link),) * 5, number=0, pages=9, total=2000, capped=True)

    embed = hits(leaf, asked=text * 3, meant="", templates=PLAIN)

    assert 0 < len(embed.description or "") <= 4096
    assert dangers(embed.description or "") == ()
    assert "](javascript" not in (embed.description or "")
    assert (embed.description or "").startswith("**more than 2000 hits** for ")


def test_nothing_found_is_said_with_a_hint_and_without_fields():
    embed = hits(Leaf(items=(), number=0, pages=1, total=0, capped=False), asked="x", meant="", templates=PLAIN)

    assert "I found nothing here for that" in (embed.description or "")
    assert "one of two: `chips OR memory`" in (embed.description or "")
    assert embed.fields == []  # Discord refuses one without a name


@given(meant=HOSTILE)
def test_what_may_have_been_meant_is_harmless(meant):
    embed = hits(Leaf(items=(), number=0, pages=1, total=0, capped=False), asked="x", meant=f"chips {meant}", templates=PLAIN)

    assert "Did you mean **chips" in (embed.description or "")
    assert dangers(embed.description or "") == ()
