"""An address in, the one form that all addresses of its page share out. Pure: for comparing only; show and fetch the original."""

import re
import unicodedata
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from bot.text.hosts import ascii_host
from bot.text.sites import Page, known_form
from bot.text.trackers import untracked
from bot.text.wrappers import unwrapped

_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_LETTERS: Final = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SESSION_IN_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN_IN_PATH: Final = _UNRESERVED | frozenset("!$'()*,:@")  # RFC 3986, 3.3: these divide nothing inside a path
_PLAIN_IN_QUERY: Final = _PLAIN_IN_PATH | frozenset("/?")  # RFC 3986, 3.4
_RESERVED: Final = ":/?#[]@!$&'()*+,;="
_DEFAULT_PORTS: Final = frozenset({80, 443})


def canonical(url: str) -> str:
    """The one form of `url`; doing it twice changes nothing. Never raises: what is not a web address comes back unchanged.

    `http` and `https`, `www.` or not, a trailing slash or none, default ports, default index files, parameters that say who sent the
    reader, the order of parameters, and the spelling of percent-escapes (RFC 3986, 6.2.2) make no difference; nor do AMP, print and phone
    forms, doors before an address, and what single sites are known for (`youtu.be`). A fragment counts only where it is a route (`#!`,
    `#/`). Whatever may show another page (ids, page numbers, languages, other hosts) stays.
    """
    seen: set[str] = set()
    found = url
    while found not in seen:
        seen.add(found)
        found = _once(found)
    return found


def _once(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if parts.scheme not in {"http", "https"} or not host or not host.isprintable() or " " in host:
        return url
    return unwrapped(parts) or _bare(parts, host, port)


def _bare(parts: SplitResult, host: str, port: int | None) -> str:
    user, at, _ = parts.netloc.rpartition("@")
    host = _host(host)
    path = _path(parts.path)
    page = Page(host=host, path=path, pairs=untracked(_pairs(parts.query), host=host, path=path))
    page = known_form(page) if not (port and port not in _DEFAULT_PORTS) else page
    netloc = user + at + (f"[{page.host}]" if ":" in page.host else page.host) + (f":{port}" if port and port not in _DEFAULT_PORTS else "")
    fragment = _escapes(parts.fragment, plain=_UNRESERVED) if parts.fragment.startswith(("!", "/")) else ""
    query = "&".join(sorted(page.pairs, key=lambda pair: pair.partition("=")[0]))
    return urlunsplit(("https", netloc, page.path, query, fragment))


def _host(host: str) -> str:
    try:
        host = ascii_host(host).rstrip(".")
    except ValueError:
        return host.lower()
    return host.removeprefix("www.") or host


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in _escapes(_SESSION_IN_PATH.sub("", path), plain=_PLAIN_IN_PATH).split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/".join(["", *kept]).rstrip("/")


def _pairs(query: str) -> tuple[str, ...]:
    """As `name=value`, spelled in the one way. `&amp;` is an address copied out of HTML."""
    pairs = re.split("&(?:amp;)?", query.removeprefix("amp;"))
    return tuple(_escapes(pair.replace("+", "%20"), plain=_PLAIN_IN_QUERY) for pair in pairs if pair)


def _escapes(text: str, *, plain: frozenset[str]) -> str:
    """Escapes in upper case, none where none is needed, one wherever one is; letters composed (RFC 3987, 5.3.2.2)."""
    text = _ESCAPE.sub(lambda escape: _plain_or_upper(escape, plain), _STRAY_PERCENT.sub("%25", text))
    text = _LETTERS.sub(_as_letters, text)
    return quote(unicodedata.normalize("NFC", text), safe=_RESERVED + "%~", errors="ignore")


def _as_letters(escapes: re.Match[str]) -> str:
    try:
        return unquote(escapes[0], errors="strict")
    except UnicodeDecodeError:
        return escapes[0]


def _plain_or_upper(escape: re.Match[str], plain: frozenset[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if char in plain else escape[0].upper()
