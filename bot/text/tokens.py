"""A text that `bot.text.query.indexable` prepared in, its words out, split and folded as SQLite's FTS5 does it. Pure.

So that one question has one answer on any database: letters, digits and marks make words (its `unicode61` with the categories that
`bot.store.fts5` names), capitals and the accents of Latin letters don't count. FTS5 knows no symbol younger than 2012 and takes it for
a letter; here it separates.
"""

import unicodedata
from functools import lru_cache
from typing import Final

LONGEST: Final = 500
"""Letters of a word that count: Postgres takes 2,046 bytes."""

_WORDS: Final = frozenset({"Co", "Mc", "Mn"})
# The accents that FTS5 leaves out where they stand by themselves.
_ACCENTS: Final = frozenset(
    map(chr, (*range(0x300, 0x305), *range(0x306, 0x30D), 0x30F, 0x311, 0x31B, *range(0x323, 0x329), 0x32D, 0x32E, 0x330, 0x331))
)
_ONE_SIGMA: Final = str.maketrans("ς", "σ")


def tokens(prepared: str) -> list[str]:
    """Every word in order, folded, at most `LONGEST` letters of each."""
    return [word[:LONGEST] for word in prepared.translate(_table()).split(" ") if word]


class _Folded(dict[int, str]):
    """What becomes of each letter, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


@lru_cache(maxsize=1)
def _table() -> _Folded:
    return _Folded()


def _folded(letter: str) -> str:
    """ " " for what separates words."""
    category = unicodedata.category(letter)
    if category[0] not in "LN" and category not in _WORDS:
        return " "
    small = "".join(part for part in letter.lower().translate(_ONE_SIGMA) if part not in _ACCENTS)
    base = unicodedata.normalize("NFD", small)[:1]
    return base if base.isascii() else small
