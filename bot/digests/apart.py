"""Two articles' fingerprints in, whether they tell two stories however alike their words are out. Pure.

Newsrooms write about alike events in alike words: the next fire, poll, fine or flaw fills the last one's sentences. What tells those apart
is what they name and number. Each rule here speaks only where both articles say something, and contradict each other.
"""

from collections.abc import Iterable
from typing import Final

from bot.text.fingerprint import Fingerprint

_SOME_TEXT: Final = 0.15
"""Of 69 labelled pairs of articles of one story in other words none shares more of its three-word runs."""
_FIGURES: Final = 3
_SEVERAL: Final = 2


def other_part(new: Fingerprint, one: Fingerprint) -> bool:
    """Both number or date the same thing, and differently: "Weekly Bits 17" and "18", two flaws, two cases of a court."""
    ours, theirs = _by_word(new.marks), _by_word(one.marks)
    return any(not ours[word] & theirs[word] for word in ours.keys() & theirs.keys())


def other_event(new: Fingerprint, one: Fingerprint) -> bool:
    """The same sentences filled with other figures.

    A figure each is not enough: it may be the same one, counted anew.
    """
    return _other_figures(new, one) and len(new.numbers) + len(one.numbers) >= _FIGURES and contained(new.runs, one.runs) >= _SOME_TEXT


def other_figures(new: Fingerprint, one: Fingerprint) -> bool:
    """Each has several figures, and none of the other's."""
    return _other_figures(new, one) and min(len(new.numbers), len(one.numbers)) >= _SEVERAL


def strangers(new: Fingerprint, one: Fingerprint) -> bool:
    """Both titles have names, and neither article a word of the other's."""
    ours, theirs = new.names & new.title.keys(), one.names & one.title.keys()
    return bool(ours and theirs) and ours.isdisjoint(one.words) and theirs.isdisjoint(new.words)


def contained(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of the smaller set is in the larger, as `bot.text.similar.containment`."""
    short = min(len(one), len(other))
    return len(one & other) / short if short else 0.0


def _other_figures(new: Fingerprint, one: Fingerprint) -> bool:
    return bool(new.numbers and one.numbers) and new.numbers.isdisjoint(one.numbers)


def _by_word(marks: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for word, number in marks:
        found.setdefault(word, set()).add(number)
    return found
