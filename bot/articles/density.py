"""A page's tree in, the pieces of what seems its article out: a third opinion. Pure; the tree is changed on the way.

The idea is Readability's (Arc90, 2009; Mozilla's Readability.js): paragraphs give points to the elements around them, by their
length and commas, fewer the more of them is links; the element with most is the article, with those beside it that are like it.
Linear in the page's size, which the first two opinions are not.
"""

import re
from collections import defaultdict
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.articles.pieces import Piece
from bot.articles.trees import UNSEEN, is_hidden, pieces_of, tag_of

_FOREIGN: Final = frozenset({"nav", "footer", "aside", "form", "dialog", "button", "menu", "input", "label", "head"}) | UNSEEN
_TEXTS: Final = frozenset({"p", "pre", "blockquote", "li", "td", "dd", "figcaption"})
_HOLDERS: Final = frozenset({"div", "section", "article", "main", "td", "body", "span", "center", "font", "tr", "table", "tbody"})
_NAMED: Final = (_HOLDERS | {"ul", "ol", "p", "h2", "h3"}) - {"body"}
_MOST_REMOVED: Final = 0.4
_UNLIKELY: Final = re.compile(
    r"comment|disqus|related|recommend|share|social|sidebar|newsletter|subscri|promo|sponsor|advert|\bads?\b|banner|breadcrumb|cookie|consent|popup|modal"
    r"|menu|\bnav|footer|masthead|byline|author-?(?:box|bio|card)|about-?author|tags?\b|toolbar|paginat|widget|most-?read|trending|outbrain|taboola",
    re.IGNORECASE,
)
_LIKELY: Final = re.compile(r"article|body|content|entry|hentry|main|post|text|story|blog|prose|page", re.IGNORECASE)
_LEAST_CHARACTERS: Final = 25
_CHARACTERS_A_POINT, _MOST_POINTS = 100, 3
_MOST_LINKED: Final = 0.5
_SIBLING_SHARE: Final = 0.2
_LEVELS: Final = 3
_CLASS_POINTS: Final = 25
_MARKS: Final = re.compile("[,،、，;；]")


def densest(root: etree._Element) -> list[Piece]:
    """Pieces in reading order, [] where nothing on the page looks like paragraphs."""
    _remove_foreign(root)
    points = _points(root)
    if not points:
        return []
    top = max(points, key=lambda element: points[element])
    parent = top.getparent()
    if parent is None:
        return pieces_of(top)
    least = max(10.0, points[top] * _SIBLING_SHARE)
    kept = [each for each in parent if each is top or points.get(each, 0.0) >= least or _is_paragraph(each)]
    return [piece for each in kept for piece in pieces_of(each)]


def _remove_foreign(root: etree._Element) -> None:
    """Take out what is not shown, what is the site's by its tag, and what its class calls by a telling name, unless it holds the page."""
    sizes = _sizes(root)
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is None or not isinstance(element.tag, str):
            continue
        small = sizes[element] <= _MOST_REMOVED * sizes[root]
        if (tag_of(element) in _FOREIGN or is_hidden(element) or _is_unlikely(element)) and (small or tag_of(element) in UNSEEN):
            _remove(element, parent)


def _sizes(root: etree._Element) -> dict[etree._Element, int]:
    """Characters in each element, counted from the leaves up."""
    sizes: dict[etree._Element, int] = defaultdict(int)
    for element in reversed(list(root.iter())):
        if isinstance(element.tag, str) and tag_of(element) not in UNSEEN:
            sizes[element] += len(element.text or "")
        if (parent := element.getparent()) is not None:
            sizes[parent] += sizes[element] + len(element.tail or "")
    return sizes


def _is_unlikely(element: etree._Element) -> bool:
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return tag_of(element) in _NAMED and bool(_UNLIKELY.search(name)) and not _LIKELY.search(name)


def _remove(element: etree._Element, parent: etree._Element) -> None:
    """Take an element out of the tree, and leave what stands after it."""
    tail, before = element.tail, element.getprevious()
    parent.remove(element)
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail


def _points(root: etree._Element) -> dict[etree._Element, float]:
    points: dict[etree._Element, float] = defaultdict(float)
    for element in root.iter():
        text, linked = _own_text(element)
        if len(text) < _LEAST_CHARACTERS or linked > _MOST_LINKED:
            continue
        worth = (1 + len(_MARKS.findall(text)) + min(len(text) / _CHARACTERS_A_POINT, _MOST_POINTS)) * (1 - linked)
        holder = element.getparent() if tag_of(element) in _TEXTS else element
        for level in range(_LEVELS):
            if holder is None or not isinstance(holder.tag, str):
                break
            if holder not in points:
                points[holder] = _named(holder)
            points[holder] += worth / (1, 2, 6)[level]
            holder = holder.getparent()
    return points


def _own_text(element: etree._Element) -> tuple[str, float]:
    """All text of a paragraph, the text right in any other holder, and which share of it is links."""
    tag = tag_of(element)
    if tag in _TEXTS:
        text = " ".join("".join(element.itertext()).split())
        linked = sum(len("".join(link.itertext())) for link in element.iter("a"))
        return text, min(1.0, linked / max(1, len(text)))
    if tag in _HOLDERS:
        return " ".join(" ".join([element.text or "", *(child.tail or "" for child in element)]).split()), 0.0
    return "", 0.0


def _named(element: etree._Element) -> float:
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    tag = {"article": 20, "main": 10, "div": 5, "section": 5}.get(tag_of(element), 0)
    return float(tag + (_CLASS_POINTS if _LIKELY.search(name) else 0) - (_CLASS_POINTS if _UNLIKELY.search(name) else 0))


def _is_paragraph(element: etree._Element) -> bool:
    text, linked = _own_text(element) if tag_of(element) == "p" else ("", 1.0)
    return len(text) > 80 and linked < 0.25  # noqa: PLR2004  as Readability has it
