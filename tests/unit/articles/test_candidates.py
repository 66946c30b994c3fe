"""Candidates: readers that are far apart are settled by what the others bear out; huge and hostile pages stay cheap."""

import json
import time
from contextlib import suppress

import pytest

from bot.articles.candidates import article_pieces
from bot.articles.density import densest
from bot.articles.extract import extract_page
from bot.articles.trees import tree_of
from bot.errors import Unreadable
from tests.unit.articles.made import PARAGRAPHS, page

SENTENCE = "This is a sentence of an article about the harbour, with a comma or two in it."
OPEN = "<html><body><h1>Title</h1><div class=x>"
HOSTILE = {
    "100,000 attributes": OPEN + "<div " + " ".join(f"a{number}=1" for number in range(100_000)) + ">" + f"<p>{SENTENCE}</p>" * 20,
    "3,000 attributes on each of twenty": OPEN + ("<div " + " ".join(f"a{number}=1" for number in range(3000)) + ">") * 20 + SENTENCE,
    "80,000 nested divs": OPEN + "<div>" * 80_000 + SENTENCE,
    "100,000 paragraphs": OPEN + f"<p>{SENTENCE}</p>" * 100_000,
    "16,000 paragraphs": OPEN + f"<p>{SENTENCE}</p>" * 16_000,
    "200,000 cells": OPEN + "<table><tr>" + "<td>" * 200_000,
    "60,000 cells": OPEN + "<table><tr>" + "<td>x" * 60_000,
    "9,000 cells": OPEN + "<table><tr>" + "<td>x" * 9_000,
    "20,000 lines": OPEN + "x<br>" * 20_000,
    "an endless word": OPEN + "<p>" + "x" * 300_000,
    "an open attribute": OPEN + '<a href="' + "x" * 300_000,
    "deep linked data": OPEN + '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + f"<p>{SENTENCE}</p>" * 20,
    "30,000 comments": OPEN + "<!--" * 30_000 + SENTENCE,
    "paths without end": OPEN + f"<p>{'a > ' * 20}</p>" * 2000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_or_refused_in_seconds(name: str):
    body = HOSTILE[name].encode()
    start = time.process_time()

    with suppress(Unreadable):  # refused is as good as read
        extract_page(body, url="https://a.example/x", content_type="text/html", title="")

    assert time.process_time() - start < 10


def test_the_third_reader_finds_the_paragraphs_by_themselves():
    body = "".join(f"<div>{text}</div>" for text in PARAGRAPHS)
    links = "".join(f'<li><a href="/{number}">A title of another story, and a long one</a></li>' for number in range(20))
    root = tree_of(
        f'<html><body><div class="menu"><ul>{links}</ul></div><div><div>{body}</div></div><footer>Imprint</footer></body></html>'
    )

    assert root is not None
    assert [piece.text for piece in densest(root)] == list(PARAGRAPHS)


def test_the_third_reader_spares_a_page_whose_wrapper_has_an_unlucky_name():
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    root = tree_of(f'<html><body><div class="has-sidebar"><div>{body}</div></div></body></html>')

    assert root is not None
    assert [piece.text for piece in densest(root)] == list(PARAGRAPHS)


def test_nothing_is_found_where_nothing_is():
    root = tree_of("<html><body><p>x</p></body></html>")

    assert root is not None
    assert densest(root) == []


def test_a_page_too_large_for_trafilatura_is_still_read():
    body = OPEN + f"<p>{SENTENCE}</p>" * 16_000

    assert len(article_pieces(body, url="https://a.example/x", declared="").pieces) == 16_000


def test_the_declared_text_is_taken_where_the_page_shows_none_of_it():
    linked = json.dumps({"@type": "NewsArticle", "headline": "Kestrel", "articleBody": "\n".join(PARAGRAPHS)})
    body = f'<html><head><script type="application/ld+json">{linked}</script></head><body><div id="app"></div></body></html>'

    article = extract_page(body.encode(), url="https://a.example/x", content_type="text/html", title="")

    assert article.text.split("\n\n") == list(PARAGRAPHS)


def test_a_declared_text_does_not_win_against_the_page():
    linked = json.dumps({"@type": "NewsArticle", "articleBody": "Other words than those of the page stand here. " * 30})

    article = extract_page(
        page(head=f'<script type="application/ld+json">{linked}</script>'), url="https://a.example/x", content_type="text/html", title=""
    )

    assert article.text.split("\n\n") == list(PARAGRAPHS)
