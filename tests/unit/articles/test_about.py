"""About: what a page says of its article, and where it says it."""

import json
from datetime import UTC, datetime

import pytest

from bot.articles import tongues
from bot.articles.about import About, about_page, without_site
from bot.articles.linked_data import declared
from bot.articles.trees import tree_of
from tests.unit.articles.stories import FRENCH, GERMAN, HARBOUR, SPANISH

URL = "https://www.port.example/news/cranes?id=7"
DAY = datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
LINKED = {
    "@type": "NewsArticle", "headline": "Cranes sold", "author": [{"@type": "Person", "name": "Ada Marlowe"}, {"name": "Jo Wirth"}],
    "datePublished": "2026-03-04T09:30:00+01:00", "publisher": {"name": "Port News"}, "image": ["https://port.example/a.jpg"],
    "inLanguage": "fr-FR", "mainEntityOfPage": {"@id": "https://port.example/news/cranes"},
}  # fmt: skip


def _about(head: str, body: str = "", *, title: str = "", html: str = "<html>") -> About:
    root = tree_of(f"{html}<head>{head}</head><body>{body}</body></html>")
    assert root is not None
    return about_page(root, url=URL, title=title)


def _linked(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize("node", [LINKED, [LINKED], {"@graph": [{"@type": "WebSite"}, LINKED]}, {"@type": "WebPage", "mainEntity": LINKED}])
def test_linked_data_tells_everything(node: object):
    about = _about(_linked(node))

    assert (about.title, about.author, about.site, about.language) == ("Cranes sold", "Ada Marlowe, Jo Wirth", "Port News", "fr")
    assert (about.published_at, about.image_url, about.url) == (DAY, "https://port.example/a.jpg", "https://port.example/news/cranes")


def test_an_author_may_stand_elsewhere_in_the_graph():
    graph = {"@graph": [{"@type": "Article", "author": {"@id": "#ada"}}, {"@type": "Person", "@id": "#ada", "name": "Ada Marlowe"}]}

    assert _about(_linked(graph)).author == "Ada Marlowe"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ('<meta property="og:title" content="Cranes sold"><title>Port News</title>', "<h1>Another</h1>", "Cranes sold"),
        ('<meta property="og:site_name" content="Port News"><title>Cranes sold - Port News</title>', "", "Cranes sold"),
        ("<title>Cranes sold | PORT.example</title>", "", "Cranes sold"),
        ('<meta property="og:site_name" content="Port News"><title>Port News: Cranes sold</title>', "", "Cranes sold"),
        (
            '<meta property="og:site_name" content="Port News"><title>Port News</title>',
            "<article><h1>Cranes sold</h1></article>",
            "Cranes sold",
        ),
        ("", "<h1>Cranes <i>sold</i></h1>", "Cranes sold"),
        ("", "<p>nothing</p>", "the feed's"),
    ],
)
def test_the_title_is_found_without_the_sites_name(head: str, body: str, title: str):
    assert _about(head, body, title="the feed's").title == title


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ('<meta name="author" content="By Ada Marlowe">', "", "Ada Marlowe"),
        ('<meta property="article:author" content="https://facebook.com/ada"><meta name="parsely-author" content="Ada">', "", "Ada"),
        ("", '<a rel="author" href="/ada">Ada Marlowe</a>', "Ada Marlowe"),
        ("", '<span itemprop="author">Von Karla Ahrens</span>', "Karla Ahrens"),
        ("", "", None),
    ],
)
def test_the_author_is_a_name_and_no_address(head: str, body: str, author: str | None):
    assert _about(head, body).author == author


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2026-03-04T08:30:00Z">', ""),
        ('<meta itemprop="datePublished" content="2026-03-04T09:30:00+01:00">', ""),
        ("", '<time itemprop="datePublished" datetime="2026-03-04T08:30:00Z">today</time>'),
        ('<meta name="date" content="soon">', '<article><time datetime="2026-03-04T08:30:00+00:00">today</time></article>'),
    ],
)
def test_the_date_is_found_wherever_it_stands(head: str, body: str):
    assert _about(head, body).published_at == DAY


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        ('<html lang="de-AT">', "", "de"),
        ("<html>", '<meta http-equiv="content-language" content="es, en">', "es"),
        ("<html>", '<meta property="og:locale" content="en_GB">', "en"),
        ("<html>", "", None),
    ],
)
def test_the_language_is_that_of_the_page(html: str, head: str, language: str | None):
    assert _about(head, html=html).language == language


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="/news/cranes">', "https://www.port.example/news/cranes"),
        ('<link rel="Canonical" href="https://port.example/news/cranes">', "https://port.example/news/cranes"),
        ('<meta property="og:url" content="https://m.port.example/news/cranes">', "https://m.port.example/news/cranes"),
        ('<link rel="canonical" href="https://other.example/news/cranes">', URL),
        ('<link rel="canonical" href="https://port.example/">', URL),
        ('<link rel="canonical" href="javascript:alert(1)">', URL),
    ],
)
def test_the_address_is_believed_on_the_same_site_only(head: str, url: str):
    assert _about(head).url == url


def test_the_picture_may_be_relative():
    assert _about('<meta property="og:image" content="/lead.jpg">').image_url == "https://www.port.example/lead.jpg"


@pytest.mark.parametrize("free", [False, "False", "false"])
def test_a_page_may_say_that_it_is_not_free(free: object):
    assert _about(_linked({"@type": "Article", "hasPart": {"isAccessibleForFree": free}})).paid


@pytest.mark.parametrize(
    "source", ["[" * 100_000, "{", '{"@type": 7, "author": [[[]]]}', '{"@type":"Article","author":[["x"]],"image":[[]]}', "null"]
)
def test_broken_linked_data_says_nothing(source: str):
    root = tree_of(f'<html><script type="application/ld+json">{source}</script><p>x</p></html>')

    assert root is not None
    assert declared(root).title == ""


def test_a_title_that_only_holds_a_dash_keeps_it():
    assert without_site("Cranes - a farewell", site="Port News", url=URL) == "Cranes - a farewell"


@pytest.mark.parametrize(("made", "language"), [(HARBOUR, "en"), (GERMAN, "de"), (FRENCH, "fr"), (SPANISH, "es")])
def test_a_language_is_guessed_from_its_commonest_words(made, language):
    assert tongues.guess(" ".join(text for _, text in made.lines)) == language


@pytest.mark.parametrize(
    ("text", "language"), [("港のクレーンが売られた。", "ja"), ("항구의 크레인", "ko"), ("Краны проданы", "ru"), ("ok", None), ("", None)]
)
def test_a_language_is_guessed_from_its_letters(text: str, language: str | None):
    assert tongues.guess(text) == language
