"""Bytes of a feed in, its entries out. Pure but for the clock, where none is given; runs in a worker process.

feedparser judges what RSS, RDF and Atom mean; here stands what it misses: encodings, repairs before it, plain titles and safe links after.
"""

import io
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Final

import feedparser

from bot.errors import ReadTrouble, Unreadable
from bot.feeds.decode import decode
from bot.feeds.fields import believable, entry_of, name_of, newest, title_of
from bot.feeds.jsonfeed import parse_json_feed
from bot.feeds.repair import feed_xml
from bot.model.feed import Entry, ParsedFeed
from bot.text.urls import web_link

_DATES: Final = ("published_parsed", "updated_parsed", "created_parsed")

_Fields = Mapping[str, object]


def parse_feed(body: bytes, *, url: str, content_type: str | None, now: datetime | None = None) -> ParsedFeed:
    """An RSS, RDF, Atom or JSON Feed document, read. Relative addresses are taken from `url`; a date after `now` is dropped.

    A feed without entries is a feed. Raises `Unreadable` and nothing else: EMPTY, NOT_A_FEED (such as a web page), HOSTILE (declares
    entities), BROKEN, TOO_HARD (memory).
    """
    now = now or datetime.now(UTC)
    try:
        return _parse(decode(body, content_type=content_type).strip(), url=url, now=now)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable(source=url, trouble=ReadTrouble.TOO_HARD, detail="memory") from error
    except Exception as error:  # feedparser lets OverflowError, re.error, KeyError and more out of hostile documents
        raise Unreadable(source=url, trouble=ReadTrouble.BROKEN, detail=type(error).__name__) from error


def _parse(text: str, *, url: str, now: datetime) -> ParsedFeed:
    if not text:
        raise Unreadable(source=url, trouble=ReadTrouble.EMPTY)
    if text.startswith(("{", "[")):
        return parse_json_feed(text, url=url, now=now)
    return _parse_xml(feed_xml(text, source=url), url=url, now=now)


def _parse_xml(xml: str, *, url: str, now: datetime) -> ParsedFeed:
    result = feedparser.parse(
        io.BytesIO(xml.encode()),  # given bytes or a string, feedparser would open a file or an address of that name
        sanitize_html=False,  # templates show no HTML; this is most of its time
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    read = (_entry(one, base=url, now=now) for one in _dicts(result, "entries"))
    entries = newest(tuple(one for one in read if one.guid or one.link or one.title))
    if result.get("bozo") and not entries:
        raise Unreadable(source=url, trouble=ReadTrouble.BROKEN, detail=type(result.get("bozo_exception")).__name__)
    feed = result["feed"]
    return ParsedFeed(
        title=title_of(_text(feed, "title")),
        site_url=web_link(_text(feed, "link"), base=url),
        language=name_of(_text(feed, "language")),
        entries=entries,
    )


def _entry(fields: _Fields, *, base: str, now: datetime) -> Entry:
    return entry_of(
        guid=_text(fields, "id"),
        links=_links(fields),
        base=base,
        title=_text(fields, "title"),
        author=_text(fields, "author"),
        published_at=believable(_when(fields), now=now),
        summary_html=_summary(fields),
        content_html=max((_as_html(one) for one in _dicts(fields, "content")), key=len, default=""),
        tags=(_text(tag, "term") for tag in _dicts(fields, "tags")),
    )


def _links(fields: _Fields) -> Iterator[str]:
    """Where the entry may stand, best first: FeedBurner's own note of the original, the link, then any alternate."""
    yield _text(fields, "feedburner_origlink")
    yield _text(fields, "link")
    yield from (_text(link, "href") for link in _dicts(fields, "links") if _text(link, "rel") == "alternate")


def _when(fields: _Fields) -> datetime | None:
    for name in _DATES:
        value = _raw(fields, name)
        if isinstance(value, time.struct_time):
            try:
                return datetime(*value[:6], tzinfo=UTC)
            except ValueError:
                continue
    return None


def _summary(fields: _Fields) -> str:
    """The summary as HTML; "" where feedparser only copied the content into it, which it does without a `summary_detail`."""
    detail = _raw(fields, "summary_detail")
    if isinstance(detail, dict):
        return _as_html(detail)
    return "" if _dicts(fields, "content") else _text(fields, "summary")


def _as_html(detail: _Fields) -> str:
    value = _text(detail, "value")
    return escape(value, quote=False) if _text(detail, "type") == "text/plain" else value


def _text(fields: _Fields, name: str) -> str:
    value = _raw(fields, name)
    return value if isinstance(value, str) else ""


def _dicts(fields: _Fields, name: str) -> Iterable[_Fields]:
    value = _raw(fields, name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _raw(fields: _Fields, name: str) -> object:
    # feedparser's own `get` follows old names and warns; a hostile element can make any field a dict or a string.
    return dict.get(fields, name) if isinstance(fields, dict) else None
