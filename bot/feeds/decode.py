"""Bytes of a document in, its text out, whatever encoding it claims. Pure."""

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import Final

from bot.feeds.charset import guess

_SHIFT_MARK, _HEAD = b"\x1b$B", 10_000  # ISO-2022-JP, which is all ASCII and so always fits UTF-8
_GZIP: Final = b"\x1f\x8b\x08"
_MOST_UNPACKED: Final = 8 * 1024 * 1024  # as much as the web client reads of a feed
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that one's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE: Final = (
    (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"{\0\0\0", "utf-32-le"), (b"\0\0\0{", "utf-32-be"),
    (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"), (b"{\0", "utf-16-le"), (b"\0{", "utf-16-be"),
)  # fmt: skip
_IN_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)
_IN_DOCUMENT: Final = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")

# Python's codecs for text that documents are written in; some others (punycode, idna) take quadratic time.
_KNOWN: Final = ("utf", "iso8859", "cp", "koi8", "mac", "gb", "big5", "euc", "shift_jis", "iso2022", "tis", "hz", "johab", "kz1048")
# What the WHATWG Encoding Standard reads these labels as: a superset that real pages of that label use.
_WIDER: Final = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
_SHIFTING: Final = ("iso2022", "hz", "utf-7")
_GOOD_PER_BAD: Final = 2
_BAD_IN_DECLARED: Final = 100


def decode(body: bytes, *, content_type: str | None) -> str:
    """The text of `body`, unpacked where it is gzip that no header told of. A byte order mark is believed first, then UTF-8 where it
    fits, then what the header or the document declares, then what its bytes look like,
    else windows-1252. Bytes that fit nowhere become U+FFFD; never raises."""
    body = _unpacked(body) if body.startswith(_GZIP) else body
    for mark, name in (*_BOMS, *_WIDE):
        if body.startswith(mark):
            return body.decode(name, "replace").removeprefix("\ufeff")
    declared = list(_declared(body, content_type=content_type))
    if any(name.startswith(_SHIFTING) for name in declared[:1]):
        return body.decode(declared[0], "replace")  # seven-bit: always fits UTF-8, never means it
    if _SHIFT_MARK in body[:_HEAD]:
        return body.decode("iso2022_jp", "replace")
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if not bad or bad * _GOOD_PER_BAD <= sum(char > "\x7f" for char in text) - bad:
        return text
    for name in declared:
        if name == "utf-8":
            continue  # judged above: claimed, and not so
        text = body.decode(name, "replace")
        if text.count("\ufffd") * _BAD_IN_DECLARED <= len(text):
            return text
    return body.decode(guess(body) or "cp1252", "replace")


def _unpacked(body: bytes) -> bytes:
    """What the gzip holds, as far as it is sound and at most 8 MiB of it."""
    unpack = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        return unpack.decompress(body, _MOST_UNPACKED)
    except zlib.error:
        return b""


def _declared(body: bytes, *, content_type: str | None) -> Iterator[str]:
    """Python's names of the encodings that the header and the document claim, in this order (RFC 7303, 3)."""
    header = _IN_HEADER.search(content_type or "")
    document = _IN_DOCUMENT.match(body)
    for label in (header[1] if header else "", document[1].decode("ascii", "replace") if document else ""):
        if name := _codec(label):
            yield name


def _codec(label: str) -> str:
    """Python's name for an encoding's label, as wide as the label is used; "" where it names no encoding of documents."""
    label = label.lower().removeprefix("x-")
    label = "cp" + label.removeprefix("windows-") if label.startswith("windows-") else label
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return ""
    name = _WIDER.get(name, name)
    return name if name.startswith(_KNOWN) else ""
