"""The demo's press, over real loopback HTTP: what its feeds, pages and answers hold."""

import gzip
import json
import re
import socket
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import feedparser
import pytest

from bot.cli.demo.documents import document, xml
from bot.cli.demo.pages import article_page
from bot.cli.demo.pieces import PartKind, Piece, pieces, read
from bot.cli.demo.publishers import PUBLISHERS
from bot.cli.demo.site import DemoSite, _bound, resources

NOW = datetime(2026, 5, 4, 12, 30, 15, 999, tzinfo=UTC)
PIECES = {piece.name: piece for piece in pieces(now=NOW)}
NAMESPACES = {"www.w3.org", "purl.org", "jsonfeed.org", "schema.org"}


@pytest.fixture(scope="module")
def site():
    with DemoSite(now=NOW) as site:
        yield site


def get(url: str, *, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=5)
    connection.request(method, parts.path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def words(piece: Piece) -> int:
    text = " ".join(line for part in piece.body for line in part.lines)
    return len(text) // 2 if piece.language == "ja" else len(text.split())


def served() -> dict[str, str]:
    """Everything that the press can answer, by address."""
    return {
        publisher.home + path: resource.body.decode()
        for publisher in PUBLISHERS
        for path, resource in resources(publisher, tuple(PIECES.values()), base="http://127.0.0.9:1").items()
    }


# Feeds


@pytest.mark.parametrize(("place", "version", "count"), [(0, "rss20", 6), (1, "atom10", 5)])
def test_the_xml_feeds_are_well_formed_and_whole(site, place, version, count):
    _, body = get(site.feeds[place])

    feed = feedparser.parse(body)

    assert (feed.bozo, feed.version, len(feed.entries)) == (False, version, count)
    assert {entry.id for entry in feed.entries} <= {piece.guid for piece in PIECES.values()}
    assert all(entry.published_parsed and entry.author and entry.tags and entry.summary for entry in feed.entries)


def test_the_json_feed_says_all_that_version_1_1_asks(site):
    response, body = get(site.feeds[2])

    feed = json.loads(body)

    assert response.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == 6
    assert all(item["id"] and item["content_html"] and item["date_published"] for item in feed["items"])
    assert "ja" in {item["language"] for item in feed["items"]}


def test_every_entry_leads_to_a_page_that_holds_its_article(site):
    links = {entry.link for feed in site.feeds[:2] for entry in feedparser.parse(get(feed)[1]).entries}
    links |= {item["url"] for item in json.loads(get(site.feeds[2])[1])["items"]}

    pages = {urlsplit(link).path: get(link) for link in links}

    assert len(pages) == len(PIECES)
    for piece in PIECES.values():
        response, body = pages[piece.path]
        article = body.decode().split("<article>")[1].split("</article>")[0]
        last = next(part for part in reversed(piece.body) if part.kind is PartKind.PARAGRAPH)
        assert response.status == 200
        assert last.lines[0][:40] in article


def test_only_one_entry_carries_its_whole_text_in_the_feed(site):
    entries = feedparser.parse(get(site.feeds[0])[1]).entries

    whole = [entry for entry in entries if "content" in entry]

    assert [entry.id for entry in whole] == [PIECES["tarn-two-release"].guid]
    assert "Builds are quicker" in whole[0].content[0].value


def test_what_xml_forbids_is_left_out_and_what_it_reserves_is_escaped():
    assert xml("a\x1b\x00\ufffe<b>&\"\u202e'") == "a&lt;b&gt;&amp;&quot;\u202e&#x27;"


def test_a_feed_without_entries_can_be_written():
    for publisher in PUBLISHERS:
        assert b"127.0.0.1" in document(publisher, (), base="http://127.0.0.1")


# Articles


def test_articles_are_of_a_readable_length():
    lengths = {name: words(piece) for name, piece in PIECES.items() if not piece.teaser}

    assert len(lengths) >= 15
    assert {name: length for name, length in lengths.items() if not 500 <= length <= 1200} == {}


def test_the_teaser_shows_its_opening_only():
    (teaser,) = (piece for piece in PIECES.values() if piece.teaser)

    assert words(teaser) < 80
    assert teaser.body[-1].lines == ("Subscribe to continue reading.",)
    assert b"paywall" in article_page(teaser, PUBLISHERS[2], base="http://127.0.0.1", others=())


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        ("parcel-app-leak", "parcel-app-leak-counted-again", ("Parcelwick", "Reinholt", "nightly-9", "Oriel Vance", "19 days")),
        ("storage-merger-open-source", "merger-deal-terms", ("Oakmere", "Tessaline", "Lindqvist", "Monteverde", "$3.2 billion")),
    ],
)
def test_two_publishers_tell_one_story_in_their_own_words(one, other, names):
    left, right = PIECES[one], PIECES[other]
    texts = [" ".join(line for part in piece.body for line in part.lines) for piece in (left, right)]

    assert left.feed != right.feed
    assert all(name in text for name in names for text in texts)
    assert not {line for part in left.body for line in part.lines} & {line for part in right.body for line in part.lines}


