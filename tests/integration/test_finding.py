"""From any address to the feed behind it."""

import pytest

from bot.errors import ReadTrouble, Unreadable
from bot.flows.read import read_feed
from tests.fakes.http_server import Answer
from tests.worlds import rss

XML = "application/rss+xml"
PAGE = "<html><head><title>x</title></head><body><p>words</p>{}</body></html>"
EMPTY = b"<rss version='2.0'><channel><title>Empty</title></channel></rss>"


def page(inner: str = "") -> Answer:
    return Answer(PAGE.format(inner).encode())


def paths(web) -> list[str]:
    return [path for path, _ in web.asked]


async def test_a_link_in_the_pages_text_is_followed(app, web):
    web.answers |= {"/": page('<a href="/all.rss">RSS</a>'), "/all.rss": Answer(rss("Alpha"), content_type=XML)}

    found = await read_feed(web.url("/"), readers=app.readers)

    assert found.url == web.url("/all.rss")


async def test_the_common_paths_are_tried_in_turn_and_only_where_wanted(app, web):
    web.answers |= {"/story": page(), "/rss.xml": Answer(rss("Alpha"), content_type=XML)}

    with pytest.raises(Unreadable):
        await read_feed(web.url("/story"), readers=app.readers)
    found = await read_feed(web.url("/story"), readers=app.readers, guess=True)

    assert found.url == web.url("/rss.xml")
    assert paths(web) == ["/story", "/story", "/feed", "/rss.xml"]


async def test_a_page_without_a_feed_anywhere_is_told_as_that_after_few_requests(app, web):
    web.answers["/story"] = page()

    with pytest.raises(Unreadable) as caught:
        await read_feed(web.url("/story"), readers=app.readers, guess=True)

    assert caught.value.trouble is ReadTrouble.NOT_A_FEED
    assert len(web.asked) <= 9


async def test_where_a_site_keeps_its_feeds_by_custom_is_asked_first(app, web):
    web.answers["/@ada.rss"] = Answer(rss("Alpha"), content_type=XML)

    found = await read_feed(web.url("/@ada"), readers=app.readers)

    assert found.url == web.url("/@ada.rss")
    assert paths(web) == ["/@ada.rss"]


async def test_where_custom_does_not_hold_the_page_is_read(app, web):
    web.answers |= {
        "/@ada": page('<link rel="alternate" type="application/rss+xml" href="/f">'),
        "/f": Answer(rss("Alpha"), content_type=XML),
    }

    assert (await read_feed(web.url("/@ada"), readers=app.readers)).url == web.url("/f")


async def test_a_feed_with_entries_is_preferred_to_an_empty_one(app, web):
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{href}">' for href in ("/empty", "/gone", "/f"))
    web.answers |= {"/": page(links), "/empty": Answer(EMPTY, content_type=XML), "/f": Answer(rss("Alpha"), content_type=XML)}

    assert (await read_feed(web.url("/"), readers=app.readers)).url == web.url("/f")
    del web.answers["/f"]
    assert (await read_feed(web.url("/"), readers=app.readers)).url == web.url("/empty")
