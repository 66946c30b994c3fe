"""A page's bytes in, its text out; says what is no page at all. Pure."""

import re
from typing import Final

from bot.errors import ReadTrouble, Unreadable

_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES: Final = 4096
_MARKUP_KINDS: Final = ("text/html", "application/xhtml", "text/xml", "application/xml", "text/plain", "text/markdown")
_FOREIGN_STARTS: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00")
_FEED: Final = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL | re.IGNORECASE)


def decode_page(body: bytes, *, url: str, content_type: str | None) -> str:
    """Text of a page. Valid UTF-8 wins over what is declared, since it is hardly ever valid by chance; then the header's charset,
    the page's own, windows-1252 (WHATWG's default).

    Raises `Unreadable` EMPTY for nothing but white space, NOT_A_PAGE for a feed, JSON, a picture, another kind of file.
    """
    if not body.strip(b" \t\r\n\x00"):
        raise Unreadable(source=url, trouble=ReadTrouble.EMPTY)
    _check_kind(body, url=url, content_type=content_type)
    for charset in _charsets(body, content_type):
        try:
            return body.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("windows-1252", "replace")


def is_plain(text: str, *, content_type: str | None) -> bool:
    """Whether decoded text is a plain-text file: by its declared kind, else by having no element at all."""
    kind = (content_type or "").partition(";")[0].strip().casefold()
    return kind in {"text/plain", "text/markdown"} or not re.search(r"<[a-zA-Z!/]", text)


def _check_kind(body: bytes, *, url: str, content_type: str | None) -> None:
    kind = (content_type or "").partition(";")[0].strip().casefold()
    foreign = kind and not kind.startswith(_MARKUP_KINDS)
    if foreign or body.startswith(_FOREIGN_STARTS) or _FEED.match(body, 0, _HEAD_BYTES) or _is_json(body) or _is_binary(body):
        raise Unreadable(source=url, trouble=ReadTrouble.NOT_A_PAGE, detail=kind)


def _is_json(body: bytes) -> bool:
    stripped = body[:_HEAD_BYTES].lstrip()
    return stripped[:1] in {b"{", b"["} and body.rstrip()[-1:] in {b"}", b"]"} and b'"' in stripped


def _is_binary(body: bytes) -> bool:
    """Many NUL bytes without UTF-16's mark at the front."""
    return body[:2] not in {b"\xff\xfe", b"\xfe\xff"} and body.count(b"\x00", 0, _HEAD_BYTES) > 8  # noqa: PLR2004  a stray one is only dirt


def _charsets(body: bytes, content_type: str | None) -> list[str]:
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return ["utf-16"]
    declared = [_CHARSET.search(content_type or ""), _CHARSET.search(body[:_HEAD_BYTES].decode("ascii", "replace"))]
    return ["utf-8-sig", *(found[1] for found in declared if found)]
