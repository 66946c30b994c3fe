"""An article's pieces in, the author's own list of takeaways out. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.articles.pieces import Body, Piece
from bot.model.article import BlockKind, Span

_NAMES: Final = (
    r"(?:the |our |my |your )?(?:key|main|top|quick|major|core|important|critical|essential|\w{1,2} key)? ?"
    r"(?:take[- ]?aways?|points|findings|facts|insights|learnings|lessons learned)(?: (?:at a glance|from .{1,60}))?"
    r"|tl ?;? ?dr|too long;? didn['’]t read|(?:article |story |news )?highlights|at a glance"
    r"|in (?:brief|short|a nutshell)|(?:the )?bottom line|what (?:you need|to) (?:to )?know|why it matters|the gist|quick summary"
    r"|executive summary|summary|key facts"
    r"|das wichtigste (?:in kürze|im überblick)|auf einen blick|kurz ?(?:gefasst|und knapp)|l['’]essentiel"
    r"|(?:les )?points (?:clés|essentiels)|(?:ce qu['’]il faut|à) retenir|en (?:bref|resumen|resumo)|puntos clave|claves"
    r"|lo (?:más )?importante|pontos[- ]chave"
    r"|principais pontos|punti chiave|in sintesi|главное|коротко|кратко|要点|ポイント|この記事のポイント|まとめ|요약|핵심 요약"
)
_MARKS: Final = r"[\W_]*"
_HEADING: Final = re.compile(rf"{_MARKS}(?:{_NAMES}){_MARKS}", re.IGNORECASE)
_RUN_IN: Final = re.compile(r"\W*(?:tl ?;? ?dr|key takeaways?|in short|in brief)\s*[:：—–-]\s*(?=\S)", re.IGNORECASE)
_WITH_SENTENCES: Final = re.compile(
    rf"{_MARKS}(?:tl ?;? ?dr|in (?:brief|short|a nutshell)|(?:key )?take[- ]?aways?|quick summary){_MARKS}", re.IGNORECASE
)
_HEADING_WORDS: Final = 10
_LEAST_ITEMS: Final = 2
_LEAST_MEAN_CHARACTERS: Final = 30
_LEAST_MEAN_DENSE: Final = 14
_MOST_LINKED: Final = 0.7
_FIRST_DENSE: Final = 0x2E80
_RUN_IN_CHARACTERS: Final = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnList:
    """Pieces `first` to `last` (not included) are the list; `skip` characters at the front of the first are its name ("TL;DR: ")."""

    first: int
    last: int
    skip: int = 0


def is_own_heading(piece: Piece) -> bool:
    """Whether a heading, or a line in bold, or a short line with a colon, announces the author's takeaways."""
    if len(piece.text.split()) > _HEADING_WORDS or not _HEADING.fullmatch(piece.text):
        return False
    return piece.kind is BlockKind.HEADING or piece.bold or piece.kind is BlockKind.PARAGRAPH


def find_own(pieces: Sequence[Piece]) -> OwnList | None:
    """The first list that is the author's own summary. None: there is none.

    A list whose items are short or mostly links is a table of contents or a box of related stories, and is passed over.
    """
    for place, piece in enumerate(pieces):
        if found := _under_heading(pieces, place) if is_own_heading(piece) else _run_in(piece, place):
            return found
    return None


def spans_of(own: OwnList | None, body: Body) -> tuple[Span, ...]:
    """Where the list's items are in the article's text; `body` is made of the very pieces that `find_own` saw. () for no list."""
    if own is None:
        return ()
    blocks = body.blocks[own.first : own.last]
    return tuple(Span(start=block.start + (0 if place else own.skip), end=block.end) for place, block in enumerate(blocks))


def _under_heading(pieces: Sequence[Piece], place: int) -> OwnList | None:
    return _items_after(pieces, place + 1) or _sentences_after(pieces, place)


def _items_after(pieces: Sequence[Piece], first: int) -> OwnList | None:
    """The items right after a heading, one introducing line allowed between."""
    if first < len(pieces) and pieces[first].kind is BlockKind.PARAGRAPH and pieces[first].text.endswith((":", "：")):
        first += 1
    last = first
    while last < len(pieces) and pieces[last].kind is BlockKind.ITEM:
        last += 1
    items = pieces[first:last]
    return OwnList(first=first, last=last) if _is_summary(items) else None


def _is_summary(items: Sequence[Piece]) -> bool:
    if len(items) < _LEAST_ITEMS:
        return False
    characters = sum(len(item.text) for item in items)
    linked = sum(item.linked * len(item.text) for item in items) / max(1, characters)
    dense = sum(ord(item.text[0]) >= _FIRST_DENSE for item in items) * 2 > len(items)
    return linked < _MOST_LINKED and characters / len(items) >= (_LEAST_MEAN_DENSE if dense else _LEAST_MEAN_CHARACTERS)


def _sentences_after(pieces: Sequence[Piece], place: int) -> OwnList | None:
    """A paragraph under "TL;DR" and its like: their other names head ordinary sections too often."""
    if not _WITH_SENTENCES.fullmatch(pieces[place].text) or place + 1 >= len(pieces):
        return None
    after = pieces[place + 1]
    fits = after.kind is BlockKind.PARAGRAPH and len(after.text) <= _RUN_IN_CHARACTERS and after.linked < _MOST_LINKED
    return OwnList(first=place + 1, last=place + 2) if fits else None


def _run_in(piece: Piece, place: int) -> OwnList | None:
    name = _RUN_IN.match(piece.text)
    if not name or piece.kind is BlockKind.CODE or len(piece.text) > _RUN_IN_CHARACTERS:
        return None
    return OwnList(first=place, last=place + 1, skip=name.end())
