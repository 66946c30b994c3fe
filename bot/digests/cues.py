"""Text in, the cues that stand in it out: words and phrases of a rules file, found as whole words. Pure.

Reading is greedy from the left and the longest cue takes its words away from the shorter ones, so that "press release" is no release and
"attack surface" no attack. Words meet whatever their case, plural and tense; every number is read as 0 and every currency's sign
as one, so that `$0 billion` is any sum.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.text.words import stem, words

Cue = tuple[str, ...]

_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3})")
_DIGITS: Final = re.compile(r"\d+")
_CURRENCY: Final = re.compile(r"[$€£¥₹](?=\d)")
_CURRENCY_WORD: Final = " currency "
_DOUBLED: Final = re.compile(r"([bdgkmnprt])\1$")
_LEAST: Final = 4
_NO_PLURAL: Final = frozenset({"news"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Cues by their first word, longest first. Made by `cues_of`."""

    by_first: Mapping[str, tuple[Cue, ...]]

    def found_in(self, text: str) -> set[Cue]:
        """Every cue that stands in `text`."""
        read = cue_of(text)
        found: set[Cue] = set()
        at = 0
        while at < len(read):
            cue = next((cue for cue in self.by_first.get(read[at], ()) if read[at : at + len(cue)] == cue), None)
            if cue:
                found.add(cue)
            at += len(cue or read[at : at + 1])
        return found


def cues_of(cues: Iterable[Cue]) -> Cues:
    """`cues`, ready to be looked for; an empty one is never found."""
    by_first: defaultdict[str, list[Cue]] = defaultdict(list)
    for cue in sorted(set(cues), key=lambda cue: (-len(cue), cue)):
        if cue:
            by_first[cue[0]].append(cue)
    return Cues(by_first={first: tuple(same) for first, same in by_first.items()})


def cue_of(text: str) -> Cue:
    """The words of `text` as cues are compared: roots, with numbers as 0 and a currency's sign as a word."""
    return tuple(_root(word) for word in words(_CURRENCY.sub(_CURRENCY_WORD, text)))


def _root(word: str) -> str:
    """`word` without the ending that tells its number and tense; one rule further than `stem`, which must keep words readable.

    A doubled consonant and a last e that an ending hid go too: "banned" and "ban", "released" and "release" are one.
    """
    if any(map(str.isdigit, word)):
        return _DIGITS.sub("0", _THOUSANDS.sub("", word))
    root = stem(word)
    if root != word:
        root = _DOUBLED.sub(r"\1", root)
    elif len(word) >= _LEAST and word.endswith("s") and not word.endswith("ss") and word not in _NO_PLURAL:
        root = word[:-1]
    return root[:-1] if len(root) > _LEAST and root.endswith("e") else root
