"""Text of an RSS, RDF or Atom document in, what feedparser makes of it out, held to types, lengths and safe addresses. Pure."""

import io
import re
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Final

import feedparser

from bot.errors import ReadTrouble, Unreadable
from bot.feeds.fields import Judged, believable, entry_of, name_of, title_of
from bot.feeds.media import Medium, enclosures_of, lead_image
from bot.feeds.repair import unambiguous
from bot.model.feed import Entry
from bot.text.dates import is_misread, read_date
from bot.text.urls import web_link

_DATES: Final = ("published", "updated", "created")
_AUTHORS: Final = 3
_LONGEST_AUTHOR: Final = 500
_MAIL: Final = re.compile(r"(?:mailto:)?[^\s<>()]+@[^\s<>()]+")
_WIDTH_DIGITS: Final = 5

_Fields = Mapping[str, object]


def judge(xml: str, *, url: str, now: datetime, may_be_empty: bool) -> Judged:
    """The document's entries in its order, without those that have neither id nor link nor title nor file.

    `may_be_empty`: it is known to be sound, so that no entry means none, not that it is too broken. Raises `Unreadable` BROKEN, and what
    feedparser lets out of hostile documents (OverflowError, re.error, KeyError and more).
    """
    result = feedparser.parse(
        io.BytesIO(unambiguous(xml, url=url).encode()),  # given bytes or a string, feedparser would open a file or an address of that name
        sanitize_html=False,  # templates show no HTML; this is most of its time
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    feed = result["feed"]
    site_url = web_link(_text(feed, "link"), base=url)
    # RFC 4287, 2 has Atom's addresses start from xml:base or the document; RSS is silent, and its readers start from the site.
    base = url if _text(result, "version").startswith("atom") else site_url or url
    read = (_entry(one, base=base, now=now) for one in _dicts(result, "entries"))
    entries = tuple(one for one in read if one.guid or one.link or one.title or one.enclosures)
    if result.get("bozo") and not entries and not may_be_empty:
        raise Unreadable(source=url, trouble=ReadTrouble.BROKEN, detail=type(result.get("bozo_exception")).__name__)
    return Judged(
        title=title_of(_text(feed, "title")),
        site_url=site_url,
        language=name_of(_text(feed, "language")),
        entries=entries,
        hub_url=next(filter(None, (web_link(href, base=url) for href in _hrefs(feed, rel="hub"))), None),
        base=base,
    )


def _entry(fields: _Fields, *, base: str, now: datetime) -> Entry:
    files = list(_files(fields))
    return entry_of(
        guid=_text(fields, "id"),
        links=_links(fields),
        base=base,
        title=_text(fields, "title"),
        author=_author(fields),
        published_at=next(filter(None, (believable(when, now=now) for when in _moments(fields))), None),
        summary_html=_summary(fields),
        content_html=max((_as_html(one) for one in _dicts(fields, "content")), key=len, default=""),
        tags=(_text(tag, "term") for tag in _dicts(fields, "tags")),
        image_url=lead_image(media=files, pictures=_pictures(fields), base=base),
        enclosures=enclosures_of(files, base=base),
    )


def _links(fields: _Fields) -> Iterator[str]:
    """Where the entry may stand, best first: FeedBurner's own note of the original, the link, then any alternate."""
    yield _text(fields, "feedburner_origlink")
    yield _text(fields, "link")
    yield from _hrefs(fields, rel="alternate")


def _hrefs(fields: _Fields, *, rel: str) -> Iterator[str]:
    return (_text(link, "href") for link in _dicts(fields, "links") if _text(link, "rel") == rel)


def _author(fields: _Fields) -> str:
    """The authors' names without their mail addresses; what stands there where no name is told."""
    raw, authors = _text(fields, "author")[:_LONGEST_AUTHOR], _dicts(fields, "authors")
    if "@" in raw and len(authors) <= 1:
        # feedparser knows no top-level domain of more than four letters and takes the rest of one for the name.
        return _MAIL.sub("", raw).strip(" ()<>,;") or raw
    names = dict.fromkeys(filter(None, (_text(one, "name").strip() for one in authors)))
    return ", ".join(list(names)[:_AUTHORS]) or raw


def _moments(fields: _Fields) -> Iterator[datetime | None]:
    """The entry's dates, the best first, each as feedparser reads it, or as we do where it cannot or takes a zone for UTC."""
    for name in _DATES:
        raw, parsed = _text(fields, name), _raw(fields, f"{name}_parsed")
        if is_misread(raw):
            yield read_date(raw)
        if isinstance(parsed, time.struct_time):
            yield _from_tuple(parsed)
        yield read_date(raw)


def _from_tuple(parsed: time.struct_time) -> datetime | None:
    try:
        return datetime(*parsed[:6], tzinfo=UTC)
    except ValueError:
        return None


def _files(fields: _Fields) -> Iterator[Medium]:
    for one in _dicts(fields, "links"):
        if _text(one, "rel") == "enclosure":
            yield Medium(url=_text(one, "href"), kind=_text(one, "type"))
    for one in _dicts(fields, "media_content"):
        yield Medium(url=_text(one, "url"), kind=_text(one, "type") or _text(one, "medium"), width=_width(one))


def _pictures(fields: _Fields) -> Iterator[Medium]:
    for one in _dicts(fields, "media_thumbnail"):
        yield Medium(url=_text(one, "url"), width=_width(one))
    image = _raw(fields, "image")
    if isinstance(image, dict):
        yield Medium(url=_text(image, "href"))


def _width(fields: _Fields) -> int:
    width = _text(fields, "width").strip()
    return int(width) if width.isascii() and width.isdecimal() and len(width) <= _WIDTH_DIGITS else 0


def _summary(fields: _Fields) -> str:
    """The summary as HTML, else what is said of the entry's picture or film. Not what feedparser only copied from the content, which it
    does without a `summary_detail`."""
    detail = _raw(fields, "summary_detail")
    if isinstance(detail, dict):
        return _as_html(detail)
    return "" if _dicts(fields, "content") else _text(fields, "summary") or _text(fields, "media_caption")


def _as_html(detail: _Fields) -> str:
    value = _text(detail, "value")
    return escape(value, quote=False) if _text(detail, "type") == "text/plain" else value


def _text(fields: _Fields, name: str) -> str:
    value = _raw(fields, name)
    return value if isinstance(value, str) else ""


def _dicts(fields: _Fields, name: str) -> list[_Fields]:
    value = _raw(fields, name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _raw(fields: _Fields, name: str) -> object:
    # feedparser's own `get` follows old names and warns; a hostile element can make any field a dict or a string.
    return dict.get(fields, name) if isinstance(fields, dict) else None
