"""Addresses in; canonical forms, safe links and text fragments out. Pure."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from bot.text.canonical import canonical as canonical  # noqa: PLC0414  other rooms find it here

LONGEST_LINK: Final = 2048

_UNSAFE_IN_LINK: Final = frozenset(' "<>\\^`{|}')
_PLAIN_LINK: Final = re.compile(r"[!#-;=?-\[\]_a-z~]*")  # what `_link_char` leaves as it is, of ASCII

_SHORT_SENTENCE_WORDS: Final = 10
_END_WORDS: Final = 5
_DENSE_CHARS: Final = 30
_END_CHARS: Final = 10


def web_link(url: str | None, *, base: str | None = None) -> str | None:
    """An absolute http or https address that is safe to show and fetch, made so by `base` where it is relative.

    Control characters are gone, spaces and what Markdown or HTML could trip over are escaped. None: it is no such address
    (another scheme, no host, a user's name in it, more than 2,048 characters).
    """
    if not url or len(url) > 4 * LONGEST_LINK:
        return None
    try:
        parts = urlsplit(urljoin(_cleaned(base or ""), _cleaned(url)))
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    if not whole or parts.scheme not in {"http", "https"} or set(parts.netloc) & set("@%"):
        return None
    link = urlunsplit(parts)
    return link if len(link) <= LONGEST_LINK else None


def _cleaned(url: str) -> str:
    url = url.strip()
    return url if _PLAIN_LINK.fullmatch(url) else "".join(map(_link_char, url))


def _link_char(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in {"Cc", "Cs"}:
        return ""
    # Format characters turn text around or hide it; they may stand in an address only as escapes.
    return quote(char) if char in _UNSAFE_IN_LINK or kind in {"Cf", "Zs", "Zl", "Zp"} else char


def host_of(url: str) -> str:
    """The host in lower case without `www.`, "" where there is none."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


def text_fragment(url: str, sentence: str) -> str:
    """`url` with a directive that opens the page at `sentence` and marks it.

    A short sentence stands whole, of a long one its first and last words, of one without spaces its first and last characters
    (WICG "URL Fragment Text Directives": `#:~:text=start,end`). A fragment that the address has stays before the directive.
    """
    page, mark, fragment = url.partition("#")
    directive = ",".join(_directive_text(part) for part in _ends(" ".join(sentence.split())))
    if not directive:
        return url
    kept = fragment.partition(":~:")[0] if mark else ""
    return f"{page}#{kept}:~:text={directive}"


def _ends(sentence: str) -> list[str]:
    words = sentence.split(" ")
    if len(sentence) > _DENSE_CHARS and len(sentence) > 2 * _END_CHARS * len(words):
        return [sentence[:_END_CHARS].strip(), sentence[-_END_CHARS:].strip()]
    if len(words) > _SHORT_SENTENCE_WORDS:
        return [" ".join(words[:_END_WORDS]), " ".join(words[-_END_WORDS:])]
    return [sentence] if sentence else []


def _directive_text(text: str) -> str:
    # The directive gives `-`, `,` and `&` a meaning of their own; quote() leaves the dash.
    return quote(text, safe="", errors="ignore").replace("-", "%2D")
