"""The feeds that a page links to."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.discover import find_feeds

URL = "https://news.example/front/"


def found(head: str) -> tuple[str, ...]:
    return find_feeds(f"<html><head>{head}</head><body>x</body></html>".encode(), url=URL)


def link(kind: str, href: str, *, rel: str = "alternate", title: str = "") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}" title="{title}">'


def test_feeds_are_found_in_the_pages_order_and_made_absolute():
    head = (
        link("application/rss+xml", "rss")
        + link("application/atom+xml", "/atom?a=1&amp;b=2")
        + link("application/feed+json", "https://cdn.example/feed.json")
    )

    assert found(head) == ("https://news.example/front/rss", "https://news.example/atom?a=1&b=2", "https://cdn.example/feed.json")


def test_comments_come_last():
    head = (
        link("application/rss+xml", "/comments/feed")
        + link("application/rss+xml", "/x", title="Kommentare")
        + link("application/rss+xml", "/feed")
    )

    assert found(head)[0] == "https://news.example/feed"
    assert len(found(head)) == 3


def test_the_pages_base_counts():
    assert found('<base href="https://other.example/a/">' + link("application/rss+xml", "rss")) == ("https://other.example/a/rss",)


def test_each_feed_stands_once():
    assert found(link("application/rss+xml", "/feed") * 3) == ("https://news.example/feed",)


@pytest.mark.parametrize("spelling", ["ALTERNATE", "home alternate", "feed"])
def test_rel_is_read_as_words_in_any_case(spelling):
    assert found(link("Application/RSS+xml; charset=utf-8", "/f", rel=spelling)) == ("https://news.example/f",)


@pytest.mark.parametrize(
    "head",
    [
        "",
        link("text/html", "/de", title="Deutsch"),
        link("application/rss+xml", "/f", rel="stylesheet"),
        link("application/rss+xml", "javascript:alert(1)"),
        link("application/rss+xml", "file:///etc/passwd"),
        link("application/json", "/wp-json/wp/v2/pages/2"),
        link("application/json+oembed", "/oembed"),
        '<link rel="alternate" type="application/rss+xml">',
        "<link>",
    ],
)
def test_other_links_are_no_feeds(head):
    assert found(head) == ()


def test_a_json_link_counts_where_it_says_feed():
    assert found(link("application/json", "/feed.json")) == ("https://news.example/feed.json",)


@pytest.mark.parametrize(
    "body", [b"", b" ", b"\0\0", b"plain words", b"<rss><channel/></rss>", "<html>\ud800".encode("utf-8", "surrogatepass")]
)
def test_what_is_no_page_has_no_feeds(body):
    assert find_feeds(body, url=URL) == ()


def test_a_page_that_begins_with_a_declaration_is_read():
    body = (
        b"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html><html><head>"
        + link("application/rss+xml", "/f").encode()
        + b"</head></html>"
    )

    assert find_feeds(body, url=URL) == ("https://news.example/f",)


def body_links(body: str, *, url: str = URL) -> tuple[str, ...]:
    return find_feeds(f"<html><head><title>x</title></head><body>{body}</body></html>".encode(), url=url)


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="/rss.xml">Follow</a>',
        '<a href="/feed/">Feed</a>',
        '<a href="/index.rss"><img alt=""></a>',
        '<a href="/feeds/all?lang=en" title="RSS feed"><svg></svg></a>',
        '<a href="//news.example/atom.xml">Atom</a>',
        '<a aria-label="RSS" href="https://feeds.news.example/feed"></a>',
    ],
)
def test_a_link_in_the_text_that_looks_like_a_feed_is_one(anchor):
    assert len(body_links(anchor)) == 1


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="/feedback">Feedback</a>',
        '<a href="/what-is-rss.html">RSS</a>',
        '<a href="/about">Our feed</a>',
        '<a href="/sitemap.xml">Map</a>',
        '<a href="javascript:rss()">RSS</a>',
        '<a href="/rss.png">RSS</a>',
        "<a>RSS</a>",
    ],
)
def test_other_links_in_the_text_are_none(anchor):
    assert body_links(anchor) == ()


def test_what_the_head_says_comes_before_what_the_text_links():
    body = '<a href="/all.rss">RSS</a>' + link("application/rss+xml", "/feed")

    assert body_links(body) == ("https://news.example/feed", "https://news.example/all.rss")


@pytest.mark.parametrize("said", ['<meta itemprop="identifier" content="{}">', '<script>x={{"externalId":"{}"}}</script>'])
def test_a_channels_page_says_its_id(said):
    channel = "UC" + "x" * 22
    page = body_links(said.format(channel), url="https://www.youtube.com/@copper")

    assert page == (f"https://www.youtube.com/feeds/videos.xml?channel_id={channel}",)
    assert body_links(said.format(channel)) == ()


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(alphabet="<>a href='/rssfeed.\"linkbase ", max_size=300).map(str.encode))
def test_any_page_is_read(body):
    assert all(feed.startswith("http") for feed in find_feeds(body, url=URL))


def test_endless_attributes_cost_a_moment_and_hide_no_feed():
    body = f"<a {' '.join(f'a{n}=1' for n in range(100_000))}>x</a>" + link("application/rss+xml", "/feed")
    started = time.process_time()

    assert find_feeds(body.encode(), url=URL) == ("https://news.example/feed",)
    assert time.process_time() - started < 2


def test_a_page_of_too_many_tags_names_no_feed():
    assert find_feeds(b"<p>" * 100_000 + link("application/rss+xml", "/feed").encode(), url=URL) == ()
