"""A `Retry-After` header in, seconds out. Pure: the time is handed in."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_PAUSE_S: Final = 7 * 86400.0  # whatever a server asks for


def retry_after_s(value: str | None, *, now: datetime) -> float | None:
    """Seconds to wait by a `Retry-After` header, given as seconds or as a date (RFC 9110, 10.2.3); None: none that can be read."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds())
