"""A page's markup in, what it says of itself out: when it was published, and in which language. Pure."""

import re
from datetime import UTC, datetime
from typing import Final

_HEAD_CHARACTERS: Final = 200_000
_PUBLISHED: Final = (
    re.compile(
        r"<meta[^>]{0,200}(?:article:published_time|datePublished|parsely-pub-date)[^>]{0,80}content=[\"']([^\"']{8,40})", re.IGNORECASE
    ),
    re.compile(r"<meta[^>]{0,80}content=[\"']([^\"']{8,40})[\"'][^>]{0,80}(?:article:published_time|datePublished)", re.IGNORECASE),
    re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{8,40})\""),
)
_LANGUAGE: Final = re.compile(r"<html[^>]{0,400}?\blang=[\"']?([a-zA-Z]{2,3})\b", re.IGNORECASE)


def published_at(markup: str, *, day: str | None) -> datetime | None:
    """When the page says it was published, aware and in UTC; else midnight of `day` (YYYY-MM-DD). None: neither is known."""
    head = markup[:_HEAD_CHARACTERS]
    for pattern in _PUBLISHED:
        if (found := pattern.search(head)) and (at := _moment(found[1])):
            return at
    return _moment(day or "")


def language(markup: str) -> str | None:
    """The two or three letters of `<html lang>`, in lower case. None: not given."""
    found = _LANGUAGE.search(markup[:_HEAD_CHARACTERS])
    return found[1].lower() if found else None


def _moment(text: str) -> datetime | None:
    """None: not a moment of ISO 8601, or outside of what the calendar can hold in UTC."""
    try:
        at = datetime.fromisoformat(text.strip())
        return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
