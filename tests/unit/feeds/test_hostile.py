"""Documents made to harm whoever reads them end soon, as a result or a refusal."""

import json
import time
import tracemalloc
from contextlib import suppress

import pytest

from bot.errors import ReadTrouble, Unreadable
from bot.feeds.fields import MOST_ENTRIES
from bot.feeds.parse import parse_feed

URL = "https://news.example/feed"
PART = "<title>a</title><link>https://a.example/</link>"


def rss(items: str) -> str:
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


def count(text: str) -> int:
    return len(parse_feed(text.encode(), url=URL, content_type=None).entries)


def attributes(number: int, value: str = "1") -> str:
    return " ".join(f"a{place}='{value}'" for place in range(number))


@pytest.mark.parametrize(
    "text",
    [
        rss(f"<item {attributes(100_000)}>{PART}</item>"),
        rss(f"<item {attributes(20_000, '>')}>{PART}</item>"),
        rss("<item>" + PART + "".join(f"<category>c{n}</category>" for n in range(50_000)) + "</item>"),
        rss(("<item>" + PART + "<category>x</category>" * 900 + "</item>") * 200),
        rss("<item>" + PART + "".join(f"<n{n}:a xmlns:n{n}='urn:{n}'/>" for n in range(5_000)) + "</item>"),
        f"<!DOCTYPE rss [<!ENTITY a '{'a' * 50_000}'>]>" + rss(f"<item><title>{'&a;' * 4_000}</title></item>"),
    ],
    ids=["attributes", "attributes that hide", "categories", "categories in many", "prefixes", "entities"],
)
def test_what_no_honest_feed_needs_is_refused_at_once(text):
    started = time.process_time()

    with pytest.raises(Unreadable) as caught:
        count(text)

    assert caught.value.trouble is ReadTrouble.HOSTILE
    assert time.process_time() - started < 2


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        rss(f"<item><author>a@{'a.' * 32_000}!</author>{PART}</item>"),
        rss(f"<item><author>{'a+' * 32_000}!</author>{PART}</item>"),
        rss(f"<item><author>a@<![CDATA[{'a.' * 32_000}!]]></author>{PART}</item>"),
        rss(f"<item>{PART}<description>{'&lt;!--' * 170_000}</description></item>"),
        rss(f"<item>{PART}<description>{'&lt;div&gt;' * 80_000}</description></item>"),
        rss(f"<item>{'<title>a</title>' * 10_000}{PART}</item>"),
        rss(f"<item {attributes(400)}>{PART}</item>"),
        rss(f"<item>{PART}<enclosure url='{'a' * 100_000}'/></item>"),
    ],
    ids=["author", "author without at", "author as data", "comments", "divs", "titles", "some attributes", "long address"],
)
def test_costly_patterns_are_read_in_a_moment(text):
    started = time.process_time()

    assert count(text) == 1
    assert time.process_time() - started < 4


@pytest.mark.timeout(30)
@pytest.mark.parametrize("broken", ["", "</p>"])
def test_endless_entries_cost_little_and_give_five_hundred(broken):
    text = rss("".join(f"<item><guid>{n}</guid><title>t{n}</title>{broken}</item>" for n in range(50_000)))
    started = time.process_time()

    assert count(text) == MOST_ENTRIES
    assert time.process_time() - started < 6


def test_endless_items_of_json_cost_little_and_give_five_hundred():
    items = [{"id": number, "content_text": "words"} for number in range(50_000)]
    text = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})
    started = time.process_time()

    assert count(text) == MOST_ENTRIES
    assert time.process_time() - started < 2


def test_a_big_feed_takes_a_few_times_its_size():
    body = rss(f"<item>{PART}<description>{'word ' * 400_000}</description></item>").encode()
    tracemalloc.start()

    parse_feed(body, url=URL, content_type=None)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * len(body)


@pytest.mark.parametrize(
    "body",
    [
        b"/dev/zero",
        b"/etc/passwd",
        b"feed://a.example/x",
        b"feed:https://a.example/x",
        b"http://127.0.0.1/",
        b"file:///etc/passwd",
        b"\0" * 9,
    ],
)
def test_a_body_that_names_a_place_is_not_gone_to(body):
    with pytest.raises(Unreadable) as caught:
        parse_feed(body, url=URL, content_type=None)

    assert caught.value.trouble in {ReadTrouble.NOT_A_FEED, ReadTrouble.EMPTY}


@pytest.mark.parametrize("reference", ["&#xD800;", "&#x110000;", "&#xFFFFFFFF;", "&#" + "9" * 6_000 + ";", "&#0;", "&#x1;"])
@pytest.mark.parametrize("place", ["title", "guid", "link", "pubDate", "description", "category", "author"])
def test_impossible_characters_harm_no_field(reference, place):
    assert count(rss(f"<item>{PART}<{place}>x{reference}y</{place}></item>")) == 1


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["<a ", '<a b="', "<![", "<!", "&#", "</", "<?", "<item", "]]>", "<![CDATA[", "<!--", "<item><title>"])
@pytest.mark.parametrize("where", ["{}", "<item><title>{}</title></item>", "<item><description>{}"])
def test_repeated_beginnings_end_soon(piece, where):
    with suppress(Unreadable):
        assert count(rss(where.format(piece * 8_000))) <= MOST_ENTRIES
