"""A page's tree and its article's title in, the date that it shows below the title out. Pure."""

import re
from datetime import datetime
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.articles.opening import byline, is_date
from bot.articles.pieces import one_line
from bot.articles.trees import pieces_of
from bot.articles.trim import is_prose
from bot.text.dates import read_date

_LINES_BELOW: Final = 6
_PARTS: Final = re.compile(r"\s*[|·•–—]\s*|\s+-\s+")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b|\d{8}")
_BEFORE_DIGITS: Final = re.compile(r"^\D*?(?=\d)")
_OCLOCK: Final = re.compile(r"\s*\b(?:uhr|h)\W*$", re.IGNORECASE)
_COMMA: Final = re.compile(r",\s*")


def shown_at(root: etree._Element, *, title: str) -> datetime | None:
    """The moment that a line between the title and the first paragraph names, aware (UTC where it tells no zone). None: none does."""
    lines = pieces_of(root)
    known = one_line(title).casefold()
    titles = [place for place, piece in enumerate(lines) if known and piece.text.casefold() == known]
    if not titles:
        return None
    for piece in lines[titles[-1] + 1 :][:_LINES_BELOW]:
        if is_prose(piece):
            return None
        if at := next(filter(None, map(_moment, _parts(piece.text))), None):
            return at
    return None


def _parts(line: str) -> list[str]:
    """The parts of a line that may be a date: all of it, or what follows a name ("By Tom Reed, 3 March 2026")."""
    parts = _PARTS.split(line)
    return [*parts, *(part.partition(",")[2] for part in parts if byline(part))]


def _moment(part: str) -> datetime | None:
    if not is_date(part) or not _YEAR.search(part):
        return None
    bare = _OCLOCK.sub("", part)
    numbers = _COMMA.sub(" ", _BEFORE_DIGITS.sub("", bare))
    return read_date(numbers) or read_date(bare)
