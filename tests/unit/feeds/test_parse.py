"""Feeds of every format, as they are and as they should not be."""

import gzip
import json
import pickle
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ReadTrouble, Unreadable
from bot.feeds.fields import MOST_ENTRIES
from bot.feeds.parse import parse_feed
from bot.model.feed import Entry, ParsedFeed

DATA = Path(__file__).parents[2] / "data" / "feeds"
NOW = datetime(2026, 11, 3, tzinfo=UTC)
URL = "https://news.example/feed"
MANY_ATTRIBUTES = " ".join(f"a{number}='1'" for number in range(5_000))


def rss(items: str) -> str:
    return f'<rss version="2.0"><channel><title>T</title><link>https://news.example/</link>{items}</channel></rss>'


def parsed(text: str | bytes, *, content_type: str | None = None) -> ParsedFeed:
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return parse_feed(body, url=URL, content_type=content_type, now=NOW)


def trouble(text: str | bytes) -> ReadTrouble:
    with pytest.raises(Unreadable) as caught:
        parsed(text)
    assert caught.value.source == URL
    return caught.value.trouble


def entries(text: str | bytes) -> list[Entry]:
    return [one.entry for one in parsed(text).entries]


def only(text: str | bytes) -> Entry:
    (entry,) = entries(text)
    return entry


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.iterdir() if "expected" not in path.name))
def test_each_format_gives_the_entries_it_holds(name):
    expected = json.loads((DATA / f"{name}.expected.json").read_text())

    read = parsed((DATA / name).read_bytes())

    shown = asdict(read) | {"entries": [asdict(one.entry) for one in read.entries]}
    assert json.loads(json.dumps(shown, default=str)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", ReadTrouble.EMPTY),
        (b" \r\n\t", ReadTrouble.EMPTY),
        ("\ufeff ", ReadTrouble.EMPTY),
        ("<!doctype html><html><head><title>x</title></head><body><item>x</item></body></html>", ReadTrouble.NOT_A_FEED),
        ("<html><body>x", ReadTrouble.NOT_A_FEED),
        ("<?xml version='1.0'?><opml version='2.0'><body/></opml>", ReadTrouble.NOT_A_FEED),
        ("Not found", ReadTrouble.NOT_A_FEED),
        (b"/dev/zero", ReadTrouble.NOT_A_FEED),
        (b"/etc/passwd", ReadTrouble.NOT_A_FEED),
        (b"http://127.0.0.1/feed", ReadTrouble.NOT_A_FEED),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ReadTrouble.NOT_A_FEED),
        ("<!-- never closed", ReadTrouble.NOT_A_FEED),
        ("{}", ReadTrouble.NOT_A_FEED),
        ("[1, 2]", ReadTrouble.NOT_A_FEED),
        ('{"version": "2", "items": []}', ReadTrouble.NOT_A_FEED),
        ('{"version": "https://jsonfeed.org/version/1"', ReadTrouble.BROKEN),
        ('{"version": "https://jsonfeed.org/version/1"}', ReadTrouble.BROKEN),
        ("[" * 100_000, ReadTrouble.BROKEN),
        ("<rss version='2.0'><channel><title>x</ti", ReadTrouble.BROKEN),
        ("<rss><channel><item><title>One", ReadTrouble.BROKEN),
        (rss('<item><authors a="1"/><author>x</author></item>'), ReadTrouble.BROKEN),
    ],
)
def test_what_is_no_sound_feed_is_told_as_what_it_is(body, expected):
    assert trouble(body) is expected


def test_a_feed_without_entries_is_a_feed():
    assert parsed(rss("")).entries == ()


@pytest.mark.parametrize("opening", ['<!DOCTYPE x [\n<!ENTITY a "', '<!-- <a> -->\n<!DOCTYPE x SYSTEM ">" [<!entity a "'])
def test_a_document_that_declares_entities_is_hostile(opening):
    bomb = f'{opening}{"a" * 50_000}">]>\n' + rss("<item><title>&a;&a;&a;</title></item>" * 4000)

    assert trouble(bomb) is ReadTrouble.HOSTILE


