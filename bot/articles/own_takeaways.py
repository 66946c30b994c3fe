"""An article's pieces in, the author's own list of takeaways out. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from bot.articles.own_names import is_certain, is_name, label_end
from bot.articles.pieces import Body, Piece, words_in
from bot.model.article import BlockKind, Span

_HEADING_WORDS: Final = 10
_LEAST_ITEMS: Final = 2
_MOST_LINES: Final = 7
_MOST_LISTS: Final = 2
_LEAST_MEAN_CHARACTERS: Final = 30
_LEAST_MEAN_DENSE: Final = 12
_MOST_LINKED: Final = 0.7
_FIRST_DENSE: Final = 0x2E80
_RUN_IN_CHARACTERS: Final = 900
_LINE_CHARACTERS: Final = 256
_TOP, _END = 0.4, 0.6
_FOREIGN: Final = re.compile(
    r"\b(?:newsletters?|subscri(?:be|ption)|sign(?:ing)? up|inbox|unsubscribe|follow (?:us|me|him|her|them)|click here|register (?:now"
    r"|today|here)"
    r"|book a (?:demo|call)|rsvp|read more|learn more|free trial|award-winning|author of|years of experience|writes about|his work|her work"
    r"|abonnieren|anmelden|abonnez|suscr[íi]bete|assine|iscriviti|inschrijven|登録|購読)",
    re.IGNORECASE,
)
_SPECIFICATION: Final = re.compile(r"[^:.!?]{2,32}[:：|]\s*(?=[^a-z]*\d|\S+$)\S.*[^.!?。]$")
_SPECIFICATION_WORDS: Final = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnList:
    """Pieces `first` to `last` (not included) are the list; `skip` characters at the front of the first are its name ("TL;DR: ")."""

    first: int
    last: int
    skip: int = 0
    certain: bool = True


def is_own_heading(piece: Piece) -> bool:
    """Whether a heading, or a line in bold, or a short line by itself, announces the author's takeaways."""
    if piece.kind not in {BlockKind.HEADING, BlockKind.PARAGRAPH} or len(piece.text.split()) > _HEADING_WORDS:
        return False
    return is_name(piece.text)


def find_own(pieces: Sequence[Piece]) -> OwnList | None:
    """The list that is the author's own summary, the first of two. None: there is none.

    A name that says it outright counts anywhere, one that ordinary sections have too ("Summary") only near the top or the end.
    Three such lists are the takeaways of sections or of other things. A list whose items are short, mostly links, figures of a
    product, or an invitation to subscribe, is a table of contents, a box of related stories and so on, and is passed over.
    """
    found = [own for own in _lists(pieces) if own.certain or _is_at_edge(pieces, own)]
    return found[0] if 0 < len(found) <= _MOST_LISTS else None


def spans_of(own: OwnList | None, body: Body) -> tuple[Span, ...]:
    """Where the list's items are in the article's text; `body` is made of the very pieces that `find_own` saw. () for no list."""
    if own is None:
        return ()
    blocks = body.blocks[own.first : own.last]
    return tuple(Span(start=block.start + (0 if place else own.skip), end=block.end) for place, block in enumerate(blocks))


def _lists(pieces: Sequence[Piece]) -> Iterator[OwnList]:
    for place, piece in enumerate(pieces):
        found = _under_heading(pieces, place) if is_own_heading(piece) else _run_in(pieces, place)
        if found:
            yield found


def _is_at_edge(pieces: Sequence[Piece], own: OwnList) -> bool:
    whole = max(1, words_in(pieces))
    return words_in(pieces[: own.first]) <= _TOP * whole or words_in(pieces[: own.last]) >= _END * whole


def _under_heading(pieces: Sequence[Piece], place: int) -> OwnList | None:
    certain = is_certain(pieces[place].text)
    found = _items_after(pieces, place + 1, certain=certain)
    if found or not certain:
        return found
    return _lines_after(pieces, place) or _paragraph_after(pieces, place)


def _items_after(pieces: Sequence[Piece], first: int, *, certain: bool) -> OwnList | None:
    """The items right after a heading, one introducing line allowed between."""
    if first < len(pieces) and pieces[first].kind is BlockKind.PARAGRAPH and pieces[first].text.endswith((":", "：")):
        first += 1
    items = list(takewhile(lambda piece: piece.kind is BlockKind.ITEM, pieces[first:]))
    fits = len(items) >= _LEAST_ITEMS and _is_summary(items)
    return OwnList(first=first, last=first + len(items), certain=certain) if fits else None


def _lines_after(pieces: Sequence[Piece], place: int) -> OwnList | None:
    """Short paragraphs up to the next heading: a list whose marks were lost on the way into plain text."""
    lines = list(takewhile(lambda piece: piece.kind is BlockKind.PARAGRAPH, pieces[place + 1 :]))
    fits = _LEAST_ITEMS < len(lines) <= _MOST_LINES and all(len(line.text) <= _LINE_CHARACTERS for line in lines) and _is_summary(lines)
    return OwnList(first=place + 1, last=place + 1 + len(lines)) if fits else None


def _paragraph_after(pieces: Sequence[Piece], place: int) -> OwnList | None:
    after = pieces[place + 1 : place + 2]
    fits = after and after[0].kind in {BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE} and len(after[0].text) <= _RUN_IN_CHARACTERS
    if fits and after[0].kind is BlockKind.ITEM and [piece.kind for piece in pieces[place + 2 : place + 3]] == [BlockKind.ITEM]:
        return None
    return OwnList(first=place + 1, last=place + 2) if fits and _is_summary(after) else None


def _run_in(pieces: Sequence[Piece], place: int) -> OwnList | None:
    """A label in front: of a paragraph that is the summary, or of the first item of a list."""
    piece = pieces[place]
    skip = label_end(piece.text)
    if not skip or piece.kind is BlockKind.CODE or len(piece.text) > _RUN_IN_CHARACTERS or _FOREIGN.search(piece.text):
        return None
    return OwnList(first=place, last=place + 1, skip=skip) if len(piece.text) - skip >= _LEAST_MEAN_DENSE else None


def _is_summary(items: Sequence[Piece]) -> bool:
    characters = sum(len(item.text) for item in items)
    linked = sum(item.linked * len(item.text) for item in items) / max(1, characters)
    dense = sum(any(ord(character) >= _FIRST_DENSE for character in item.text[:20]) for item in items) * 2 > len(items)
    long_enough = characters / len(items) >= (_LEAST_MEAN_DENSE if dense else _LEAST_MEAN_CHARACTERS)
    foreign = sum(bool(_FOREIGN.search(item.text)) for item in items)
    return linked < _MOST_LINKED and long_enough and foreign * 2 < len(items) and not _are_specifications(items)


def _are_specifications(items: Sequence[Piece]) -> bool:
    """ "Display: 6.7 inches, 120 Hz", "Battery: 5,000 mAh": figures of a product, most of them too short to be sentences."""
    figures = sum(bool(_SPECIFICATION.match(item.text)) and len(item.text.split()) <= _SPECIFICATION_WORDS for item in items)
    return figures >= _LEAST_ITEMS and figures * 3 >= len(items) * 2
