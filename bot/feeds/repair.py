"""Text of an XML document in, the same made fit for a parser out, or a refusal. Pure; every step is linear."""

import re
from collections.abc import Callable
from html import escape
from typing import Final

from bot.errors import ReadTrouble, Unreadable
from bot.text.html import unescaped

_FEED_ROOTS: Final = frozenset({"rss", "rdf", "feed", "channel"})
_START_TAG: Final = re.compile(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,40})")
_FEED_START: Final = re.compile(r"<\?xml\s|<rss[\s>]|<feed[\s>]|<rdf:RDF[\s>]", re.IGNORECASE)
_JUNK: Final = 4096
_MISC: Final = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_PLAIN_DOCTYPE: Final = re.compile(
    r"<!DOCTYPE\s+[^\s<>\[\]\"']+(?:\s+(?:SYSTEM|PUBLIC)(?:\s+(?:\"[^\"]*\"|'[^']*')){1,2})?\s*>", re.IGNORECASE
)
_REFERENCE: Final = re.compile(r"&(?:#(?:[xX][0-9A-Fa-f]+|[0-9]+);?|[A-Za-z][A-Za-z0-9]*;)?")
_XML_REFERENCES: Final = frozenset({"&lt;", "&gt;", "&amp;", "&quot;", "&apos;"})
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


def feed_xml(text: str, *, source: str) -> str:
    """The document from its first tag on, references repaired, characters that XML forbids gone (XML 1.0, 2.2).

    Raises `Unreadable`: NOT_A_FEED where its outermost element is not a feed's, HOSTILE where it declares entities.
    """
    text = text.lstrip("\ufeff \t\r\n")
    root = _feed_root(text, source=source)
    if root is None and (found := _FEED_START.search(text, 0, _JUNK)) and found.start():
        # Warnings of the server's own programs stand before some feeds.
        text = text[found.start() :]
        root = _feed_root(text, source=source)
    if root is None:
        raise Unreadable(source=source, trouble=ReadTrouble.NOT_A_FEED)
    return _outside_cdata(_NOT_XML.sub("", _without_cut_entry(text, root=root)), _repaired)


def _feed_root(text: str, *, source: str) -> str | None:
    """The name of the outermost element, prefix and all, as XML's own grammar finds it (XML 1.0, 2.8); None: not a feed's."""
    at = _after_misc(text, 0)
    if text[at : at + 9].upper() == "<!DOCTYPE":
        at = _after_misc(text, _after_doctype(text, at, source=source))
    root = _START_TAG.match(text, at)
    return root[0][1:] if root and root[1].lower() in _FEED_ROOTS else None


def _after_misc(text: str, at: int) -> int:
    while misc := _MISC.match(text, at):
        at = misc.end()
    return at


def _after_doctype(text: str, start: int, *, source: str) -> int:
    """Past the document type. One that declares entities can turn 60 kB into gigabytes; no feed of this century needs it."""
    plain = _PLAIN_DOCTYPE.match(text, start)
    if plain:
        return plain.end()
    if "<!entity" in text.lower():
        raise Unreadable(source=source, trouble=ReadTrouble.HOSTILE, detail="declares entities")
    return _after(text, ">", start)


def _without_cut_entry(text: str, *, root: str) -> str:
    """A document that breaks off loses its last entry where that is cut: half of it would be told from the whole one later on."""
    opened, closed = (max(text.rfind(f"{mark}item"), text.rfind(f"{mark}entry")) for mark in ("<", "</"))
    return text[:opened] if opened > closed and text.find(f"</{root}", opened) < 0 else text


def _after(text: str, end: str, start: int) -> int:
    found = text.find(end, start)
    return found + len(end) if found >= 0 else len(text)


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    """`text` with `change` made to every stretch outside of CDATA sections, whose characters stand for themselves."""
    pieces: list[str] = []
    end = 0
    while (start := text.find(_CDATA, end)) >= 0:
        pieces.append(change(text[end:start]))
        end = _after(text, _CDATA_END, start)
        pieces.append(text[start:end])
    return "".join([*pieces, change(text[end:])])


def _repaired(stretch: str) -> str:
    return _REFERENCE.sub(_repaired_reference, stretch)


def _repaired_reference(reference: re.Match[str]) -> str:
    """XML's own as they are; HTML's (`&nbsp;`) and numbers as their character; a lone `&` escaped."""
    name = reference[0]
    if name in _XML_REFERENCES:
        return name
    meant = unescaped(name)
    return f"&amp;{name[1:]}" if meant == name else escape(_NOT_XML.sub("", meant))
