"""Pieces of a page in, an article's text and blocks out. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model.article import Block, BlockKind

GLUE: Final = "\n\n"
_KEPT_MARKS: Final = frozenset("\n\t\u200c\u200d")
_BULLET: Final = re.compile(
    r"\s*(?:(?:[•·‣▪▫◦●○■□◆◇►▸▶➤➔➜→⇒✓✔✅☑➡🔹🔸👉*–-]|\(?\d{1,2}[.)])\ufe0f?\s+|[•‣▪●■◆►▸➤✓✔✅☑🔹🔸👉・①②③④⑤⑥⑦⑧⑨]\ufe0f?\s*)(?=\S)"
)
_BLANK_LINES: Final = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One heading, paragraph, item ... before the article is put together.

    `linked` is the share of its characters that are links, 0 to 1; `leading` the words of a link that it begins with; `bold`: all of
    it is set in bold. `level` is a heading's 1-6.
    """

    kind: BlockKind
    text: str
    level: int = 0
    linked: float = 0.0
    leading: int = 0
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An article's text and where its blocks are in it."""

    text: str
    blocks: tuple[Block, ...]


def assemble(pieces: Iterable[Piece]) -> Body:
    """The pieces' texts joined by one empty line; `text[block.start:block.end]` is each piece's text again."""
    blocks: list[Block] = []
    at = 0
    kept = [piece for piece in pieces if piece.text]
    for piece in kept:
        blocks.append(Block(kind=piece.kind, start=at, end=at + len(piece.text), level=piece.level))
        at += len(piece.text) + len(GLUE)
    return Body(text=GLUE.join(piece.text for piece in kept), blocks=tuple(blocks))


def one_line(text: str) -> str:
    """`text` with every run of white space as one space and without invisible controls (joiners of letters and emoji stay)."""
    return " ".join(_visible(text).split())


def code_lines(text: str) -> str:
    """Code as it stands, without the blank lines that would part it."""
    return _BLANK_LINES.sub("\n", _visible(text)).strip("\n").rstrip()


def without_mark(line: str) -> str:
    """`line` without the bullet or number that it begins with; a line without one as it is."""
    mark = _BULLET.match(line)
    return line[mark.end() :] if mark else line


def words_in(pieces: Sequence[Piece]) -> int:
    """Rough number of words: enough to weigh one part of a page against another."""
    return sum(len(piece.text.split()) for piece in pieces)


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    unseen = {character for character in set(text) if character not in _KEPT_MARKS and not _shows(character)}
    return "".join(character for character in text if character not in unseen) if unseen else text


def _shows(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
