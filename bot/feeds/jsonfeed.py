"""Text of a JSON Feed in, its entries out (https://www.jsonfeed.org/version/1.1/). Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Final

from bot.errors import ReadTrouble, Unreadable
from bot.feeds.fields import MOST_ENTRIES, Judged, believable, entry_of, name_of, oldest_first, title_of
from bot.feeds.media import Medium, enclosures_of, lead_image
from bot.model.feed import Entry
from bot.text.dates import read_date
from bot.text.urls import web_link

_VERSION: Final = "jsonfeed.org/version/"

_DATES: Final = ("date_published", "date_modified")
_AUTHORS: Final = 3
_PICTURES: Final = ("image", "banner_image")

_Fields = Mapping[str, object]


def parse_json_feed(text: str, *, url: str, now: datetime) -> Judged:
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
    read = _entries(list(_dicts(document, "items")), base=url, author=author, now=now)
    return Judged(
        title=title_of(_text(document, "title")),
        site_url=web_link(_text(document, "home_page_url"), base=url),
        language=name_of(_text(document, "language")),
        entries=tuple(one for one in read if one.guid or one.link or one.title or one.enclosures),
        hub_url=next(filter(None, (web_link(_text(hub, "url"), base=url) for hub in _dicts(document, "hubs"))), None),
        base=url,
    )


def _entries(items: Sequence[_Fields], *, base: str, author: str, now: datetime) -> Iterator[Entry]:
    """Of too many items those at the end where the newest stand; the others are not read."""
    if len(items) > MOST_ENTRIES:
        ends = [_entry(item, base=base, author=author, now=now) for item in (items[0], items[-1])]
        items = items[-MOST_ENTRIES:] if oldest_first(ends) else items[:MOST_ENTRIES]
    return (_entry(item, base=base, author=author, now=now) for item in items)


def _entry(item: _Fields, *, base: str, author: str, now: datetime) -> Entry:
    files = [Medium(url=_text(one, "url"), kind=_text(one, "mime_type")) for one in _dicts(item, "attachments")]
    return entry_of(
        guid=_id(item),
        links=(_text(item, "url"), _text(item, "external_url")),
        base=base,
        title=_text(item, "title"),
        author=_author(item) or author,
        published_at=next(filter(None, (believable(_when(item, name), now=now) for name in _DATES)), None),
        summary_html=escape(_text(item, "summary")),
        content_html=_text(item, "content_html") or _paragraphs(_text(item, "content_text")),
        tags=_strings(item, "tags"),
        image_url=lead_image(media=files, pictures=[Medium(url=_text(item, name)) for name in _PICTURES], base=base),
        enclosures=enclosures_of(files, base=base),
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
    """The authors' names: `authors` since 1.1, `author` before."""
    old = fields.get("author")
    named = [_text(one, "name").strip() for one in _dicts(fields, "authors")]
    names = dict.fromkeys(filter(None, named)) or ([_text(old, "name")] if isinstance(old, dict) else [])
    return ", ".join(list(names)[:_AUTHORS])


def _when(fields: _Fields, name: str) -> datetime | None:
    """RFC 3339, as the format asks, or what people write instead."""
    text = _text(fields, name).strip()
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return read_date(text)


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{escape(part.strip())}</p>" for part in text.split("\n\n") if part.strip())