def test_the_two_sources_of_the_leak_differ_on_its_size():
    assert "40 million accounts" in PIECES["parcel-app-leak"].body[0].lines[0]
    assert "55 million accounts" in PIECES["parcel-app-leak-counted-again"].body[0].lines[0]


def test_one_article_ends_with_its_authors_own_takeaways():
    heading, own = PIECES["certificate-outage"].body[-2:]

    assert heading.lines == ("Key Takeaways",)
    assert (own.kind, len(own.lines)) == (PartKind.LIST, 5)


def test_the_japanese_article_is_japanese():
    text = "".join(line for part in PIECES["shiomi-tide-computer"].body for line in part.lines)

    assert len(text) >= 1200
    assert text.count("。") >= 20
    assert len(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]", text)) / len(text) > 0.8


@pytest.mark.parametrize(
    "trick",
    [
        "@everyone",
        "<@&123>",
        "[fake](javascript:alert(1))",
        "https://discord.gg/evil",
        "\u202e",
        "\u200b",
        "<script>",
        "{{ 7*7 }}",
        "\x1b[31m",
        "A" * 2500,
    ],
)
def test_the_trap_article_tries_every_trick(trick):
    piece = PIECES["chat-bot-trap"]

    assert any(trick in line for part in piece.body for line in part.lines)


def test_the_traps_title_cannot_break_out_of_its_page():
    page = article_page(PIECES["chat-bot-trap"], PUBLISHERS[0], base="http://127.0.0.1", others=()).decode()

    assert 'alert("hi")' not in page
    assert page.count("<script") == page.count("</script>") == 2
    assert page.count("</article>") == 1


def test_nothing_names_a_real_host():
    strangers = set()
    for address, text in served().items():
        shown = re.sub(r"(?:https://)?discord\.(?:gg|com)\S*", "", text) if "trap" in text else text
        hosts = {urlsplit(found).hostname or "" for found in re.findall(r"https?://[\w.:-]+", shown)}
        hosts |= set(re.findall(r"\b[\w-]+\.(?:com|org|net|io|dev|app)\b", re.sub(r"https?://\S+", "", shown)))
        strangers |= {(address, host) for host in hosts - NAMESPACES if not re.fullmatch(r"127\.0\.0\.\d|([\w-]+\.)+example", host)}

    assert strangers == set()


def test_times_follow_from_now_alone():
    later = {piece.name: piece for piece in pieces(now=NOW + timedelta(days=2))}

    assert all(later[name].published_at - piece.published_at == timedelta(days=2) for name, piece in PIECES.items())
    assert all(NOW - timedelta(days=2) < piece.published_at < NOW for piece in PIECES.values())
    assert len({piece.guid for piece in PIECES.values()}) == len(PIECES)


