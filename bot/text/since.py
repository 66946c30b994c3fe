"""What a person writes of a time gone by in, the moment meant out. Pure."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_SPAN: Final = re.compile(r"(\d{1,6})\s*(h|d|w|mo|m|y)[a-z]*", re.IGNORECASE)
_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_HOURS: Final = {"h": 1, "d": 24, "w": 7 * 24, "mo": 30 * 24, "m": 30 * 24, "y": 365 * 24}
_MOST_HOURS: Final = 100 * 365 * 24
_NAMED: Final = {"today": 0, "yesterday": 1}


def since_of(text: str, *, now: datetime) -> datetime | None:
    """The moment of `24h`, `7d`, `2 weeks`, `3 months`, `1y`, `today`, `2026-11-01` or `2026-11`, in UTC; None: it is none."""
    wanted = text.strip().casefold()
    if span := _SPAN.fullmatch(wanted):
        return now - timedelta(hours=min(int(span[1]) * _HOURS[span[2].casefold()], _MOST_HOURS))
    if wanted in _NAMED:
        return datetime(now.year, now.month, now.day, tzinfo=UTC) - timedelta(days=_NAMED[wanted])
    if day := _DAY.fullmatch(wanted):
        try:
            return datetime(int(day[1]), int(day[2]), int(day[3] or 1), tzinfo=UTC)
        except ValueError:
            return None
    return None
