"""Text of a JSON Feed in, its entries out (https://www.jsonfeed.org/version/1.1/). Pure."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Final

from bot.errors import ReadTrouble, Unreadable
from bot.feeds.fields import believable, entry_of, name_of, newest, title_of
from bot.model.feed import Entry, ParsedFeed
from bot.text.urls import web_link

_VERSION: Final = "jsonfeed.org/version/"

_Fields = Mapping[str, object]


def parse_json_feed(text: str, *, url: str, now: datetime) -> ParsedFeed:
    """A JSON Feed of version 1.0 or 1.1, read leniently: a field of a wrong type counts as absent.

    Raises `Unreadable`: BROKEN where it is not JSON or has no items, NOT_A_FEED where it is other JSON.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(source=url, trouble=ReadTrouble.BROKEN, detail="not JSON") from error
    if not isinstance(document, dict) or _VERSION not in _text(document, "version"):
        raise Unreadable(source=url, trouble=ReadTrouble.NOT_A_FEED)
    if not isinstance(document.get("items"), list):
        raise Unreadable(source=url, trouble=ReadTrouble.BROKEN, detail="no items")
    author = _author(document)
    read = (_entry(item, base=url, author=author, now=now) for item in _dicts(document, "items"))
    return ParsedFeed(
        title=title_of(_text(document, "title")),
        site_url=web_link(_text(document, "home_page_url"), base=url),
        language=name_of(_text(document, "language")),
        entries=newest(tuple(one for one in read if one.guid or one.link or one.title)),
    )


def _entry(item: _Fields, *, base: str, author: str, now: datetime) -> Entry:
    return entry_of(
        guid=_id(item),
        links=(_text(item, "url"), _text(item, "external_url")),
        base=base,
        title=_text(item, "title"),
        author=_author(item) or author,
        published_at=believable(_when(item, "date_published") or _when(item, "date_modified"), now=now),
        summary_html=escape(_text(item, "summary")),
        content_html=_text(item, "content_html") or _paragraphs(_text(item, "content_text")),
        tags=_strings(item, "tags"),
    )


def _text(fields: _Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _id(item: _Fields) -> str:
    """The item's id; version 1.0 lets it be a number."""
    value = item.get("id")
    return str(value) if type(value) in {str, int, float} else ""


def _strings(fields: _Fields, name: str) -> list[str]:
    value = fields.get(name)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _dicts(fields: _Fields, name: str) -> Iterator[_Fields]:
    value = fields.get(name)
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _author(fields: _Fields) -> str:
    """The first author's name: `authors` since 1.1, `author` before."""
    old = fields.get("author")
    authors = [*_dicts(fields, "authors"), *([old] if isinstance(old, dict) else [])]
    return next((name for name in (_text(one, "name") for one in authors) if name), "")


def _when(fields: _Fields, name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_text(fields, name).strip())
    except ValueError:
        return None


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{escape(part.strip())}</p>" for part in text.split("\n\n") if part.strip())
