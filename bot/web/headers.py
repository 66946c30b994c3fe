"""An answer's headers in, what they say of when to ask again out. Pure: the time is handed in."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from bot.text.urls import web_link

_LONGEST_S: Final = 366 * 86400.0
_DIRECTIVE: Final = re.compile(r'([\w-]+)(?:\s*=\s*(?:"([^"]*)"|"?([^",\s]*)))?')
_LINK: Final = re.compile(r"<([^<>]{1,2048})>([^<>]{0,500})")
_REL_HUB: Final = re.compile(r";\s*rel\s*=\s*(?:\"[^\"]*\bhub\b[^\"]*\"|hub\b)", re.IGNORECASE)


def fresh_s(headers: Mapping[str, str], *, controls: Sequence[str], now: datetime) -> float:
    """Seconds for which the answer says that nothing will change: the longer of `max-age` less `Age`, and `Expires` less `Date`.

    `controls` are all its `Cache-Control` lines, which are one list (RFC 9110, 5.3). RFC 9111, 4.2: 0 where it says neither, or forbids
    to rely on it (`no-store`, and `no-cache` that is not about some header fields only: 5.2.2.4); of two `max-age` the first counts.
    """
    told = [(name.lower(), quoted or bare) for name, quoted, bare in _DIRECTIVE.findall(", ".join(controls))]
    if any(name == "no-store" or (name == "no-cache" and not fields) for name, fields in told):
        return 0.0
    said = dict(reversed(told))
    age = _seconds(said.get("max-age")) - _seconds(headers.get("Age"))
    expires = _when(headers.get("Expires"))
    until = (expires - (_when(headers.get("Date")) or now)).total_seconds() if expires else 0.0
    return min(max(age, until, 0.0), _LONGEST_S)


def hub_of(links: Sequence[str], *, base: str) -> str | None:
    """The WebSub hub that `Link` headers name (RFC 8288; WebSub, 4); None: none, or none that is a web address."""
    for line in links:
        for target, rest in _LINK.findall(line) if "hub" in line.lower() else ():
            if _REL_HUB.search(rest):
                return web_link(target, base=base)
    return None


def _seconds(value: str | None) -> float:
    text = (value or "").strip()
    return float(text[:12]) if text.isascii() and text.isdigit() else 0.0


def _when(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        when = parsedate_to_datetime(value.strip())
    except (ValueError, OverflowError):
        return None
    return when.replace(tzinfo=when.tzinfo or UTC)
