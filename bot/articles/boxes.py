"""A page's markup and the pieces found on it in, the same pieces with the author's own takeaways out. Pure.

Extractors take a box beside the article ("Key points" in an aside, a definition list, a table of its own) for the site's furniture.
What is believed to be the author's must speak of the same things as the article.
"""

import re
from collections.abc import Sequence
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.articles.entries import calls_itself_roundup, roundup_items
from bot.articles.own_names import is_name, label_end
from bot.articles.own_takeaways import OwnList, find_own
from bot.articles.pieces import Piece, one_line
from bot.articles.trees import pieces_of
from bot.model.article import BlockKind
from bot.text.html import unescaped
from bot.text.words import content_words

_BETWEEN_TAGS: Final = re.compile(r">([^<>]{2,90})<")
_FOREIGN: Final = ("nav", "footer", "form", "button", "dialog")
_SAME_THINGS: Final = 0.5


def with_box(pieces: tuple[Piece, ...], markup: str) -> tuple[Piece, ...]:
    """`pieces` with the box's name and items in front or at the end, as on the page; as they are where they hold such a list, or
    the page has none that belongs to them.

    A paragraph under a name is believed only if it stands there on the page too: the list between them may have been lost.
    """
    held = find_own(pieces)
    if (held and pieces[held.first].kind is BlockKind.ITEM) or not pieces or not _is_named(markup):
        return pieces
    shown = _shown(markup)
    own = find_own(shown)
    if held and not (own and shown[own.first].text == pieces[held.first].text):
        pieces = (*pieces[: held.first - 1], *pieces[held.first :]) if not held.skip else pieces
    elif held:
        return pieces
    return pieces if own is None else _joined(pieces, shown, own)


def with_headlines(pieces: tuple[Piece, ...], markup: str, *, title: str) -> tuple[Piece, ...]:
    """What a page that calls itself a roundup shows in its `<article>` or `<main>`, if that is one: extractors leave out linked
    headlines. `pieces` in any other case."""
    if not calls_itself_roundup(title) or roundup_items(pieces, title=title):
        return pieces
    shown = tuple(_shown(markup, inside="//article | //main"))
    return shown if roundup_items(shown, title=title) else pieces


def _is_named(markup: str) -> bool:
    return any(is_name(one_line(unescaped(shown))) or label_end(one_line(shown)) for shown in _BETWEEN_TAGS.findall(markup))


def _shown(markup: str, *, inside: str = "/*") -> list[Piece]:
    """All that the page shows in the first element that the XPath `inside` names, but for its menus, forms and footers."""
    root = etree.fromstring(markup.encode("utf-8", "replace"), etree.HTMLParser(recover=True, encoding="utf-8"))
    if root is None:
        return []
    etree.strip_elements(root, *_FOREIGN, with_tail=False)
    found = root.xpath(inside)
    return pieces_of(found[0]) if found else []


def _joined(pieces: tuple[Piece, ...], shown: Sequence[Piece], own: OwnList) -> tuple[Piece, ...]:
    box = shown[own.first - (0 if own.skip else 1) : own.last]
    if not _same_things(box, pieces):
        return pieces
    texts = {piece.text for piece in box}
    rest = tuple(piece for piece in pieces if piece.text not in texts)
    return (*rest, *box) if _place_of(rest, shown) < own.first else (*box, *rest)


def _place_of(pieces: Sequence[Piece], shown: Sequence[Piece]) -> int:
    """Where on the page the first of `pieces` stands; behind everything where it can't be told."""
    opening = pieces[0].text if pieces else ""
    return next((place for place, piece in enumerate(shown) if piece.text == opening), len(shown))


def _same_things(box: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    said = {word for piece in box[1:] or box for word in content_words(piece.text)}
    known = {word for piece in pieces for word in content_words(piece.text)}
    return bool(said) and len(said & known) >= _SAME_THINGS * len(said)
