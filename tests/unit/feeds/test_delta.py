"""What is known is not read, and what is new is read as if all were."""

from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.decide import guid_key
from bot.feeds.delta import scan
from bot.feeds.fields import MOST_ENTRIES
from bot.feeds.parse import parse_feed
from bot.model.feed import ParsedFeed

DATA = Path(__file__).parents[2] / "data" / "feeds"
NOW = datetime(2026, 11, 3, tzinfo=UTC)
URL = "https://news.example/feed"
NOTHING: frozenset[bytes] = frozenset()


def read(text: str | bytes, known: frozenset[bytes] = NOTHING) -> ParsedFeed:
    body = text.encode() if isinstance(text, str) else text
    return parse_feed(body, url=URL, content_type=None, known=known, now=NOW)


def rss(items: str, *, head: str = "<link>https://news.example/</link>") -> str:
    return f'<rss version="2.0"><channel><title>T</title>{head}{items}</channel></rss>'


def guids(feed: ParsedFeed) -> list[bytes]:
    return [one.keys.guid for one in feed.entries if one.keys.guid]


def without(feed: ParsedFeed, known: frozenset[bytes]) -> tuple[object, ...]:
    return tuple(one for one in feed.entries if one.keys.guid not in known)


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.iterdir() if "expected" not in path.name))
def test_of_every_format_the_rest_is_read_as_in_the_whole(name):
    body = (DATA / name).read_bytes()
    whole = read(body)

    for known in [frozenset({key}) for key in guids(whole)] + [frozenset(guids(whole))]:
        rest = read(body, known)

        assert rest.entries == without(whole, known)
        assert (rest.title, rest.site_url, rest.language, rest.hub_url) == (whole.title, whole.site_url, whole.language, whole.hub_url)


WORDS = st.text(alphabet="ab é<&\"'>\u200b新;]x#1", max_size=12)
LINKS = st.sampled_from(["", "/a", "https://news.example/", "https://news.example/1?utm_source=x", "//cdn.example/b", "c", "javascript:x"])
IDS = st.sampled_from(["", "1", "2", "3", "x y", "https://news.example/1", "tag:news.example,2026:1", "ü", "&#150;"])
INNER = st.sampled_from(
    ["", "<guid>2</guid>", "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Ann</dc:creator>", "<!-- <item> -->"]
)
CDATA = st.sampled_from(["<![CDATA[<item><guid>1</guid></item>]]>", "<![CDATA[a ]] > b]]>", "&lt;item&gt;", "&eacute;", "&#150;", "a & b"])


@st.composite
def an_rss_item(draw: st.DrawFn) -> str:
    guid, permalink = draw(IDS), draw(st.sampled_from(["", ' isPermaLink="false"']))
    return (
        f"<item><title>{escape(draw(WORDS))}</title>{draw(INNER)}"
        + (f"<guid{permalink}>{guid}</guid>" if guid else "")
        + f"<link>{escape(draw(LINKS))}</link><description>{draw(CDATA)}{escape(draw(WORDS))}</description></item>"
    )


@st.composite
def an_atom_entry(draw: st.DrawFn) -> str:
    base = draw(st.sampled_from(["", ' xml:base="https://other.example/d/"', ' xml:lang="de"']))
    return (
        f"<entry{base}><id>{draw(IDS)}</id><title type='html'>{escape(draw(WORDS))}</title><link href='{escape(draw(LINKS))}'/>"
        f"<source><id>1</id><title>S</title></source><author><name>{escape(draw(WORDS))}</name></author>"
        f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{escape(draw(WORDS))}<b>x</b></div></content></entry>"
    )


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><link href="/"/>{}</feed>'
FEEDS = st.lists(an_rss_item(), max_size=6).map(lambda items: rss("".join(items))) | st.lists(an_atom_entry(), max_size=5).map(
    lambda items: ATOM.format("".join(items))
)


@settings(deadline=None, max_examples=60)
@given(FEEDS, st.integers(0, 2**6 - 1))
def test_of_any_feed_the_rest_is_read_as_in_the_whole(text, mask):
    whole = read(text)
    known = frozenset(key for place, key in enumerate(guids(whole)) if mask >> place & 1)

    assert read(text, known).entries == without(whole, known)


