"""A text and what was looked for in it in; the part of it that shows most of that out, each hit between two marks. Pure.

The marks are noncharacters, which no text holds and `markdown.escape` lets pass: escaped first and set bold afterwards, foreign text
cannot make marks of its own.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from bot.text.query import LETTER, Term
from bot.text.words import DENSE

OPEN: Final = "\ufdd0"
CLOSE: Final = "\ufdd1"
_MARKS: Final = re.compile(f"[{OPEN}{CLOSE}]")
_LOOKED_AT: Final = 100_000  # characters
_MOST_HITS: Final = 200
_NEAR: Final = 25  # characters that a cut may move to fall between words
_LAST_DENSE: Final = re.compile(rf"[{DENSE}\uac00-\ud7af]$")


class _Fold(dict[int, int]):
    """A letter's small form without its accents: one character for one, so that places stay what they are."""

    def __missing__(self, letter: int) -> int:
        folded = unicodedata.normalize("NFKD", chr(letter)).lower()[:1]
        self[letter] = ord(folded) if folded else letter
        return self[letter]


def snippet(texts: Sequence[str], terms: Sequence[Term], *, room: int) -> str:
    """About `room` characters of the one of `texts` that shows the most different terms close together, the earlier one on a tie."""
    clean = [_MARKS.sub("", text[:_LOOKED_AT]) for text in texts if text.strip()]
    pattern, fold = _pattern(terms), _Fold()
    best, shown = -1, ""
    for text in clean:
        hits = [hit.span() for hit, _ in zip(pattern.finditer(text.translate(fold)), range(_MOST_HITS), strict=False)]
        at, different = _densest(text, hits, room=room)
        if different > best:
            best, shown = different, _cut(text, hits, at=at, room=room)
    return shown


def _pattern(terms: Sequence[Term]) -> re.Pattern[str]:
    fold = _Fold()
    return re.compile("|".join(_of_term(term.typed.translate(fold), term) for term in terms) or r"(?!)")


def _of_term(typed: str, term: Term) -> str:
    words = [re.escape(word) for word in re.split(r"[\W_]+", typed) if word]
    before = f"(?<!{LETTER})" if not _LAST_DENSE.match(typed[:1]) else ""
    after = "" if term.start or _LAST_DENSE.search(typed) else f"(?!{LETTER})"
    return before + r"[\W_]+".join(words) + after


def _densest(text: str, hits: Sequence[tuple[int, int]], *, room: int) -> tuple[int, int]:
    """Where the window begins that holds the most different hits, and how many they are."""
    best = (0, 0)
    for start, _ in hits:
        different = len({text[one:end].casefold() for one, end in hits if start <= one and end <= start + room})
        if different > best[1]:
            best = (start, different)
    return best


def _cut(text: str, hits: Sequence[tuple[int, int]], *, at: int, room: int) -> str:
    begin = max(0, min(at - room // 4, len(text) - room))
    if begin:
        space = text.find(" ", begin, min(begin + _NEAR, max(at, begin)))
        begin = space + 1 if space >= 0 else begin
    end = min(len(text), begin + room)
    if end < len(text):
        space = text.rfind(" ", max(end - _NEAR, begin), end)
        end = space if space > begin else end
    pieces, last = [], begin
    for one, other in hits:
        if one >= last and other <= end:
            pieces += [text[last:one], OPEN, text[one:other], CLOSE]
            last = other
    pieces.append(text[last:end])
    return f"{'…' if begin else ''}{''.join(pieces).strip()}{'…' if end < len(text) else ''}"
