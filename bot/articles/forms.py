"""An article's pieces in, what form of text they are out: an article, or one of the forms that no summary does justice to. Pure.

Each form needs its structure, not only its words: an article that has a list, quotes code or reports on a changelog stays an article.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.articles.entries import changelog_entries, roundup_items
from bot.articles.pieces import Body, Piece
from bot.articles.spoken import clock_times, is_transcript
from bot.model.article import BlockKind, Form, Span
from bot.text.words import count_words

_LIVE: Final = re.compile(
    r"\blive ?blog\b|\blive updates?\b|\bas it happened\b|\bminute by minute\b|\blive ?ticker\b|\bminuto a minuto\b|\ben direct\b"
    r"|\bin diretta\b|\bem direto\b|\btempo real\b|\blive volgen\b|\bновости онлайн\b|ライブ更新|速報ライブ|实时更新",
    re.IGNORECASE,
)
_DECLARED_LIVE: Final = re.compile(r"\"@type\"\s*:\s*\[?\s*\"LiveBlogPosting\"")
_LINES: Final = re.compile(r">([^<>]{4,60})<")
_FEW_STAMPS, _MANY_STAMPS = 3, 6
_LEAST_PROSE: Final = 120
_MOST_PROSE: Final = 400
_MOSTLY: Final = 0.7
_CODE_LINE: Final = re.compile(
    r"[{};]\s*$|^\s*(?:def |class |import |from \w+ import|#include|public |private |const |let |var |function |return\b|elif |</?\w+[ >]"
    r"|\$ |>>> |@\w+\(|SELECT |INSERT |fn |func |package |using )|=>|==|!=|\w\(\w*\)\s*[{:]|^\s*\w+\s*=\s*\S+$"
)
_CODE_MARKS: Final = frozenset("{}()=;<>$")
_SYMBOLS: Final = frozenset("{}()[];=<>_$#&|*/\\:+\"'`.,-")
_LEAST_SYMBOLS: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A form and the places of its items among the pieces, () where it has none."""

    form: Form
    items: tuple[int, ...] = ()


def shape_of(pieces: Sequence[Piece], *, title: str, markup: str = "") -> Shape:
    """What the pieces are. `markup` is the page's source, where a page may declare itself a liveblog; "" where there is none."""
    if is_transcript(pieces):
        return Shape(form=Form.TRANSCRIPT)
    if _is_liveblog(pieces, title=title, markup=markup):
        return Shape(form=Form.LIVEBLOG)
    if _is_code(pieces):
        return Shape(form=Form.CODE)
    if entries := changelog_entries(pieces, title=title):
        return Shape(form=Form.CHANGELOG, items=entries)
    items = roundup_items(pieces, title=title)
    return Shape(form=Form.ROUNDUP, items=items) if items else Shape(form=Form.ARTICLE)


def item_spans(shape: Shape, body: Body) -> tuple[Span, ...]:
    """Where the shape's items are in the text; `body` is made of the very pieces that `shape_of` saw."""
    return tuple(Span(start=body.blocks[place].start, end=body.blocks[place].end) for place in shape.items)


def _is_liveblog(pieces: Sequence[Piece], *, title: str, markup: str) -> bool:
    stamps = clock_times([piece.text for piece in pieces])
    cue = bool(_LIVE.search(title)) or bool(_DECLARED_LIVE.search(markup))
    if cue and markup:
        stamps = max(stamps, clock_times([line.strip() for line in _LINES.findall(markup)]))
    return stamps >= (_FEW_STAMPS if cue else max(_MANY_STAMPS, len(pieces) // 5)) or (cue and _is_chopped(pieces))


def _is_chopped(pieces: Sequence[Piece]) -> bool:
    """Many short reports under headings of their own, as a liveblog has them whose clock times the extractor left out."""
    headings = sum(piece.kind is BlockKind.HEADING for piece in pieces)
    return headings >= _MANY_STAMPS and len(pieces) <= headings * 5


def _is_code(pieces: Sequence[Piece]) -> bool:
    """Nearly all of it is code, and what is said about it would not fill a short report."""
    code = prose = 0
    for piece in pieces:
        size = count_words(piece.text)
        if piece.kind is BlockKind.CODE or _looks_like_code(piece.text):
            code += size
        elif piece.kind is not BlockKind.HEADING:
            prose += size
    return code > prose and (prose < _LEAST_PROSE or (prose < _MOST_PROSE and code >= _MOSTLY * (code + prose)))


def _looks_like_code(text: str) -> bool:
    if _CODE_MARKS.isdisjoint(text) or not _CODE_LINE.search(text):
        return False
    return sum(character in _SYMBOLS for character in text) >= _LEAST_SYMBOLS * len(text)
