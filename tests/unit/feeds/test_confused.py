"""What feedparser would confuse is told apart."""

from datetime import UTC, datetime

import pytest

from bot.feeds.parse import parse_feed
from bot.model.feed import Entry, ParsedFeed

NOW = datetime(2026, 11, 3, tzinfo=UTC)
URL = "https://news.example/feed"


def rss(items: str) -> str:
    return f'<rss version="2.0"><channel><title>T</title><link>https://news.example/</link>{items}</channel></rss>'


def parsed(text: str) -> ParsedFeed:
    return parse_feed(text.encode(), url=URL, content_type=None, now=NOW)


def entries(text: str) -> list[Entry]:
    return [one.entry for one in parsed(text).entries]


def only(text: str) -> Entry:
    (entry,) = entries(text)
    return entry


@pytest.mark.parametrize("rest", ["", "<item><title>B</title></item>"])
def test_an_unclosed_title_ends_where_the_next_element_begins(rest):
    first, *_ = entries(rss(f"<item><title>A & b<link>https://a.example/1</link><description>x</description></item>{rest}"))

    assert (first.title, first.link, first.summary_html) == ("A & b", "https://a.example/1", "x")


@pytest.mark.parametrize("text", ["&#55357;&#56832;", "&#xD83D;&#xde00;", "<![CDATA[&#55357;&#56832;]]>", "&amp;#55357;&amp;#56832;"])
def test_a_character_in_two_halves_is_one(text):
    assert only(rss(f"<item><title>x {text} y</title></item>")).title == "x 😀 y"


@pytest.mark.parametrize("text", ["&#55357;", "&#56832;&#55357;", "&#12354;&#56832;"])
def test_half_a_character_is_none(text):
    assert "😀" not in only(rss(f"<item><title>x {text} y</title></item>")).title


MEDIA = '<media:content xmlns:media="http://search.yahoo.com/mrss/" url="https://a.example/1.jpg" medium="image">{}</media:content>'
CAPTION = MEDIA.format('<media:description type="plain">A man.</media:description>')


@pytest.mark.parametrize("inner", [f"{CAPTION}<description>The news.</description>", f"<description>The news.</description>{CAPTION}"])
def test_what_is_said_of_a_picture_is_not_the_summary(inner):
    entry = only(rss(f"<item><title>t</title>{inner}</item>"))

    assert (entry.summary_html, entry.content_html) == ("The news.", "")


def test_what_is_said_of_a_film_is_better_than_nothing():
    caption = MEDIA.format("<media:description>What it shows.</media:description>")

    assert only(rss(f"<item><title>t</title>{caption}</item>")).summary_html == "What it shows."


def test_the_base_of_one_entry_is_not_the_nexts():
    one = '<entry xml:base="https://o.example/x/"><id>urn:1</id><link href="p/1"/></entry>'
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{one}<entry><id>urn:2</id><link href="p/2"/></entry></feed>'

    assert [(e.guid, e.link) for e in entries(text)] == [("urn:1", "https://o.example/x/p/1"), ("urn:2", "https://news.example/p/2")]


def test_an_entry_with_nothing_but_a_file_stays():
    files = [f'<item><enclosure url="https://a.example/{n}.mp3" type="audio/mpeg"/></item>' for n in range(2)]
    read = parsed(rss("".join(files))).entries

    assert [(one.entry.link, one.entry.enclosures[0].url) for one in read] == [(None, f"https://a.example/{n}.mp3") for n in range(2)]
    assert len({one.keys.identity for one in read}) == 2


def test_the_base_of_the_whole_document_still_holds():
    text = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/q/">{}</feed>'
    one = '<entry xml:base="/x/"><id>urn:1</id><link href="1"/></entry><entry><id>urn:2</id><link href="2"/></entry>'

    assert [entry.link for entry in entries(text.format(one))] == ["https://b.example/x/1", "https://b.example/q/2"]