def test_a_link_that_a_known_entry_has_too_still_tells_nothing():
    items = "".join(f"<item><title>v{n}</title><guid isPermaLink='false'>{n}</guid><link>/changes</link></item>" for n in range(3))
    known = frozenset({guid_key("0"), guid_key("1")})

    (new,) = read(rss(items), known).entries

    assert new.entry.title == "v2"
    assert new.keys.link is None


def test_entries_of_one_known_guid_are_read_and_told_apart_by_link():
    items = "".join(f"<item><title>v{n}</title><guid>urn:all</guid><link>/{n}</link></item>" for n in range(3))

    new = read(rss(items), frozenset({guid_key("urn:all")})).entries

    assert [(one.entry.title, one.keys.guid) for one in new] == [("v0", None), ("v1", None), ("v2", None)]


def test_a_known_guid_that_is_the_site_hides_no_entry():
    items = "<item><title>a</title><guid>https://news.example/</guid><link>/a</link></item><item><guid>2</guid></item>"

    new = read(rss(items), frozenset({guid_key("https://news.example/"), guid_key("2")})).entries

    assert [one.entry.title for one in new] == ["a"]


def test_a_guid_that_an_unread_entry_shares_tells_nothing():
    odd = "<item><guid>x<!-- -->1</guid><guid>1</guid><link>/b</link></item>"
    items = "<item><guid>1</guid><link>/a</link></item>" + odd
    whole, rest = read(rss(items)), read(rss(items), frozenset({guid_key("1")}))

    assert rest.entries == without(whole, frozenset({guid_key("1")}))


def test_a_link_of_its_own_still_tells_one_entry():
    items = "".join(f"<item><title>v{n}</title><guid isPermaLink='false'>{n}</guid><link>/{n}</link></item>" for n in range(3))

    (new,) = read(rss(items), frozenset({guid_key("0"), guid_key("1")})).entries

    assert new.keys.link is not None


@pytest.mark.parametrize(
    "text",
    [
        rss("<item><guid>1</guid><title>a & b</title></item><item><guid>2</guid></item>"),
        rss("<item><guid>1</guid><title>&eacute;</title></item><item><guid>2</guid></item>"),
        rss("<item><guid>1</guid></item><item><guid>2</guid></item>") + "<script>1</script>",
        rss("<item><guid>1</guid><dc:creator>x</dc:creator></item><item><guid>2</guid></item>"),
        rss("<item><guid>1</guid><br></item><item><guid>2</guid></item>"),
        rss("<item><guid>1</guid><item><guid>3</guid></item></item><item><guid>2</guid></item>"),
    ],
    ids=["ampersand", "entity", "junk after it", "prefix", "unclosed", "nested"],
)
def test_what_is_not_well_formed_is_read_all_the_same(text):
    (new, *_) = read(text, frozenset({guid_key("1"), guid_key("3")})).entries

    assert new.entry.guid == "2"


@pytest.mark.parametrize("mark", ["<![CDATA[<item>]]>", "<!-- </item><item> -->", "<?x <item> ?>", "&lt;item&gt;"])
def test_what_only_looks_like_an_entry_is_none(mark):
    text = rss(f"<item><guid>1</guid>{mark}</item>{mark}<item ><guid>2</guid></item >")

    items = scan(text).items

    assert items is not None
    assert [item.guid for item in items] == [guid_key("1"), guid_key("2")]
    assert text[items[1].start : items[1].end] == "<item ><guid>2</guid></item >"


@pytest.mark.parametrize(
    "item", ["<guid>1</guid><guid>2</guid>", "<guid>1<b/></guid>", "<x:guid xmlns:x='urn:x'>1</x:guid>", "<title>1</title>"]
)
def test_an_entry_whose_id_is_not_plain_to_see_is_read(item):
    items = scan(rss(f"<item>{item}</item>")).items

    assert items is not None
    assert items[0].guid is None


def test_of_endless_entries_the_newest_are_looked_at_before_any_is_read():
    last = MOST_ENTRIES + 200
    dates = [f"2026-10-01T00:{n // 60:02}:{n % 60:02}Z" for n in range(last)]
    items = "".join(f"<item><guid>{n}</guid><pubDate>{date}</pubDate></item>" for n, date in enumerate(dates))
    known = frozenset(guid_key(str(n)) for n in range(200, last - 1))

    new = read(rss(items), known).entries

    assert [one.entry.guid for one in new] == [str(last - 1)]
