"""`python bench/parsing.py [RUNS]`: CPU time to read a feed in which nothing, or one entry, is new, against feedparser reading it all.

Eight made-up feeds of 17 to 185 kB, of the shapes that publishers use (RSS with content:encoded, escaped or CDATA, Atom with html and
xhtml content, RDF). Each figure is the least of RUNS (default 7); all are taken in this one run.
"""

import io
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

import feedparser

from bot.feeds.parse import parse_feed

_WORDS = ("Tin solder and copper wire make a board that <b>starts</b> in 0.4&nbsp;s and costs 19 euros, say its makers; the board's "
          "kernel &amp; tools are open, and <a href=\"https://copper.example/tools?a=1&amp;b=2\">the tools</a> run anywhere. ")  # fmt: skip
_NOW = datetime(2026, 11, 3, tzinfo=UTC)
_URL = "https://copper.example/feed"
_SPACES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a made-up feed looks: `paragraphs` of some 260 characters in each of `entries`."""

    name: str
    head: str
    entry: Callable[[int, str], str]
    tail: str
    entries: int
    paragraphs: int

    def body(self) -> bytes:
        """The document."""
        text = f"<p>{_WORDS}</p>\n" * self.paragraphs
        return "".join([self.head, *(self.entry(number, text) for number in range(self.entries)), self.tail]).encode()


def _rss_item(number: int, text: str, *, cdata: bool = True) -> str:
    content = f"<![CDATA[{text}]]>" if cdata else escape(text)
    return (
        f"<item><title>Board number {number} &amp; its makers</title><link>https://copper.example/2026/board-{number}?a=1&amp;b=2</link>"
        f"<dc:creator>Ada Vane</dc:creator><pubDate>Mon, 02 Nov 2026 10:{number % 60:02}:00 +0000</pubDate><category>Boards</category>"
        f'<guid isPermaLink="false">https://copper.example/?p={number}</guid><description>Short words, {number}.</description>'
        f"<content:encoded>{content}</content:encoded></item>\n"
    )


def _escaped_item(number: int, text: str) -> str:
    return _rss_item(number, text, cdata=False)


def _atom_entry(number: int, text: str, *, xhtml: bool = False) -> str:
    inner = text.replace("&nbsp;", "&#160;")
    content = f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{inner}</div></content>' if xhtml else (
        f'<content type="html">{escape(text)}</content>')  # fmt: skip
    return (
        f"<entry><id>tag:copper.example,2026:{number}</id><title>Board number {number}</title>"
        f'<link rel="alternate" type="text/html" href="https://copper.example/{number}"/>'
        f"<updated>2026-11-02T10:{number % 60:02}:00Z</updated>"
        f"<author><name>Ada Vane</name></author><category term='Boards'/>{content}</entry>\n"
    )


def _xhtml_entry(number: int, text: str) -> str:
    return _atom_entry(number, text, xhtml=True)


def _rdf_item(number: int, text: str) -> str:
    return (
        f'<item rdf:about="https://copper.example/{number}"><title>Board number {number}</title><link>https://copper.example/{number}</link>'
        f"<description>{escape(text)}</description><dc:date>2026-11-02T10:{number % 60:02}:00Z</dc:date></item>\n"
    )


_RSS = (
    f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {_SPACES}><channel><title>Copper</title><link>https://copper.example/</link>'
)
_ATOM = '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Copper</title><id>x</id>'
_RDF = (
    '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    f'{_SPACES}><channel rdf:about="https://copper.example/"><title>Copper</title><link>https://copper.example/</link></channel>'
)
_SHAPES = (
    Shape(name="rss cdata", head=_RSS, entry=_rss_item, tail="</channel></rss>", entries=10, paragraphs=4),
    Shape(name="rss cdata", head=_RSS, entry=_rss_item, tail="</channel></rss>", entries=20, paragraphs=6),
    Shape(name="rss cdata", head=_RSS, entry=_rss_item, tail="</channel></rss>", entries=40, paragraphs=12),
    Shape(name="rss escaped", head=_RSS, entry=_escaped_item, tail="</channel></rss>", entries=30, paragraphs=4),
    Shape(name="rss short", head=_RSS, entry=_rss_item, tail="</channel></rss>", entries=60, paragraphs=1),
    Shape(name="atom html", head=_ATOM, entry=_atom_entry, tail="</feed>", entries=30, paragraphs=16),
    Shape(name="atom xhtml", head=_ATOM, entry=_xhtml_entry, tail="</feed>", entries=25, paragraphs=8),
    Shape(name="rdf", head=_RDF, entry=_rdf_item, tail="</rdf:RDF>", entries=30, paragraphs=1),
)


def least_ms(work: Callable[[], object], runs: int) -> float:
    """The least CPU time of `runs`, in milliseconds."""
    return min(_timed(work) for _ in range(runs))


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time_ns()
    work()
    return (time.process_time_ns() - started) / 1e6


def figures(body: bytes, runs: int) -> Iterator[float]:
    """Milliseconds: feedparser, feedparser with both switches off, ours in full, nothing new, one entry new."""
    keys = [one.keys.guid for one in parse_feed(body, url=_URL, content_type=None, now=_NOW).entries]
    known = frozenset(key for key in keys if key)
    yield least_ms(lambda: feedparser.parse(io.BytesIO(body)), runs)
    yield least_ms(lambda: feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False), runs)
    for seen, new in ((frozenset[bytes](), len(keys)), (known, 0), (frozenset(keys[1:]), 1)):
        assert len(parse_feed(body, url=_URL, content_type=None, known=seen, now=_NOW).entries) == new
        yield least_ms(lambda seen=seen: parse_feed(body, url=_URL, content_type=None, known=seen, now=_NOW), runs)  # type: ignore[misc]  mypy cannot see what such a default makes of a lambda


def main(runs: int) -> None:
    """Measure and print."""
    print(f"{'feed':12} {'kB':>5} {'feedparser':>10} {'both off':>9} {'in full':>8} {'none new':>8} {'one new':>8}")
    rows = []
    for shape in _SHAPES:
        body = shape.body()
        rows.append(row := list(figures(body, runs)))
        print(f"{shape.name:12} {len(body) / 1000:5.0f} {row[0]:10.2f} {row[1]:9.2f} {row[2]:8.2f} {row[3]:8.2f} {row[4]:8.2f}")
    full, bare, ours, none, one = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    print(f"{'mean':12} {'':5} {full:10.2f} {bare:9.2f} {ours:8.2f} {none:8.2f} {one:8.2f}   ms of CPU")
    print(f"nothing new: {full / none:.1f}x under feedparser, {bare / none:.1f}x under it with both switches off")
    print(f"one new:     {full / one:.1f}x under feedparser, {bare / one:.1f}x under it with both switches off")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
