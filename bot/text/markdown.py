"""Foreign text and addresses in, text and addresses that Discord shows as they are out. Pure.

The one sanitiser: whatever a feed, a page or a model wrote passes through `escape` before it stands in a post. Discord's Markdown is
that of its client: a backslash before any ASCII punctuation is dropped and the mark shown as text, except inside a link's label, which is
why foreign text never stands there (discord-api-docs #6185).
"""

import re
import unicodedata
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from bot.text.hosts import LONGEST, ascii_host
from bot.text.unseen import FILLERS

MAX_ADDRESS: Final = 2048
MAX_MARKS: Final = 3

_BREAK: Final = "\u200b"  # a zero-width space: the reader sees no difference, Discord no longer sees a mention or a link
_JOINERS: Final = "\u200c\u200d"  # Persian, Indic scripts and joined emoji need them
# Tag characters make the flags of Scotland and Wales, and elsewhere smuggle unseen text.
_FLAG: Final = "\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f"
_ODD: Final = re.compile(rf"{_FLAG}|[^ -~]")
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_MARKS: Final = frozenset({"Mn", "Me"})
_JOINER_RUN: Final = re.compile(f"([{_JOINERS}])[{_JOINERS}]+")

_MENTION: Final = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_INVITE: Final = re.compile(r"(discord(?:app)?)\.(?=[a-z]+/)", re.IGNORECASE)
_SPECIAL: Final = re.compile(r"[\\`*_~|<>\[\]]")
_LINE_START: Final = re.compile(r"\d+(?=[.)])|(?=[#+-])")

_DANGERS: Final = (
    ("pings everyone", re.compile(r"@(?:everyone|here)", re.IGNORECASE)),
    ("mentions somebody", re.compile(r"<@[!&]?\d")),
    ("invites to a server", re.compile(r"discord(?:app)?\.(?:gg|com/invite)/", re.IGNORECASE)),
    ("reverses the direction of text", re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")),
    ("holds a control character", re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")),
)

_HOST: Final = re.compile(r"[a-z0-9._-]+", re.IGNORECASE)
_IPV6: Final = re.compile(r"[0-9a-f:.]+", re.IGNORECASE)
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT_IN_URL: Final = "/?:@!$&+,;=~%"  # no parentheses, brackets, quotes, asterisks or bars: they end or decorate a link


def escape(text: str) -> str:
    """`text` as one line of Discord Markdown that shows `text` and does nothing else: no ping, link, invite, list, heading or spoiler.

    Unseen and direction-changing characters go (joiners and flags stay), white space becomes single spaces, the rest is NFC with at
    most three combining marks in a row. Text of plain words comes back as it is.
    """
    shown = " ".join(unicodedata.normalize("NFC", _ODD.sub(_seen, text)).split())
    shown = _few_marks(_JOINER_RUN.sub(r"\1", shown))
    shown = _MENTION.sub(f"@{_BREAK}", shown)
    shown = _INVITE.sub(rf"\1.{_BREAK}", shown).replace("://", f":{_BREAK}//")
    shown = _SPECIAL.sub(r"\\\g<0>", shown)
    start = _LINE_START.match(shown)
    return f"{start[0]}\\{shown[start.end() :]}" if start else shown


def dangers(markdown: str) -> tuple[str, ...]:
    """What finished Markdown would do that no post of ours may do, in words; () where all is well."""
    return tuple(what for what, pattern in _DANGERS if pattern.search(markdown))


def link_target(url: str) -> str:
    """`url` as it may stand in `[label](here)` and in an embed: ASCII, percent-encoded (RFC 3986), host in punycode, no userinfo.

    "" for what must not be linked: anything but http and https, an address that cannot be read or is longer than 2048, an invite.
    """
    try:
        parts = urlsplit(url.strip())
        place = _place(parts)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not place:
        return ""
    target = urlunsplit((parts.scheme, place, _encoded(parts.path), _encoded(parts.query), _encoded(parts.fragment)))
    target = re.sub("@(?=everyone|here)", "%40", target, flags=re.IGNORECASE)
    return "" if len(target) > MAX_ADDRESS or dangers(target) else target


def _seen(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) > 1 or found in _JOINERS:
        return found
    if found.isspace():
        return " "
    return "" if found in FILLERS or unicodedata.category(found) in _DROPPED else found


def _few_marks(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        if unicodedata.category(character) in _MARKS:
            run += 1
        elif character not in _JOINERS:
            run = 0
        if run <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def _place(parts: SplitResult) -> str:
    """Host and port without userinfo, which may hold a secret or a lie; "" where the host is not one. ValueError: it is none at all."""
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    if _IPV6.fullmatch(host) and ":" in host:
        return f"[{host}]{port}"
    if len(host) > LONGEST:
        return ""
    name = ascii_host(host)
    return f"{name}{port}" if _HOST.fullmatch(name) else ""


def _encoded(part: str) -> str:
    return _STRAY_PERCENT.sub("%25", quote(part, safe=_KEPT_IN_URL, errors="surrogatepass"))