def test_an_article_may_speak_of_entities():
    sample = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

    entry = only(rss(f"<item><title>XXE</title><description><![CDATA[{sample}]]></description></item>"))

    assert entry.summary_html == sample


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "iso-8859-1", "text/xml; charset=us-ascii"),
        ("cp1252", "utf-8", "text/xml; charset=utf-8"),
        ("cp1252", "iso-8859-1", None),
        ("cp1252", "no-such-code", "text/xml; charset=punycode"),
        ("utf-8-sig", "windows-1252", None),
        ("utf-16", "utf-16", None),
        ("utf-16-le", "utf-8", None),
        ("utf-16-be", "utf-8", None),
        ("utf-32", "utf-32", None),
    ],
)
def test_a_wrong_encoding_still_gives_readable_text(encoding, declared, header):
    text = f"<?xml version='1.0' encoding='{declared}'?>" + rss("<item><title>Café “Über” — naïve</title></item>")

    read = parsed(text.encode(encoding), content_type=header)

    assert read.entries[0].entry.title == "Café “Über” — naïve"


@pytest.mark.parametrize(
    ("encoding", "declared", "header", "title"),
    [
        ("cp1251", "windows-1251", None, "Новый процессор вышел"),
        ("cp1251", "utf-8", "text/xml; charset=Windows-1251", "Новый процессор вышел"),
        ("cp932", "Shift_JIS", None, "新しい半導体工場が動き出す①"),
        ("gb18030", "gb2312", None, "新芯片发布〇"),
        ("euc_jp", "x-euc-jp", None, "新しい半導体工場"),
        ("iso2022_jp", "iso-2022-jp", None, "新しい半導体工場"),
        ("cp874", "windows-874", None, "ชิปใหม่"),
        ("koi8-r", "KOI8-R", None, "Новый процессор"),
    ],
)
def test_the_declared_encoding_is_used_where_it_fits(encoding, declared, header, title):
    text = f"<?xml version='1.0' encoding='{declared}'?>" + rss(f"<item><title>{title}</title></item>")

    read = parsed(text.encode(encoding), content_type=header)

    assert read.entries[0].entry.title == title


@pytest.mark.parametrize("declared", ["encoding='utf-8'", "encoding='no-such-code'", ""])
@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("shift_jis", "新しい半導体工場が動き出す"),
        ("euc_jp", "新しい半導体工場が動き出す"),
        ("iso2022_jp", "新しい半導体工場が動き出す"),
        ("gb18030", "新芯片发布了，价格很低"),
        ("euc_kr", "새로운 반도체 공장이 문을 열다"),
        ("big5", "新的晶片發佈了"),
        ("koi8-r", "Новый процессор вышел на рынок"),
        ("cp1251", "Новый процессор вышел на рынок"),
        ("utf-32-le", "Новый процессор"),
    ],
)
def test_an_encoding_that_nobody_told_is_seen_in_the_text(encoding, title, declared):
    text = f"<?xml version='1.0' {declared}?>" + rss(f"<item><title>{title}</title></item>")

    assert only(text.encode(encoding)).title == title


@pytest.mark.parametrize("title", ["Café “Über” naïve — déjà vu", "Größe, Länge, Übermaß: 5 € für Möbel", "Il y a été où ça coûte"])
def test_western_text_is_not_taken_for_another(title):
    assert only(rss(f"<item><title>{title}</title></item>").encode("cp1252")).title == title


def test_a_packed_document_is_unpacked_and_a_bomb_is_not():
    body = rss("<item><title>Café</title></item>").encode()
    bomb = gzip.compress(rss(f"<item><title>t</title><description>{'a' * 30_000_000}</description></item>").encode())

    assert only(gzip.compress(body)).title == "Café"
    with suppress(Unreadable):
        assert entries(bomb) == []
    assert trouble(b"\x1f\x8b\x08 no gzip") is ReadTrouble.EMPTY


