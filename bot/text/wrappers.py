"""An address that only leads or frames another in, that other address out. Pure: what only a server can resolve stays as it is.

Google's and AMP's caches (https://developers.google.com/amp/cache/overview) and the doors that services put before links.
"""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qs

_CACHED: Final = re.compile(r"/(?:(?:c|v|wp|ad)/)?(s/)?([^/]+\.[^/]+/?.*)")
_FRAMED: Final = re.compile(r"/amp/(s/)?([^/]+\.[^/]+/?.*)")
_DOORS: Final = {
    ("google.com", "/url"): ("q", "url"), ("l.facebook.com", "/l.php"): ("u",), ("lm.facebook.com", "/l.php"): ("u",),
    ("l.instagram.com", ""): ("u",), ("out.reddit.com", ""): ("url",), ("youtube.com", "/redirect"): ("q",), ("t.umblr.com",
    "/redirect"): ("z",),
    ("duckduckgo.com", "/l"): ("uddg",), ("slack-redir.net", "/link"): ("url",), ("vk.com", "/away.php"): ("to",),
    ("linkedin.com", "/redir/redirect"): ("url",), ("steamcommunity.com", "/linkfilter"): ("u", "url"), ("away.vk.com", "/away.php"):
    ("to",),
}  # fmt: skip
_SAFE_LINKS: Final = ".safelinks.protection.outlook.com"


def unwrapped(parts: SplitResult) -> str | None:
    """The address that `parts` lead to. None: they lead to themselves."""
    host = (parts.hostname or "").removeprefix("www.")
    if host.endswith(".cdn.ampproject.org") or host == "cdn.ampproject.org":
        return _inner(_CACHED.fullmatch(parts.path), parts.query)
    if re.fullmatch(r"google(?:\.com?)?\.[a-z]{2,3}", host) and parts.path.startswith("/amp/"):
        return _inner(_FRAMED.fullmatch(parts.path), parts.query)
    names = ("url",) if host.endswith(_SAFE_LINKS) else _DOORS.get((host, parts.path.rstrip("/")), ())
    asked = parse_qs(parts.query) if names else {}
    return next((value for name in names for value in asked.get(name, ()) if value.startswith(("http://", "https://"))), None)


def _inner(found: re.Match[str] | None, query: str) -> str | None:
    if found is None:
        return None
    return f"http{'s' if found[1] else ''}://{found[2]}{f'?{query}' if query else ''}"
