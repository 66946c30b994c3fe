"""A plain-text file in, its title and pieces out. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.articles.opening import Opened, opened
from bot.articles.pieces import Piece, one_line, without_mark
from bot.articles.trim import is_prose
from bot.model.article import BlockKind

_WRAP: Final = 120
_HEADING_WORDS: Final = 14
_HEADING_CHARACTERS: Final = 110
_MARKDOWN_HEADING: Final = re.compile(r"(#{1,6})\s+(?=\S)")
_ENDS_LIKE_TEXT: Final = re.compile(r"[.!?…,;:。！？、]['\"”’)」』]*$")
_QUESTION_WORDS: Final = 10
_NUMBERED: Final = re.compile(r"\(?\d{1,2}[.)]\s")


def read_plain(text: str, *, title: str) -> Opened:
    """Paragraphs, headings and items of a text; `title` is what the text is known to be called, "" where it is not.

    Short lines without a final mark are headings, lines after a bullet or number are items. The menu, labels, byline and date around
    the title are dropped, as `opened` says.
    """
    lines = list(_paragraphs(text))
    pieces = [_piece(line) for line in lines]
    return opened([_numbered_heading(pieces, place, lines[place]) for place in range(len(pieces))], title=title)


def _numbered_heading(pieces: list[Piece], place: int, line: str) -> Piece:
    """A lone short line with a number in front, over a paragraph, is a heading: "2. What comes next"."""
    piece = pieces[place]
    around = [pieces[near].kind for near in (place - 1, place + 1) if 0 <= near < len(pieces)]
    follows = place + 1 < len(pieces) and is_prose(pieces[place + 1])
    lone = piece.kind is BlockKind.ITEM and BlockKind.ITEM not in around and follows and bool(_NUMBERED.match(line.strip()))
    return replace(piece, kind=BlockKind.HEADING, text=one_line(line), level=2) if lone and _is_short(piece.text) else piece


def _paragraphs(text: str) -> Iterator[str]:
    """Stretches between blank lines; single lines where the text is not wrapped by hand (some line is longer than any wrapping)."""
    lines = text.splitlines()
    by_line = any(len(line) > _WRAP for line in lines)
    held: list[str] = []
    for line in [*lines, ""]:
        starts_new = by_line or not line.strip() or without_mark(line) != line or _MARKDOWN_HEADING.match(line)
        if starts_new and held:
            yield " ".join(held)
            held = []
        if line.strip():
            held.append(line)


def _piece(line: str) -> Piece:
    text = one_line(line)
    if marked := _MARKDOWN_HEADING.match(text):
        return Piece(kind=BlockKind.HEADING, text=text[marked.end() :], level=len(marked[1]))
    if (item := without_mark(text)) != text:
        return Piece(kind=BlockKind.ITEM, text=item)
    if _is_short(text) and text[:1].isalnum() and not text[:1].islower():
        return Piece(kind=BlockKind.HEADING, text=text, level=2)
    return Piece(kind=BlockKind.PARAGRAPH, text=text)


def _is_short(text: str) -> bool:
    """Short as headings are, and not ended like a sentence unless it is one short question."""
    words = len(text.split())
    asks = text.endswith("?") and words <= _QUESTION_WORDS and not re.search(r"[.!?:]\s", text)
    return words <= _HEADING_WORDS and len(text) <= _HEADING_CHARACTERS and (asks or not _ENDS_LIKE_TEXT.search(text))
