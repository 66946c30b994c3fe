"""Bytes of an OPML file in, the feeds that it lists out; and feeds in, OPML 2.0 out. Pure.

Foreign files: only a worker process reads them. No entity is ever declared or fetched, depth costs nothing, and what is wrong with one
line is that line's alone (http://opml.org/spec2.opml).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import format_datetime
from html import unescape
from itertools import groupby
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from bot.errors import ReadTrouble, Unreadable
from bot.feeds.decode import decode
from bot.model.outline import Listed, Outline
from bot.text.clip import clip
from bot.text.urls import canonical, web_link

MOST_BYTES: Final = 1024 * 1024
_LONGEST: Final = 200  # characters of a title or category
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BARE: Final = re.compile(r"&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});)")
_HEAD: Final = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")  # its encoding was seen to already


def read_opml(body: bytes, *, name: str) -> Listed:
    """The feeds of an OPML file of any version and encoding. `name` is the file's, for the error.

    Raises `Unreadable`: NOT_A_FEED where it is no OPML, HOSTILE where it declares entities, BROKEN where it is no whole XML.
    """
    text = _HEAD.sub("", decode(body, content_type=None), count=1)
    text = _BARE.sub("&amp;", _NOT_XML.sub("", text)).strip()
    reader = _Reader(name)
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.EntityDeclHandler = reader.refuse
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003  expat's own signature
    except expat.ExpatError as error:
        trouble = ReadTrouble.BROKEN if reader.is_opml else ReadTrouble.NOT_A_FEED
        raise Unreadable(source=name, trouble=trouble, detail=str(error)) from error
    return Listed(outlines=tuple(reader.found.values()), unreadable=reader.unreadable)


class _Reader:
    """Told of a document's elements one by one; keeps the feeds, and the headings above the place that it is at."""

    def __init__(self, name: str) -> None:
        self.is_opml = False
        self.found: dict[str, Outline] = {}
        self.unreadable = 0
        self._name = name
        self._headings: list[str] = []
        self._open: list[bool] = []  # of each outline around this place: it holds others, or is a feed itself

    def start(self, element: str, given: Mapping[str, str]) -> None:
        """An element begins. Raises `Unreadable` where the outermost one is not OPML's."""
        if not self.is_opml:
            if element.lower() != "opml":
                raise Unreadable(source=self._name, trouble=ReadTrouble.NOT_A_FEED, detail=f"<{element[:40]}>")
            self.is_opml = True
        if element.lower() == "outline":
            if self._open:
                self._open[-1] = True
            self._outline({key.lower(): value for key, value in given.items()})

    def end(self, element: str) -> None:
        """An element ends."""
        if element.lower() == "outline":
            self._headings.pop()
            self.unreadable += not self._open.pop()

    def refuse(self, *_: object) -> None:
        """Called where an entity is declared."""
        raise Unreadable(source=self._name, trouble=ReadTrouble.HOSTILE, detail="declares entities")

    def _outline(self, given: Mapping[str, str]) -> None:
        above = self._headings[-1] if self._headings else ""
        title = _line(given.get("text") or given.get("title") or "")
        is_feed = "xmlurl" in given or given.get("type", "").lower() in {"rss", "atom"}
        self._headings.append(above if is_feed else title or above)
        url = _address(given.get("xmlurl", ""))
        self._open.append(is_feed and url is not None)
        if url is not None:
            feed = Outline(title=title, url=url, category=above, site_url=web_link(given.get("htmlurl")) or "")
            self.found.setdefault(canonical(url), feed)


def _address(typed: str) -> str | None:
    """None: no address that can be opened. `feed:` stands for http in the lists of old readers."""
    plain = re.sub(
        r"\Afeed:(?://)?(?=https?://)|\Afeed(?=://)", lambda match: "" if match[0].endswith((":", "/")) else "http", typed.strip()
    )
    return web_link(plain)


def _line(text: str) -> str:
    return clip(" ".join(unescape(text).split()), _LONGEST)


def write_opml(feeds: Iterable[Outline], *, title: str, now: datetime) -> bytes:
    """An OPML 2.0 file: a heading for each category, in the order given, and the feeds of none below them."""
    ordered = sorted(feeds, key=lambda each: (not each.category, each.category))
    lines = [line for category, group in groupby(ordered, lambda each: each.category) for line in _section(category, group)]
    head = f"    <title>{_plain(title)}</title>\n    <dateCreated>{format_datetime(now)}</dateCreated>"
    body = "\n".join(lines)
    document = f'<opml version="2.0">\n  <head>\n{head}\n  </head>\n  <body>\n{body}\n  </body>\n</opml>\n'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}'.encode()


def _section(category: str, feeds: Iterable[Outline]) -> list[str]:
    if not category:
        return [f"    {_feed(each)}" for each in feeds]
    name = _quoted(category)
    return [f"    <outline text={name} title={name}>", *(f"      {_feed(each)}" for each in feeds), "    </outline>"]


def _feed(one: Outline) -> str:
    name = _quoted(one.title or one.url)
    site = f" htmlUrl={_quoted(one.site_url)}" if one.site_url else ""
    return f'<outline type="rss" text={name} title={name} xmlUrl={_quoted(one.url)}{site}/>'


def _quoted(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))


def _plain(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