def test_a_file_becomes_a_piece():
    front = "---\nfeed: diff\nguid: tag:x\ntitle: A: b{U+202E}c\nauthor: N\nminutes: 5\ntags: x, y\nurl: /p\n---\n"
    body = "First `code`\n\n## Head\n\n- one\n- two\n\n> said\n\n    a <- b\n"

    piece = read(front + body, name="some.md", now=NOW)
    page = article_page(piece, PUBLISHERS[0], base="http://127.0.0.1", others=()).decode()

    assert (piece.name, piece.title, piece.tags, piece.lead) == ("some", "A: b\u202ec", ("x", "y"), "First `code`")
    assert piece.published_at == datetime(2026, 5, 4, 12, 25, 15, tzinfo=UTC)
    for html in (
        "<p>First <code>code</code></p>",
        "<h2>Head</h2>",
        "<li>two</li>",
        "<blockquote><p>said</p>",
        "<pre><code>a &lt;- b</code></pre>",
    ):
        assert html in page


# Answers


def test_a_known_document_is_not_sent_again(site):
    for url in site.feeds:
        first, _ = get(url)
        by_tag, nothing = get(url, If_None_Match=f'"other", {first.headers["ETag"]}')
        by_date, _ = get(url, If_Modified_Since=first.headers["Last-Modified"])

        assert (by_tag.status, by_date.status, nothing) == (304, 304, b"")
        assert by_tag.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(
    "headers",
    [
        {"If_None_Match": '"other"'},
        {"If_None_Match": '"other"', "If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
    ],
)
def test_an_unknown_document_is_sent(site, headers):
    response, body = get(site.feeds[0], **headers)

    assert (response.status, int(response.headers["Content-Length"])) == (200, len(body))


@pytest.mark.parametrize(
    ("accepted", "packed"), [("gzip, br", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("br", False), ("", False)]
)
def test_gzip_is_sent_to_those_who_accept_it(site, accepted, packed):
    response, body = get(site.feeds[0], Accept_Encoding=accepted)

    plain = gzip.decompress(body) if packed else body
    assert response.headers.get("Content-Encoding") == ("gzip" if packed else None)
    assert plain.startswith(b"<?xml")


def test_the_front_page_leads_to_the_feed(site):
    for url in site.feeds:
        _, body = get(f"{url.rsplit('/', 1)[0]}/")

        assert 'rel="alternate" type="application/' in body.decode()
        assert f'href="{url}"' in body.decode()


def test_other_paths_are_not_found_and_head_has_no_body(site):
    lost, said = get(f"{site.feeds[0]}/more")
    head, nothing = get(site.feeds[0], method="HEAD")

    assert (lost.status, b"no such page" in said) == (404, True)
    assert (head.status, nothing) == (200, b"")
    assert int(head.headers["Content-Length"]) > 0


def test_answers_are_counted():
    with DemoSite(now=NOW) as site:
        etag = get(site.feeds[0])[0].headers["ETag"]
        get(site.feeds[0], If_None_Match=etag)
        get(f"{site.feeds[1]}/more")

        assert site.answers == {200: 1, 304: 1, 404: 1}
        assert site.requests == 3


def test_a_second_run_on_other_ports_shows_the_same_entries():
    with DemoSite(now=NOW) as first, DemoSite(now=NOW) as second:
        pairs = list(zip(first.feeds, second.feeds, strict=True))
        tags = [(get(one)[0].headers["ETag"], get(other)[0].headers["ETag"]) for one, other in pairs]

        assert all(one != other for one, other in pairs)
        assert all(one == other for one, other in tags)


def test_a_later_run_gets_the_ports_it_wishes_for():
    with DemoSite(now=NOW) as first:
        ports = first.ports
        get(first.feeds[0])

    with DemoSite(now=NOW, ports=ports) as second:
        assert second.ports == ports


def test_a_taken_port_is_replaced():
    with DemoSite(now=NOW) as first, DemoSite(now=NOW, ports=first.ports) as second:
        assert not set(first.feeds) & set(second.feeds)


def test_a_host_that_cannot_be_had_is_replaced_by_the_first_loopback_address():
    with _bound("192.0.2.1", 0) as server:
        assert server.base.startswith("http://127.0.0.1:")


def test_a_client_that_hangs_up_leaves_the_site_and_the_terminal_alone(site, capfd):
    parts = urlsplit(site.feeds[0])
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.sendall(b"GET /feed.xml HTTP/1.1\r\nHost: x\r\n")

    assert get(site.feeds[0])[0].status == 200
    assert capfd.readouterr().err == ""
