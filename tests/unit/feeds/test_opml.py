"""Lists of feeds, from readers and from whoever wishes harm."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ReadTrouble, Unreadable
from bot.feeds.opml import read_opml, write_opml
from bot.model.outline import Outline

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def _read(body: str | bytes):
    return read_opml(body.encode() if isinstance(body, str) else body, name="the file")


def _opml(*lines: str) -> str:
    return f'<?xml version="1.0"?><opml version="1.0"><head><title>Mine</title></head><body>{"".join(lines)}</body></opml>'


def _line(url: str, text: str = "One") -> str:
    return f'<outline type="rss" text="{text}" xmlUrl="{url}"/>'


def test_feeds_keep_their_order_title_heading_and_site():
    one = '<outline text="One &amp; only" xmlUrl="https://one.example/feed?a=1&amp;b=2" htmlUrl="https://one.example/" type="rss"/>'
    found = _read(_opml(f'<outline text="Tech"><outline text="Deep">{one}</outline></outline>', _line("https://two.example/feed", "Two")))

    assert found.outlines == (
        Outline(title="One & only", url="https://one.example/feed?a=1&b=2", category="Deep", site_url="https://one.example/"),
        Outline(title="Two", url="https://two.example/feed"),
    )
    assert found.unreadable == 0


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "file:///etc/passwd", "https://", "nonsense", "https://ada:pw@one.example/"])
def test_what_cannot_be_opened_is_counted_and_left_out(url):
    found = _read(_opml(_line(url), _line("https://one.example/feed")))

    assert [each.url for each in found.outlines] == ["https://one.example/feed"]
    assert found.unreadable == 1


def test_a_line_without_an_address_is_counted():
    assert _read(_opml('<outline type="rss" text="One"/>', '<outline text="a note"/>')).unreadable == 2


def test_one_feed_in_several_spellings_is_one():
    found = _read(_opml(_line("https://one.example/feed"), _line("https://ONE.example:443/feed"), _line("https://one.example/feed#top")))

    assert len(found.outlines) == 1


@pytest.mark.parametrize("url", ["feed://one.example/x", "feed:http://one.example/x"])
def test_the_address_of_an_old_reader_is_understood(url):
    assert _read(_opml(_line(url))).outlines[0].url == "http://one.example/x"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_any_encoding_is_read_whatever_the_file_claims(encoding):
    body = _opml(_line("https://one.example/feed", "Über")).replace('"1.0"?', '"1.0" encoding="ISO-8859-1"?').encode(encoding)

    assert _read(body).outlines[0].title == "Über"


def test_bare_ampersands_and_control_characters_do_no_harm():
    found = _read(_opml(_line("https://one.example/feed?a=1&b=2", "R&D\x01 &nbsp;news")))

    assert found.outlines == (Outline(title="R&D news", url="https://one.example/feed?a=1&b=2"),)


def test_depth_costs_nothing():
    depth = 20_000
    found = _read(_opml('<outline text="a">' * depth + _line("https://one.example/feed") + "</outline>" * depth))

    assert len(found.outlines) == 1


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (b"", ReadTrouble.NOT_A_FEED),
        (b"Dear Sir or Madam", ReadTrouble.NOT_A_FEED),
        (b"\x89PNG\r\n\x1a\n\0\0", ReadTrouble.NOT_A_FEED),
        (b"<rss version='2.0'/>", ReadTrouble.NOT_A_FEED),
        (b"<opml><body><outline", ReadTrouble.BROKEN),
        (b"<!DOCTYPE opml [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><opml/>", ReadTrouble.HOSTILE),
        (b"<!DOCTYPE opml [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><opml/>", ReadTrouble.HOSTILE),
    ],
)
def test_what_is_no_list_says_so(body, trouble):
    with pytest.raises(Unreadable) as caught:
        _read(body)

    assert caught.value.trouble is trouble


def test_what_is_written_is_as_other_readers_accept_it():
    document = write_opml(
        [
            Outline(title="Last", url="https://z.example/feed"),
            Outline(title='"One" & <two>', url="https://a.example/f?a&b", category="#news"),
        ],
        title="Mine",
        now=NOW,
    ).decode()

    assert document.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">')
    assert "<dateCreated>Wed, 04 Mar 2026 12:00:00 +0000</dateCreated>" in document
    assert document.index('<outline text="#news"') < document.index("a.example") < document.index("z.example")
    assert 'xmlUrl="https://a.example/f?a&amp;b"' in document


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=20)), max_size=6))
def test_what_is_written_can_be_read_again(named):
    feeds = [Outline(title=title, url=f"https://{place}.example/", category=under) for place, (title, under) in enumerate(named)]

    again = _read(write_opml(feeds, title="Mine", now=NOW))

    assert {each.url for each in again.outlines} == {each.url for each in feeds}


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail_in_another_way(body):
    for given_bytes in (body, b"<opml><body>" + body + b"</body></opml>"):
        try:
            _read(given_bytes)
        except Unreadable:
            continue
