"""A plain-text file in, its title and pieces out. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from bot.articles.pieces import Piece, one_line, without_mark
from bot.model.article import BlockKind

_WRAP: Final = 120
_HEADING_WORDS: Final = 14
_HEADING_CHARACTERS: Final = 110
_MARKDOWN_HEADING: Final = re.compile(r"(#{1,6})\s+(?=\S)")
_ENDS_LIKE_TEXT: Final = re.compile(r"[.!?…,;:。！？、]['\"”’)」』]*$")
_BYLINE: Final = re.compile(
    r"by\s+\S+(\s+\S+){0,4}$|(?:posted|published|updated)\b|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """What a text file says: its title ("" where none can be told) and its pieces without that title."""

    title: str
    pieces: tuple[Piece, ...]


def read_plain(text: str, *, title: str) -> Plain:
    """Paragraphs, headings and items of a text; `title` is what the text is known to be called, "" where it is not.

    Short lines without a final mark are headings, lines after a bullet or number are items. Of the lines before the first
    paragraph the title is the one that equals `title`, else the longest; what stands before it (a menu, a date) is dropped.
    """
    pieces = [_piece(line) for line in _paragraphs(text)]
    opening = [piece.text for piece in takewhile(lambda piece: piece.kind is BlockKind.HEADING, pieces)]
    if len(opening) == len(pieces):
        return Plain(title=title, pieces=tuple(pieces))
    found = _title_among(opening, title)
    if found is None:
        return Plain(title=title, pieces=tuple(pieces))
    after = opening.index(found) + 1
    kept = [piece for place, piece in enumerate(pieces[after:], start=after) if place >= len(opening) or not _BYLINE.match(piece.text)]
    return Plain(title=title or found, pieces=tuple(kept))


def _title_among(opening: list[str], title: str) -> str | None:
    """None: none of the opening lines is the title."""
    if title:
        return next((line for line in opening if line.casefold() == one_line(title).casefold()), None)
    likely = [line for line in opening if not _BYLINE.match(line)]
    # A single heading over a text that has others may be its first section's, but a title far more often.
    return max(likely, key=lambda line: len(line.split()), default=None)


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
    short = len(text.split()) <= _HEADING_WORDS and len(text) <= _HEADING_CHARACTERS
    if short and not _ENDS_LIKE_TEXT.search(text) and text[:1].isalnum() and not text[:1].islower():
        return Piece(kind=BlockKind.HEADING, text=text, level=2)
    return Piece(kind=BlockKind.PARAGRAPH, text=text)
