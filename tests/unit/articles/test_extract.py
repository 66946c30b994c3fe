"""Extraction: pages become articles, or say why they are none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles.extract import extract_page, extract_text
from bot.errors import ReadTrouble, Unreadable
from bot.model.article import Article, BlockKind, Confidence, Source
from tests.unit.articles.made import CARD, FURNITURE, LEAD, PARAGRAPHS, TAKEAWAYS, TITLE, page

URL = "https://data.example/kestrel?utm_source=x"


def test_a_page_gives_its_text_and_nothing_around_it():
    article = _extract(page())

    assert article.text.split("\n\n") == list(PARAGRAPHS)
    assert (article.title, article.site, article.language) == (TITLE, "Data Daily", "en")
    assert (article.source, article.confidence, article.reason) == (Source.PAGE, Confidence.FULL, "")


def test_blocks_are_stretches_of_the_text_with_their_kind():
    article = _extract(page(f"<p>{PARAGRAPHS[0]}</p><h2>What is new</h2><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"))

    headings = [article.text[block.start : block.end] for block in article.blocks if block.kind is BlockKind.HEADING]

    assert headings == ["What is new"]
    assert "\n\n".join(article.text[block.start : block.end] for block in article.blocks) == article.text


def test_the_authors_own_list_is_found_on_a_page():
    items = "".join(f"<li>{text}</li>" for text in TAKEAWAYS)
    article = _extract(page(*(f"<p>{text}</p>" for text in PARAGRAPHS), f"<h2>Key Takeaways</h2><ul>{items}</ul>"))

    assert [article.text[span.start : span.end] for span in article.own] == list(TAKEAWAYS)


def test_what_a_page_says_of_itself_is_kept():
    head = (
        '<meta property="article:published_time" content="2026-03-04T09:30:00+01:00"><meta name="author" content="Ada Byron">'
        '<link rel="canonical" href="https://data.example/kestrel"><meta property="og:image" content="/lead.jpg">'
    )

    article = _extract(page(head=head))

    assert article.published_at == datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
    assert article.author == "Ada Byron"
    assert article.url == "https://data.example/kestrel"
    assert article.image_url == "https://data.example/lead.jpg"


def test_a_canonical_address_on_another_site_is_not_believed():
    article = _extract(page(head='<link rel="canonical" href="https://other.example/kestrel">'))

    assert article.url == URL


def test_the_feeds_title_stands_in_for_a_missing_one():
    bare = "<html><body><article>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS) + "</article></body></html>"

    assert extract_page(bare.encode(), url=URL, content_type=None, title="From the feed").title == "From the feed"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (page().decode().replace("<p>", "<p>Müller: ", 1).encode("latin-1", "replace"), "text/html; charset=iso-8859-1"),
        (page(head='<meta charset="iso-8859-1">').decode().replace("<p>", "<p>Müller: ", 1).encode("latin-1", "replace"), "text/html"),
        (page().decode().replace("<p>", "<p>Müller: ", 1).encode(), "text/html; charset=iso-8859-1"),
        (page().decode().replace("<p>", "<p>Müller: ", 1).encode("utf-16"), None),
        (page().decode().replace("<p>", "<p>Müller: ", 1).encode("latin-1", "replace"), "text/html; charset=nonsense"),
    ],
    ids=["declared", "in the page", "wrongly declared", "utf-16", "unknown charset"],
)
def test_any_encoding_gives_readable_text(body: bytes, content_type: str | None):
    assert extract_page(body, url=URL, content_type=content_type, title="").text.startswith("Müller: ")


@pytest.mark.parametrize(
    ("body", "content_type", "trouble"),
    [
        (b"", "text/html", ReadTrouble.EMPTY),
        (b" \n\t ", None, ReadTrouble.EMPTY),
        (b"<html><head></head><body></body></html>", "text/html", ReadTrouble.EMPTY),
        (b"%PDF-1.7 ...", None, ReadTrouble.NOT_A_PAGE),
        (b"<p>fine</p>", "application/pdf", ReadTrouble.NOT_A_PAGE),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', None, ReadTrouble.NOT_A_PAGE),
        (b'<?xml version="1.0"?><rss version="2.0"></rss>', "text/xml", ReadTrouble.NOT_A_PAGE),
        (b"\x01\x02" + b"\x00" * 50 + b"abc", None, ReadTrouble.NOT_A_PAGE),
        (b"<p>" * 100_001, "text/html", ReadTrouble.TOO_HARD),
    ],
)
def test_what_is_no_page_is_told_apart(body: bytes, content_type: str | None, trouble: ReadTrouble):
    with pytest.raises(Unreadable) as caught:
        extract_page(body, url=URL, content_type=content_type, title="")

    assert caught.value.trouble is trouble
    assert caught.value.source == URL


def test_a_robot_check_is_a_wall():
    wall = b"<html><head><title>Just a moment...</title></head><body><p>Verifying you are human. It takes a second.</p></body></html>"

    article = _extract(wall)

    assert (article.confidence, article.reason) == (Confidence.WALL, "a robot check stands in front")


def test_a_teaser_says_that_the_rest_is_for_subscribers():
    article = _extract(page(f"<p>{LEAD}</p><p>Subscribe to continue reading.</p>"))

    assert (article.confidence, article.reason) == (Confidence.TEASER, "only a teaser is public, the rest is for subscribers")


def test_a_text_file_loses_its_menu_its_authors_card_and_what_follows():
    listed = "".join(f"  • {text}\n" for text in TAKEAWAYS)
    opening = ("OpinionData", f"{TITLE} again this year", LEAD, "What is new", PARAGRAPHS[1], "Key Takeaways", listed, PARAGRAPHS[2])
    text = "\n\n".join((*opening, CARD + FURNITURE))

    article = extract_text(text, url="notes.txt", title="")

    assert article.title == f"{TITLE} again this year"
    assert article.text.split("\n\n") == [LEAD, "What is new", PARAGRAPHS[1], "Key Takeaways", *TAKEAWAYS, PARAGRAPHS[2]]
    assert [article.text[span.start : span.end] for span in article.own] == list(TAKEAWAYS)


def test_a_text_file_comes_through_the_page_door_too():
    body = "\n\n".join((TITLE, *PARAGRAPHS)).encode()

    assert extract_page(body, url=URL, content_type="text/plain", title="").title == TITLE


def test_a_text_without_text_is_empty():
    with pytest.raises(Unreadable) as caught:
        extract_text(" \n", url="notes.txt", title="")

    assert caught.value.trouble is ReadTrouble.EMPTY


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, "text/html", "text/plain; charset=utf-16"]))
def test_any_bytes_give_an_article_or_the_one_error(body: bytes, content_type: str | None):
    try:
        article = extract_page(body, url=URL, content_type=content_type, title="t")
    except Unreadable:
        return
    assert all(article.text[block.start : block.end] for block in article.blocks)


def _extract(body: bytes) -> Article:
    return extract_page(body, url=URL, content_type="text/html; charset=utf-8", title="")


SOUP = "<html><head><title>{0} | Data Daily</title></head><body><div><h1>{0}</h1>{1}{2}</div></body></html>"


@pytest.mark.parametrize(
    ("line", "author", "day"),
    [
        ("<div>March 3, 2026</div>", None, datetime(2026, 3, 3, tzinfo=UTC)),
        ("<div>2026-03-03</div>", None, datetime(2026, 3, 3, tzinfo=UTC)),
        ("<div>Published 3 March 2026 at 10:15</div>", None, datetime(2026, 3, 3, 10, 15, tzinfo=UTC)),
        ("<div>Veröffentlicht am 3. März 2026, 10:15 Uhr</div>", None, datetime(2026, 3, 3, 10, 15, tzinfo=UTC)),
        ("<div>Stand: 03.03.2026, 10:00 Uhr</div>", None, datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("<time>3 March 2026</time>", None, datetime(2026, 3, 3, tzinfo=UTC)),
        ("<div>By Ada Byron | 3 March 2026 | 4 min read</div>", "Ada Byron", datetime(2026, 3, 3, tzinfo=UTC)),
        ("<div>Ada Byron</div><div>March 3, 2026</div>", "Ada Byron", datetime(2026, 3, 3, tzinfo=UTC)),
        ("<div>Ada Byron, Database correspondent</div>", "Ada Byron", None),
        ("By Ada Byron<br>", "Ada Byron", None),
        ("<div>Climate Change</div><div>4 min read</div>", None, None),
        ("", None, None),
    ],
)
def test_a_page_without_tags_tells_its_site_author_and_day_by_its_lines(line: str, author: str | None, day: datetime | None):
    article = _extract(SOUP.format(TITLE, line, "".join(f"<div>{text}</div>" for text in PARAGRAPHS)).encode())

    assert (article.site, article.author, article.published_at) == ("Data Daily", author, day)
    assert article.text.split("\n\n") == list(PARAGRAPHS)


def test_a_day_in_the_text_is_not_the_articles():
    dated = "The release of March 3, 2026 had been announced twice before, and both times nobody in the company had been told of it."

    article = _extract(SOUP.format(TITLE, "", "".join(f"<div>{text}</div>" for text in (dated, *PARAGRAPHS))).encode())

    assert article.published_at is None


def test_a_card_about_the_name_below_the_title_goes():
    lines = ("Ada Byron", *PARAGRAPHS, "Ada Byron covers databases for Data Daily. She has lived in Oslo since 2009.")

    article = _extract(SOUP.format(TITLE, "", "".join(f"<div>{text}</div>" for text in lines)).encode())

    assert article.author == "Ada Byron"
    assert article.text.split("\n\n") == list(PARAGRAPHS)