def test_one_bad_byte_does_not_spoil_the_rest():
    body = rss("<item><title>Ünïcödé ünd möre wörds @</title></item>").encode().replace(b"@", b"\xff")

    assert entries(body)[0].title == "Ünïcödé ünd möre wörds \ufffd"


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("a &amp;amp;amp; b", "a & b"),
        ("caf&eacute;&nbsp;bar", "café bar"),
        ("Q&A", "Q&A"),
        ("A & B &unknown; C", "A & B &unknown; C"),
        ("&lt;b&gt;Bold&lt;/b&gt; &amp; &lt;i&gt;sloping&lt;/i&gt;", "Bold & sloping"),
        ("&amp;lt;em&amp;gt;twice&amp;lt;/em&amp;gt;", "twice"),
        ("Vec&lt;T&gt; in Rust", "Vec<T> in Rust"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;News", "News"),
        ("a\n  b\t c", "a b c"),
        ("a&#150;b", "a–b"),
        ("a&#xD800;b&#x110000;c&#xFFFFFFFF;d", "a\ufffdb\ufffdc\ufffdd"),
        ("a&#" + "1" * 6000 + ";b", "a\ufffdb"),
        ("a&#1;b\x08c\x00d", "abcd"),
        ("x" * 600, "x" * 499 + "…"),
    ],
)
def test_titles_are_plain_text(raw, title):
    assert only(rss(f"<item><title>{raw}</title></item>")).title == title


