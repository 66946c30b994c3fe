"""Pages made to wear readers out are read in a moment."""

import time
import tracemalloc

import pytest

from bot.articles.extract import extract_page

WORDS = b"<p>" + b"word " * 200 + b"</p>"


def read(body):
    return extract_page(body, url="https://a.example/p", content_type="text/html", title="t")


@pytest.mark.parametrize("letter", [b"x", b'"'], ids=["letters", "quotes"])
def test_millions_of_one_letter_are_read_in_a_moment(letter):
    read(WORDS)
    started = time.process_time()

    read(b"<p>" + letter * 4_000_000 + b"</p>")

    assert time.process_time() - started < 4


@pytest.mark.parametrize("place", ["<title>{}</title>", "<h1>{}</h1>", "<meta name=author content='{}'>"])
def test_an_endless_title_or_name_takes_little_memory(place):
    read(WORDS)
    tracemalloc.start()
    try:
        article = read(place.format("a | " * 500_000).encode() + WORDS)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert len(article.title) <= 1000
    assert peak < 100_000_000
