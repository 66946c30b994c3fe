"""Raw fields of any feed format in, an `Entry` within the house's limits out. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Final

from bot.model.feed import Enclosure, Entry
from bot.text.html import one_line, plain, plain_title, storable
from bot.text.urls import web_link

MOST_ENTRIES: Final = 1000
_LONGEST_GUID: Final = 500
_LONGEST_TITLE: Final = 500
_LONGEST_MADE_TITLE: Final = 100
_LONGEST_NAME: Final = 200
_LONGEST_SUMMARY: Final = 20_000
_LONGEST_CONTENT: Final = 200_000
_RAW_TITLE: Final = 5_000
_MOST_TAGS: Final = 20
_LONGEST_TAG: Final = 60
_CLOCKS_DIFFER: Final = timedelta(hours=1)
_FIRST_YEAR: Final = 1990


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a document says. `base`: what the relative addresses of its entries start from."""

    title: str
    site_url: str | None
    language: str | None
    entries: tuple[Entry, ...]
    hub_url: str | None
    base: str


def entry_of(
    *,
    guid: str,
    links: Iterable[str],
    base: str,
    title: str,
    author: str,
    published_at: datetime | None,
    summary_html: str,
    content_html: str,
    tags: Iterable[str],
    image_url: str | None = None,
    enclosures: tuple[Enclosure, ...] = (),
) -> Entry:
    """An entry from what a feed gives, "" and () where it gives nothing. The first of `links` that is a web address counts.

    An entry without a title is called by the beginning of its text. A summary that only repeats the content is left out.
    """
    content = storable(content_html)
    summary = "" if summary_html == content_html else storable(summary_html)
    return Entry(
        guid=guid_of(guid),
        link=next(filter(None, (web_link(link, base=base) for link in links)), None),
        title=title_of(title) or _clipped(plain(_cut(summary or content, _LONGEST_SUMMARY)), _LONGEST_MADE_TITLE),
        author=name_of(author),
        published_at=published_at,
        summary_html=_cut(summary, _LONGEST_SUMMARY),
        content_html=_cut(content, _LONGEST_CONTENT),
        tags=tuple(dict.fromkeys(filter(None, (_clipped(one_line(tag), _LONGEST_TAG) for tag in tags))))[:_MOST_TAGS],
        image_url=image_url,
        enclosures=enclosures,
    )


def title_of(raw: str) -> str:
    """A title as plain text on one line, at most 500 characters."""
    return _clipped(plain_title(raw[:_RAW_TITLE]), _LONGEST_TITLE)


def name_of(raw: str) -> str | None:
    """A name as plain text on one line; None: there is none."""
    return _clipped(plain_title(raw[:_RAW_TITLE]), _LONGEST_NAME) or None


def believable(when: datetime | None, *, now: datetime) -> datetime | None:
    """`when` in UTC; None: no date, one before there were feeds, or one still to come (an hour of wrong clocks is forgiven)."""
    if when is None:
        return None
    try:
        utc = when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        return None
    return utc if utc.year >= _FIRST_YEAR and utc <= now + _CLOCKS_DIFFER else None


def newest(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """At most 1000 entries in the document's order: its first, or its last where it begins with the oldest."""
    return tuple(entries[-MOST_ENTRIES:] if oldest_first(entries) else entries[:MOST_ENTRIES])


def oldest_first(entries: Sequence[Entry]) -> bool:
    """Whether the last entry is newer than the first, as far as they tell."""
    first, last = (entries[0].published_at, entries[-1].published_at) if entries else (None, None)
    return bool(first and last and first < last)


def guid_of(raw: str) -> str | None:
    """A guid as it is kept: as it stands, or its hash where it is longer than 500 characters. None: there is none."""
    guid = storable(raw).strip()
    if len(guid) > _LONGEST_GUID:
        return "blake2b:" + blake2b(guid.encode(), digest_size=32).hexdigest()
    return guid or None


def _cut(html: str, longest: int) -> str:
    """At most `longest` characters, not ending within a tag."""
    if len(html) <= longest:
        return html
    cut = html[:longest]
    inside = cut.rfind("<")
    return cut[:inside] if inside > cut.rfind(">") else cut


def _clipped(text: str, longest: int) -> str:
    """At most `longest` characters, cut between words where there are any, with an ellipsis where cut."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) > longest // 2 else cut).rstrip(" ,;:.-–—") + "…"
