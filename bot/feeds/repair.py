"""Text of an XML document in, the same made fit for a parser out, or a refusal. Pure; every step is linear."""

import re
from collections.abc import Callable
from html import escape
from itertools import islice
from typing import Final

from bot.errors import ReadTrouble, Unreadable
from bot.text.html import unescaped, with_whole_characters

_FEED_ROOTS: Final = frozenset({"rss", "rdf", "feed", "channel"})
_START_TAG: Final = re.compile(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,40})")
_FEED_START: Final = re.compile(r"<\?xml\s|<rss[\s>]|<feed[\s>]|<rdf:RDF[\s>]", re.IGNORECASE)
_FEED_END: Final = re.compile(r"</(?:[\w.-]{1,40}:)?(?:rss|rdf|feed|channel)[\s>]", re.IGNORECASE)
_ROOT_ENDS: Final = ("rss", "feed", "rdf:RDF")
_JUNK: Final = 4096
_MISC: Final = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_PLAIN_DOCTYPE: Final = re.compile(
    r"<!DOCTYPE\s+[^\s<>\[\]\"']+(?:\s+(?:SYSTEM|PUBLIC)(?:\s+(?:\"[^\"]*\"|'[^']*')){1,2})?\s*>", re.IGNORECASE
)
_REFERENCE: Final = re.compile(r"&(?:#(?:[xX][0-9A-Fa-f]+|[0-9]+);?|[A-Za-z][A-Za-z0-9]*;)?")
_XML_REFERENCES: Final = frozenset({"&lt;", "&gt;", "&amp;", "&quot;", "&apos;"})
# Plain text in an element of RSS that is followed by the start of another, where its own end should stand.
_UNCLOSED: Final = re.compile(r"<(title|link|guid|pubDate)>([^<]*+)(?=<(?:title|link|guid|pubDate|description|author|category)>)")
_OF_MEDIA: Final = re.compile(r"<(/?)media:description\b[^<>]*?(/?)>")
_ROOT: Final = re.compile(r"(<(?:[A-Za-z][\w.-]{0,40}:)?([A-Za-z][\w.-]{0,40}))(?=[\s>])([^<>]*)")
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CROWDED: Final = re.compile(r"<[^\s<>/!?\"'=]++(?:\s++[^\s<>/\"'=]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')){500}")
_SORTED_TO_DEATH: Final = re.compile(r"(?:<(?:\w{1,20}:)?(?:category|subject)\b[^<>]*+>(?:[^<]*+</[\w:]++\s*+>)?\s*+){200}")
_MOST_CATEGORIES: Final = 200
_PREFIX: Final = re.compile(r"xmlns:([^\s=<>]{1,40})")
_MOST_PREFIXES: Final = 200
_ENTRY_END: Final = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
_MOST_READ: Final = 2_000
# feedparser looks for a mail address from every letter of an author on: 14 s for 64 kB of `a.`.
_PERSON: Final = re.compile(
    r"<((?:\w{1,20}:)?(?:author|creator|contributor|publisher|managingeditor|webmaster|owner|name|email))\b[^<>]*>", re.IGNORECASE
)
_LONG_WORD: Final = 256
_ENDLESS_WORD: Final = re.compile(rf"[\w.+-]{{{_LONG_WORD}}}", re.ASCII)
_HALF_OF_IT: Final = re.compile(rf"[\w.+-]{{{_LONG_WORD // 2}}}", re.ASCII)
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


def from_root(text: str, *, source: str) -> str:
    """The document without what stands before it.

    Raises `Unreadable`: NOT_A_FEED where its outermost element is not a feed's, HOSTILE where it declares entities.
    """
    text = text.lstrip("\ufeff \t\r\n")
    if _begins_a_feed(text, source=source):
        return text
    # Warnings of the server's own programs stand before some feeds.
    found = _FEED_START.search(text, 0, _JUNK)
    if found and found.start() and _begins_a_feed(text := text[found.start() :], source=source):
        return text
    raise Unreadable(source=source, trouble=ReadTrouble.NOT_A_FEED)


def repaired(xml: str) -> str:
    """The document with its references made XML's, with its titles closed, without characters that XML forbids (XML 1.0, 2.2) and
    without half an entry or a stranger's words at its end.

    A well-formed document comes back with the same meaning.
    """
    return _outside_cdata(_NOT_XML.sub("", _without_rest(_without_cut_entry(xml))), _with_references)


