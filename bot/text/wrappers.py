"""An address that only leads or frames another in, that other address out. Pure: what only a server can resolve stays as it is.

Google's and AMP's caches (https://developers.google.com/amp/cache/overview) and the doors that services put before links.
"""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qs

_CACHED: Final = re.compile(r"/(?:(?:c|v|wp|ad)/)?(s/)?([^/]+\.[^/]+/?.*)")
_FRAMED: Final = re.compile(r"/amp/(s/)?([^/]+\.[^/]+/?.*)")
_DOORS: Final = {
    ("l.facebook.com", "/l.php"): ("u",), ("lm.facebook.com", "/l.php"): ("u",),
    ("l.instagram.com", ""): ("u",), ("out.reddit.com", ""): ("url",), ("youtube.com", "/redirect"): ("q",), ("t.umblr.com",
    "/redirect"): ("z",),
    ("duckduckgo.com", "/l"): ("uddg",), ("slack-redir.net", "/link"): ("url",), ("vk.com", "/away.php"): ("to",),
    ("linkedin.com", "/redir/redirect"): ("url",), ("steamcommunity.com", "/linkfilter"): ("u", "url"), ("away.vk.com", "/away.php"):
    ("to",),
    ("bing.com", "/news/apiclick.aspx"): ("url",), ("facebook.com", "/l.php"): ("u",), ("l.messenger.com", "/l.php"): ("u",),
    ("l.threads.com", ""): ("u",), ("l.threads.net", ""): ("u",), ("linkedin.com", "/safety/go"): ("url",), ("medium.com", "/r"): ("url",),
    ("getpocket.com", "/redirect"): ("url",), ("flipboard.com", "/redirect"): ("url",), ("exit.sc", ""): ("url",),
}  # fmt: skip
_GOOGLE: Final = re.compile(r"google\.(?:com?\.)?[a-z]{2,3}")
_PLAIN_DOORS: Final = frozenset({"href.li", "anonym.to", "nullrefer.com"})  # the address is the whole query
_PROOFPOINT: Final = re.compile(r"/v3/__(https?:/[^*]+)__;.*")  # a star stands for a character that only its end tells
_WEB: Final = ("http://", "https://")
_SAFE_LINKS: Final = ".safelinks.protection.outlook.com"


def unwrapped(parts: SplitResult) -> str | None:
    """The address that `parts` lead to. None: they lead to themselves."""
    host = (parts.hostname or "").removeprefix("www.")
    if host.endswith((".cdn.ampproject.org", ".bing-amp.com")) or host == "cdn.ampproject.org":
        return _inner(_CACHED.fullmatch(parts.path), parts.query)
    if _GOOGLE.fullmatch(host) and parts.path.startswith("/amp/"):
        return _inner(_FRAMED.fullmatch(parts.path), parts.query)
    if host in _PLAIN_DOORS and parts.query.startswith(_WEB):
        return parts.query
    if host == "urldefense.com" and (found := _PROOFPOINT.fullmatch(parts.path + (f"?{parts.query}" if parts.query else ""))):
        return re.sub(r"^(https?):/+", r"\1://", found[1])
    names = _names(host, parts.path.rstrip("/"))
    asked = parse_qs(parts.query) if names else {}
    return next((value for name in names for value in asked.get(name, ()) if value.startswith(_WEB)), None)


def _names(host: str, path: str) -> tuple[str, ...]:
    """Of the parameters that hold the address behind the door."""
    if host.endswith(_SAFE_LINKS):
        return ("url",)
    return ("q", "url") if path == "/url" and _GOOGLE.fullmatch(host) else _DOORS.get((host, path), ())


def _inner(found: re.Match[str] | None, query: str) -> str | None:
    if found is None:
        return None
    return f"http{'s' if found[1] else ''}://{found[2]}{f'?{query}' if query else ''}"
