"""A story's coverage in, the numbers on which its sources disagree out. Pure.

Precision first. Two sources disagree where sentences of both are about the same thing (they share at least two telling words besides the
number), state one amount each of the same unit or counted noun, and neither mentions the other's anywhere but to contradict it. What is
close together is rounded; what is far apart is something else; small counts, years, dates, versions and durations do not take part.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model.digest import Coverage
from bot.text.amounts import Stated, amounts, size_of, without_amounts
from bot.text.sentences import split
from bot.text.words import content_words

MOST: Final = 2
"""Disagreements that are shown; more would be a sign that the sources speak of different things."""

_LEAD_CHARACTERS: Final = 900
_ROUNDING: Final = 1.12
_FARTHEST: Final = 5.0
_SHARED_WORDS: Final = 2
_SMALLEST: Final = 10
_MONEY: Final = frozenset("$€£¥元₹₩")
_UNCOUNTED: Final = (
    "second minute hour day week month year time percent degree version january february march april may june july august september "
    "october november december utc stunde stunden tag tage woche wochen monat monate jahr jahre minuten kilomet kilometer metre meter "
    "mile vote stimmen"
)
_NOT_COUNTED: Final = frozenset(_UNCOUNTED.split())
_SCALES: Final = ((1e12, " T"), (1e9, " B"), (1e6, " M"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """One amount of one sentence: of what (a unit and, for mere counts, a noun), how much, and the words around it."""

    kind: tuple[str, str]
    size: float
    around: frozenset[str]


def differing(coverages: Sequence[Coverage]) -> tuple[str, ...]:
    """Such as "40 M vs 55 M", the smaller first, at most two; () where the sources agree."""
    claims = [tuple(_claims(coverage)) for coverage in coverages]
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for place, ours in enumerate(claims):
        for theirs in claims[:place]:
            for kind, pair in _disagreements(ours, theirs):
                low, high = found.get(kind, pair)
                found[kind] = (min(low, *pair), max(high, *pair))
    shown = tuple(f"{_shown(low, kind[0])} vs {_shown(high, kind[0])}" for kind, (low, high) in found.items())
    return shown if len(shown) <= MOST else ()


def _disagreements(ours: Sequence[_Claim], theirs: Sequence[_Claim]) -> Iterator[tuple[tuple[str, str], tuple[float, float]]]:
    """By kind, the first claims of both where they are about the same thing and apart."""
    for kind in dict.fromkeys(claim.kind for claim in ours):
        mine = next(claim for claim in ours if claim.kind == kind)
        other = next((claim for claim in theirs if claim.kind == kind), None)
        if other is None or not _alike(mine, other):
            continue
        low, high = sorted((mine.size, other.size))
        all_mine, all_theirs = ({each.size for each in side if each.kind == kind} for side in (ours, theirs))
        both_said = mine.size in all_theirs and other.size in all_mine
        if low * _ROUNDING < high <= low * _FARTHEST and not both_said:
            yield kind, (low, high)


def _alike(mine: _Claim, other: _Claim) -> bool:
    """Money and shares are stated of many things: there, more than half of the shorter sentence has to be in the other."""
    shared = len(mine.around & other.around)
    return shared >= _SHARED_WORDS and (not mine.kind[0] or shared * 2 > min(len(mine.around), len(other.around)))


def _claims(coverage: Coverage) -> Iterator[_Claim]:
    """The claims of title and lead, the title's first: that is what a source stands for."""
    lead = coverage.text[:_LEAD_CHARACTERS]
    for sentence in (coverage.title, *(lead[each.start : each.end] for each in split(lead))):
        around = frozenset(content_words(without_amounts(sentence)))
        for stated in amounts(sentence):
            size, kind = size_of(stated.amount), _kind(stated)
            if kind and size and (size >= _SMALLEST or kind[0] in _MONEY or stated.amount.scale):
                yield _Claim(kind=kind, size=size, around=around - {kind[1]})


def _kind(stated: Stated) -> tuple[str, str] | None:
    """None: it counts nothing that two sources could disagree on."""
    if stated.amount.unit:
        return stated.amount.unit, ""
    noun = stated.counted
    return None if not noun or noun in _NOT_COUNTED or re.fullmatch(r"(?:19|20)\d\d", stated.amount.value) else ("", noun)


def _shown(size: float, unit: str) -> str:
    number, scale = next(((size / least, name) for least, name in _SCALES if size >= least), (size, ""))
    digits = f"{number:,.2f}".rstrip("0").rstrip(".") if number < 1000 or number % 1 else f"{number:,.0f}"  # noqa: PLR2004  a thousand has a comma
    return f"{unit if unit in _MONEY else ''}{digits}{scale}{' %' if unit == '%' else ''}"
