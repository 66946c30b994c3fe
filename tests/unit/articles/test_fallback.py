"""Fallback: the feed's own text as an article."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.better import better_of
from bot.articles.fallback import article_of_entry
from bot.model.article import Confidence, Source
from bot.model.feed import Entry
from tests.unit.articles.made import PARAGRAPHS, TITLE

AT = datetime(2026, 3, 4, tzinfo=UTC)
CONTENT = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def test_the_content_wins_over_the_summary():
    article = article_of_entry(_entry(content_html=CONTENT, summary_html="short"), url="https://a.example/1", site="Data Daily")

    assert article.text.split("\n\n") == list(PARAGRAPHS)
    assert (article.confidence, article.source, article.site, article.published_at) == (Confidence.FULL, Source.FEED, "Data Daily", AT)


def test_a_short_summary_is_a_teaser():
    article = article_of_entry(_entry(summary_html="<p>Kestrel is out.</p>"), url="https://a.example/1", site=None)

    assert (article.text, article.confidence, article.reason) == ("Kestrel is out.", Confidence.TEASER, "the feed gives only a teaser")


def test_an_entry_without_text_gives_only_its_title():
    article = article_of_entry(_entry(), url="https://a.example/1", site=None)

    assert (article.title, article.text, article.reason) == (TITLE, "", "the feed gives only a title")


@given(st.text(), st.text())
def test_any_entry_becomes_an_article(content: str, summary: str):
    article = article_of_entry(_entry(content_html=content, summary_html=summary), url="https://a.example/1", site=None)

    assert article.text == "\n\n".join(article.text[block.start : block.end] for block in article.blocks)


def _entry(*, content_html: str = "", summary_html: str = "") -> Entry:
    return Entry(
        guid=None, link=None, title=TITLE, author=None, published_at=AT, summary_html=summary_html, content_html=content_html, tags=()
    )


@pytest.mark.parametrize(
    ("page", "own", "winner"),
    [
        ((Confidence.FULL, 600), (Confidence.FULL, 700), "page"),
        ((Confidence.FULL, 200), (Confidence.FULL, 700), "own"),
        ((Confidence.FULL, 600), (Confidence.TEASER, 60), "page"),
        ((Confidence.FULL, 200), (Confidence.TEASER, 400), "page"),
        ((Confidence.TEASER, 80), (Confidence.TEASER, 100), "own"),
        ((Confidence.TEASER, 100), (Confidence.TEASER, 80), "page"),
        ((Confidence.WALL, 90), (Confidence.TEASER, 20), "own"),
        ((Confidence.WALL, 90), (Confidence.TEASER, 0), "page"),
    ],
)
def test_the_feeds_text_stands_in_where_the_page_says_less(page: tuple[Confidence, int], own: tuple[Confidence, int], winner: str):
    known = article_of_entry(_entry(content_html="<p>x</p>"), url="", site=None)
    one, two = (replace(known, text=" ".join(["word"] * words), confidence=confidence) for confidence, words in (page, own))

    assert better_of(replace(one, image_url="https://a.example/page.jpg"), two).text == (one if winner == "page" else two).text


def test_what_only_the_page_knows_goes_along_with_the_feeds_text():
    own = article_of_entry(_entry(content_html="<p>x</p>"), url="", site=None)
    page = replace(own, text="", confidence=Confidence.TEASER, image_url="https://a.example/page.jpg", language="de")

    better = better_of(page, own)

    assert (better.text, better.image_url, better.language) == ("x", "https://a.example/page.jpg", "de")