def unambiguous(xml: str, *, url: str) -> str:
    """The same without two things that feedparser confuses.

    What `media:description` says of a picture would take the place of the entry's own summary: it is called `media:caption` here. And the
    `xml:base` of a part would hold for what follows it where an Atom document has none as a whole: then it gets `url`, as RFC 3986, 5.1
    has it.
    """
    if "media:description" in xml:
        xml = _outside_cdata(xml, lambda stretch: _OF_MEDIA.sub(r"<\1media:caption\2>", stretch))
    root = _ROOT.search(xml) if "xml:base" in xml else None
    if root and root[2] == "feed" and "xml:base" not in root[3]:
        xml = f'{xml[: root.end(1)]} xml:base="{escape(url)}"{xml[root.end(1) :]}'
    return xml


def harmless(xml: str, *, source: str) -> str:
    """The same without what feedparser takes quadratic time for and no honest feed has: more than 2,000 entries, people's
    names of 256 letters without a space.

    Raises `Unreadable` HOSTILE where an element has 500 attributes (feedparser looks each up among all: 100,000 take over 70 s), an entry
    200 categories, or the document 200 prefixes.
    """
    categories = xml.count(":subject") + xml.count("category")
    if _CROWDED.search(xml) or (categories > _MOST_CATEGORIES and _SORTED_TO_DEATH.search(xml)):
        raise Unreadable(source=source, trouble=ReadTrouble.HOSTILE, detail="attributes or categories")
    if len(set(_PREFIX.findall(xml))) >= _MOST_PREFIXES:
        raise Unreadable(source=source, trouble=ReadTrouble.HOSTILE, detail="prefixes")
    last = next(islice(_ENTRY_END.finditer(xml), _MOST_READ - 1, None), None)
    return _without_endless_words(xml[: last.end()] if last else xml)


def _without_endless_words(xml: str) -> str:
    # Such a word holds a whole block of half its length that begins at a multiple of that; looking everywhere costs far more.
    if not any(_HALF_OF_IT.match(xml, at) for at in range(0, len(xml), _LONG_WORD // 2)):
        return xml
    pieces: list[str] = []
    end = 0
    while opening := _PERSON.search(xml, end):
        pieces.append(xml[end : opening.end()])
        end = xml.find(f"</{opening[1]}", opening.end())
        end = end if end >= 0 else len(xml)
        pieces.append(_ENDLESS_WORD.sub(r"\g<0> ", xml[opening.end() : end]))
    return "".join([*pieces, xml[end:]])


def _begins_a_feed(text: str, *, source: str) -> bool:
    """Whether the outermost element, as XML's own grammar finds it (XML 1.0, 2.8), is a feed's."""
    at = _after_misc(text, 0)
    if text[at : at + 9].upper() == "<!DOCTYPE":
        at = _after_misc(text, _after_doctype(text, at, source=source))
    root = _START_TAG.match(text, at)
    return bool(root and root[1].lower() in _FEED_ROOTS)


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
    subset = text.find("[", start, _after(text, ">", start))
    return _after(text, ">", _after(text, "]", subset) if subset >= 0 else start)


def _without_cut_entry(text: str) -> str:
    """A document that breaks off loses its last entry where that is cut: half of it would be told from the whole one later on."""
    opened, closed = (max(text.rfind(f"{mark}item"), text.rfind(f"{mark}entry")) for mark in ("<", "</"))
    return text[:opened] if opened > closed and not _FEED_END.search(text, opened) else text


def _without_rest(text: str) -> str:
    """What counters and hosters add after the feed's end goes."""
    end = max(text.rfind(f"</{root}") for root in _ROOT_ENDS)
    return text[: _after(text, ">", end)] if end > max(text.rfind("</item"), text.rfind("</entry")) else text


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


def _with_references(stretch: str) -> str:
    return _UNCLOSED.sub(r"<\1>\2</\1>", _REFERENCE.sub(_repaired_reference, with_whole_characters(stretch)))


def _repaired_reference(reference: re.Match[str]) -> str:
    """XML's own as they are; HTML's (`&nbsp;`) and numbers as their character; a lone `&` escaped."""
    name = reference[0]
    if name in _XML_REFERENCES:
        return name
    meant = unescaped(name)
    return f"&amp;{name[1:]}" if meant == name else escape(_NOT_XML.sub("", meant))
