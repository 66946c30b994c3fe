"""Text of an XML feed in; where its entries stand and what each is known by, out. Pure.

Reading the ids costs a fiftieth of reading the entries, and most polls bring nothing or one entry that is new. So lxml looks first, and
feedparser gets the document without what is known. lxml judges nothing: where it meets a document that is not well-formed, or of a shape
that is not plainly a feed's, it says so and feedparser gets the whole.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.feeds.decide import guid_key, link_key
from bot.feeds.fields import guid_of
from bot.text.urls import web_link

_ATOM: Final = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
_RSS: Final = frozenset({"", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"})
_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_FIRST: Final = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_BASE: Final = re.compile(r"\sxml:base\s*=|\sbase\s*=")  # where only parts have one, feedparser lets it leak into what follows them
_ENDS: Final = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry: `text[start:end]`. `guid` is its key, None where it has none or where feedparser might find another.

    `links` are all addresses that it might be known by, those relative to an xml:base made absolute.
    """

    start: int
    end: int
    guid: bytes | None
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed's text and its entries in their order. `items` None: it could not be scanned and is to be read as a whole."""

    text: str
    items: tuple[Item, ...] | None

    def holding(self, items: Collection[Item]) -> str:
        """The document as if it had of its entries only these."""
        kept = {item.start for item in items}
        pieces: list[str] = []
        at = 0
        for item in self.items or ():
            if item.start not in kept:
                pieces.append(self.text[at : item.start])
                at = item.end
        return "".join([*pieces, self.text[at:]])

    def shell(self) -> str:
        """What the document says of itself: all that stands outside of its entries, or before the first where they are not known."""
        if self.items is not None:
            return self.holding(())
        first = _FIRST.search(self.text)
        return self.text[: first.start()] if first else self.text


def scan(text: str) -> Document:
    """The document with its entries found, where it is well-formed XML and its entries are brothers of one name. Never raises."""
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except (etree.LxmlError, ValueError):
        return Document(text=text, items=None)
    elements = list(root.iter("{*}item", "{*}entry"))
    if root.base is None and _BASE.search(text):
        return Document(text=text, items=None)
    spans = list(_spans(text, elements)) if elements else []
    if len(spans) != len(elements):
        return Document(text=text, items=None)
    items = (_item(element, start=start, end=end) for element, (start, end) in zip(elements, spans, strict=True))
    return Document(text=text, items=tuple(items))


def with_tags_closed(text: str) -> str:
    """The document made well-formed as libxml2 sees fit, for feedparser finds no entry where one title is never closed."""
    parser = etree.XMLParser(encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(text.encode("utf-8", "ignore"), parser)
    return "" if root is None else etree.tostring(root, encoding="unicode")


def addresses(items: Iterable[Item], *, base: str) -> frozenset[bytes | None]:
    """The keys of all links that these entries might have."""
    links = {link for item in items for link in item.links}
    return frozenset(link_key(web_link(link, base=base)) for link in links if not link.startswith(("tag:", "urn:")))


def _spans(text: str, elements: list[etree._Element]) -> Iterator[tuple[int, int]]:
    """Where each element begins and ends in the text. Fewer than there are elements where text and tree do not plainly agree."""
    first = elements[0]
    parent, tag, prefix = first.getparent(), first.tag, first.prefix
    if parent is None or any(one.tag != tag or one.prefix != prefix or one.getparent() is not parent for one in elements):
        return
    name = f"{prefix}:{etree.QName(first).localname}" if prefix else etree.QName(first).localname
    opened: int | None = None
    for at, mark in _marks(text, name):
        if mark.startswith("</") == (opened is None):
            return  # an empty element, `<item/>`
        if opened is None:
            opened = at
        else:
            yield opened, text.index(">", at) + 1
            opened = None


def _marks(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Each start and end tag of that name. In well-formed XML a `<` outside of CDATA, comments and instructions begins a tag
    (XML 1.0, 2.4)."""
    mark = re.compile(rf"<(?:!\[CDATA\[|!--|\?|/?{re.escape(name)}(?=[\s/>]))")
    found = mark.search(text)
    while found:
        end = found.end()
        if closing := _ENDS.get(found[0]):
            end = text.index(closing, end)
        else:
            yield found.start(), found[0]
        found = mark.search(text, end)


def _item(element: etree._Element, *, start: int, end: int) -> Item:
    ids = [*element.iterchildren("{*}guid", "{*}id")]
    links = [_address(one, one.get("href") or one.text) for one in element.iterchildren("{*}link", "{*}origLink")]
    about = element.get(_ABOUT)
    raw = _only_id(ids[0]) if len(ids) == 1 and about is None else about if not ids else None
    guid = guid_of(raw or "")
    if raw and not (ids and ids[0].get("isPermaLink", "true") != "true"):
        links.append(raw)  # it is the link where there is no other (RSS 2.0)
    return Item(start=start, end=end, guid=guid_key(guid) if guid else None, links=tuple(filter(None, links)))


def _address(element: etree._Element, raw: str | None) -> str | None:
    return urljoin(element.base or "", raw.strip()) if raw and "://" not in raw else raw


def _only_id(element: etree._Element) -> str | None:
    """The text of `<guid>` or `<atom:id>`; None where it is another format's element, or holds more than text."""
    name = etree.QName(element)
    known = _RSS if name.localname == "guid" else _ATOM
    text: str | None = element.text
    return text if (name.namespace or "") in known and not len(element) else None
