"""An element tree in (HTML, or trafilatura's TEI), its pieces in order out. Pure.

Walks without recursion, so that no depth of nesting can exhaust the stack.
"""

import re
from typing import Final

from lxml import etree, html  # type: ignore[import-untyped]  # no types published

from bot.articles.pieces import Piece, code_lines, one_line, without_mark
from bot.model.article import BlockKind

_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "head": 2}
_KINDS: Final = {
    "li": BlockKind.ITEM, "item": BlockKind.ITEM, "dd": BlockKind.ITEM,
    "blockquote": BlockKind.QUOTE, "quote": BlockKind.QUOTE,
    "pre": BlockKind.CODE,
}  # fmt: skip
_PART_NAMES: Final = (
    "p div section article main header footer aside ul ol dl dt list table tbody thead tr row figure figcaption body form hr"
    " details summary"
)
PARTS: Final[frozenset[str]] = frozenset(_PART_NAMES.split())
_CELLS: Final = frozenset({"td", "th", "cell"})
_NO_ELEMENT: Final = "(comment)"
_UNSEEN_NAMES: Final = "title script style noscript template iframe svg object button select textarea graphic"
UNSEEN: Final[frozenset[str]] = frozenset((*_UNSEEN_NAMES.split(), _NO_ELEMENT))
_LINKS: Final = frozenset({"a", "ref"})
_BOLD: Final = frozenset({"b", "strong"})
_HIDING: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_EMPTY_LINE: Final = re.compile(r"\n[ \t]*\n\s*")
_LEAST_BOLD: Final = 0.95
_LEAST_MARKED: Final = 2


def fragment(source: str) -> list[Piece]:
    """Pieces of an HTML fragment such as a feed's content; plain text is one paragraph. [] where there is nothing to read."""
    if not source.strip():
        return []
    parser = html.HTMLParser(recover=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    root = html.document_fromstring(f"<div>{source}</div>".encode("utf-8", "replace"), parser=parser)
    return pieces_of(root)


def tree_of(markup: str) -> etree._Element | None:  # lxml publishes no other name for its elements
    """The tree of a page. None: there is no element in it."""
    return etree.fromstring(markup.encode("utf-8", "replace"), etree.HTMLParser(recover=True, encoding="utf-8"))


def pieces_of(root: etree._Element) -> list[Piece]:
    """Every heading, paragraph, item, quote and code block below `root` in reading order."""
    walk = _Walk()
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "start" and walk.enter(element):
            events.skip_subtree()
        elif event == "end":
            walk.leave(element)
    walk.flush()
    return walk.pieces


class _Walk:
    """What the walk holds between two elements: the open kinds and the text of the piece at hand."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._open: list[tuple[BlockKind, int]] = [(BlockKind.PARAGRAPH, 0)]
        self._parts: list[str] = []
        self._links = self._bolds = 0
        self._size = self._linked = self._bold = self._leading = 0

    def enter(self, element: etree._Element) -> bool:
        """Take what stands before the element's first child. True: nothing in it is to be read."""
        tag = tag_of(element)
        if tag in UNSEEN or is_hidden(element):
            if tag in PARTS:
                self.flush()
            return True
        if kind := _kind(tag, element):
            self.flush()
            self._open.append(kind)
        elif tag in PARTS:
            self.flush()
        self._links += tag in _LINKS
        self._bolds += _is_bold(tag, element)
        if tag in {"br", "lb"}:
            self._parts.append("\n")
        self._say(element.text)
        return False

    def leave(self, element: etree._Element) -> None:
        """Close the element and take what stands after it."""
        tag = tag_of(element)
        if not (tag in UNSEEN or is_hidden(element)):
            if _kind(tag, element):
                self.flush()
                self._open.pop()
            elif tag in PARTS:
                self.flush()
            self._links -= tag in _LINKS
            self._bolds -= _is_bold(tag, element)
            if tag in _CELLS and self._parts:
                self._parts.append(" | ")
        self._say(element.tail)

    def flush(self) -> None:
        """End the piece at hand."""
        said = "".join(self._parts)
        kind, level = self._open[-1]
        size = max(1, self._size)
        linked, bold, leading = min(1.0, self._linked / size), self._bold / size >= _LEAST_BOLD, self._leading
        self._parts.clear()
        self._size = self._linked = self._bold = self._leading = 0
        for part in [said] if kind is BlockKind.CODE else _EMPTY_LINE.split(said):
            for text, own_kind in _lines(part, kind):
                self.pieces.append(Piece(kind=own_kind, text=text, level=level, linked=linked, leading=leading, bold=bold))

    def _say(self, text: str | None) -> None:
        if not text:
            return
        # A line break in the source is only white space; one by <br> stands in `_parts` by itself.
        said = text if self._open[-1][0] is BlockKind.CODE else text.replace("\n", " ")
        size = _size(said)
        if self._links and self._linked == self._size:
            self._leading += len(said.split())
        self._parts.append(said)
        self._size += size
        self._linked += size if self._links else 0
        self._bold += size if self._bolds else 0


def _lines(part: str, kind: BlockKind) -> list[tuple[str, BlockKind]]:
    """One piece, or several where a list was written as lines with bullets between `<br>`."""
    if kind is BlockKind.CODE:
        return [(text, kind) for text in [code_lines(part)] if text]
    lines = [line for line in (one_line(line).strip(" |") for line in part.split("\n")) if line]
    marked = [without_mark(line) for line in lines]
    if kind is not BlockKind.PARAGRAPH or sum(mark != line for mark, line in zip(marked, lines, strict=True)) < _LEAST_MARKED:
        return [(" ".join(lines), kind)] if lines else []
    return [(mark, BlockKind.ITEM if mark != line else kind) for mark, line in zip(marked, lines, strict=True) if mark]


def _size(text: str) -> int:
    return sum(len(word) for word in text.split())


def tag_of(element: etree._Element) -> str:
    """An element's name in lower case; a stand-in for comments and the like."""
    return element.tag.lower() if isinstance(element.tag, str) else _NO_ELEMENT


def _kind(tag: str, element: etree._Element) -> tuple[BlockKind, int] | None:
    """The kind of block that an element opens. None: it opens none, or belongs to the block around it."""
    if tag in _HEADINGS:
        level = str(element.get("rend") or "")
        return BlockKind.HEADING, int(level[1]) if re.fullmatch("h[1-6]", level) else _HEADINGS[tag]
    if tag == "code":
        return (BlockKind.CODE, 0) if "\n" in "".join(element.itertext()) and _name_of_parent(element) != "pre" else None
    return (_KINDS[tag], 0) if tag in _KINDS else None


def _name_of_parent(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else tag_of(parent)


def _is_bold(tag: str, element: etree._Element) -> bool:
    return tag in _BOLD or (tag == "hi" and element.get("rend") == "#b")


def is_hidden(element: etree._Element) -> bool:
    """Whether an element itself says that it is not shown."""
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or bool(_HIDING.search(element.get("style") or ""))