@pytest.mark.parametrize(
    ("raw", "link"),
    [
        ("/a?x=1&copy=2&amp;y=3", "https://news.example/a?x=1&copy=2&y=3"),
        ("<![CDATA[https://a.example/?x=1&y=2]]>", "https://a.example/?x=1&y=2"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("", None),
    ],
)
def test_links_are_web_addresses_or_none(raw, link):
    assert only(rss(f"<item><title>t</title><link>{raw}</link></item>")).link == link


def test_a_base_that_is_itself_relative_starts_from_the_feeds_address():
    atom = '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/deep/"><entry><title>t</title><link href="x"/></entry></feed>'

    assert only(atom).link == "https://news.example/deep/x"


def test_a_guid_that_is_a_permalink_is_the_link():
    entry = only(rss("<item><title>t</title><guid>https://a.example/1</guid></item>"))

    assert entry.link == entry.guid == "https://a.example/1"


def test_an_endless_guid_becomes_a_short_one():
    one, other = entries(rss(f"<item><guid>{'x' * 600}1</guid></item><item><guid>{'x' * 600}2</guid></item>"))

    assert one.guid != other.guid
    assert len(one.guid or "") < 100


@pytest.mark.parametrize(
    ("date", "when"),
    [
        ("Mon, 02 Nov 2026 10:00:00 GMT", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("Mon, 02 Nov 2026 10:00:00 +0200", datetime(2026, 11, 2, 8, tzinfo=UTC)),
        ("Tue, 03 Nov 2026 00:30:00 GMT", datetime(2026, 11, 3, 0, 30, tzinfo=UTC)),
        ("Tue, 03 Nov 2026 09:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_are_believable_or_none(date, when):
    assert only(rss(f"<item><title>t</title><pubDate>{date}</pubDate></item>")).published_at == when


@pytest.mark.parametrize(
    ("date", "when"),
    [
        ("2026-11-02T10:00:00Z", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("2026-11-02T10:00:00", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("02.11.2026", datetime(2026, 11, 2, tzinfo=UTC)),
        ("11/02/2026", None),
    ],
)
def test_dates_of_json_feeds_are_believable_or_none(date, when):
    document = {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "date_published": date}]}

    assert only(json.dumps(document)).published_at == when


def test_an_entry_without_a_title_is_called_by_its_beginning():
    text = "Some words &lt;b&gt;about&lt;/b&gt; chips " + "and more of them " * 20

    title = only(rss(f"<item><description>{text}</description></item>")).title

    assert title.startswith("Some words about chips and more")
    assert title.endswith("…")
    assert len(title) <= 100


def test_long_texts_are_cut_outside_of_tags():
    entry = only(rss(f"<item><title>t</title><description><![CDATA[{'x' * 19_990}<img src='aaaaaaaaaaaaaaa'>]]></description></item>"))

    assert entry.summary_html == "x" * 19_990


@pytest.mark.parametrize(("first", "last"), [("2026-10-01", "2026-10-02"), ("2026-10-02", "2026-10-01")])
def test_of_too_many_entries_the_newest_stay(first, last):
    dates = [first] + ["2026-10-01"] * (MOST_ENTRIES + 100) + [last]
    items = (f"<item><title>{n}</title><pubDate>{date}T00:00:00Z</pubDate></item>" for n, date in enumerate(dates))

    read = entries(rss("".join(items)))

    assert len(read) == MOST_ENTRIES
    assert (read[-1].title == str(len(dates) - 1)) == (first < last)
    assert (read[0].title == "0") == (first > last)


def test_a_document_that_breaks_off_gives_its_whole_entries_only():
    text = rss("<item><title>One</title></item><item><title>Two</title><link>https://a.example/2</link><description>half")

    read = entries(text.removesuffix("</channel></rss>"))

    assert [entry.title for entry in read] == ["One"]


def test_a_warning_before_the_document_does_no_harm():
    assert only("<br />\n<b>Warning</b>: odd in /srv/x.php\n<?xml version='1.0'?>" + rss("<item><title>t</title></item>")).title == "t"


@pytest.mark.parametrize(
    "inner",
    [
        '<published_parsed a="1"/>',
        '<links a="1"/><tags a="1"/><content a="1"/>',
        '<summary_detail a="1"/><author_detail a="1"/>',
        '<title_detail a="1"/><id a="1"/>',
        '<g:Point xmlns:g="http://www.opengis.net/gml" srsName="\\d" srsDimension="99999999999">1 2</g:Point>',
        '<enclosure length="x" url="http://["/>',
        "<source><title/></source>",
    ],
)
def test_elements_made_to_confuse_the_parser_lose_nothing_else(inner):
    assert only(rss(f"<item><title>t</title><link>https://a.example/</link>{inner}</item>")).link == "https://a.example/"


@pytest.mark.parametrize(
    "body",
    [
        rss("<item><title>a</title><description>" + "&lt;!--" * 60_000 + "</description></item>"),
        rss("<item><title>a</title><description>" + "<![CDATA[" * 60_000),
        rss("<item><title>" + "&lt;a " * 60_000 + "</title></item>"),
        "<?x?> " * 60_000 + rss("<item><title>a</title></item>"),
        rss("<item><author>a@" + "a." * 3_000 + "!</author><title>a</title></item>"),
        rss(f"<item {MANY_ATTRIBUTES}><title>a</title></item>"),
    ],
    ids=["comments", "cdata", "tags", "instructions", "author", "attributes"],
)
@pytest.mark.timeout(5)
def test_repeated_patterns_cost_no_more_than_their_length(body):
    with suppress(Unreadable):
        assert len(parsed(body).entries) <= 1


def test_lone_surrogates_and_nul_never_get_through():
    item = {"id": "a\ud800\0", "title": "b\udfff", "url": "http://c.example/\ud800", "content_html": "\0d\ud800", "tags": ["e\ud800"]}

    entry = only(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}))

    assert (entry.guid, entry.title, entry.content_html, entry.link, entry.tags) == ("a", "b", "d", "http://c.example/", ("e",))


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="<>/rsitemfd&;#x\"' =!-[]CDAT", max_size=200).map(lambda text: rss(text).encode()))
def test_any_bytes_are_read_or_refused(body):
    try:
        read = parsed(body)
    except Unreadable:
        return

    assert all(one.entry.title or one.entry.guid or one.entry.link for one in read.entries)


def test_a_refusal_survives_the_way_out_of_a_worker_process():
    with pytest.raises(Unreadable) as caught:
        parsed(b"")

    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_without_a_clock_the_wall_clock_counts():
    assert parse_feed(rss("").encode(), url=URL, content_type=None).title == "T"
