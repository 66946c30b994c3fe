"""Sentences and an article's human highlights in, what each sentence was worth to the people who wrote them out. Pure.

ROUGE-2 (Lin 2004) counts pairs of neighbouring words that two texts share. A sentence's worth is the F1 and the precision of its pairs
against those of the highlights, and 0.6 where it is among the four that a greedy oracle takes, which sees the highlights.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from bot.text.words import content_words, stem, words

Pairs = Counter[tuple[str, str]]

_ORACLE: Final = 4
_ORACLE_WORTH: Final = 0.6
_LEAST_WORDS: Final = 15
_LEAST_GAIN: Final = 0.02


def pairs(texts: Sequence[str]) -> Pairs:
    """The pairs of neighbouring words of several sentences, stemmed, taken as one text."""
    found = [stem(word) for text in texts for word in words(text)]
    return Counter(pairwise(found))


def worths(sentences: Sequence[str], highlights: Sequence[str]) -> list[float]:
    """One for each sentence, as measured from the mean of all: so that a rich article's dull sentences do not outrank a dull one's best."""
    wanted = pairs(highlights)
    held = [pairs([sentence]) for sentence in sentences]
    oracle = _oracle(held, wanted)
    found = [_precision(one, wanted) + _f1(one, wanted) + _ORACLE_WORTH * (place in oracle) for place, one in enumerate(held)]
    mean = sum(found) / max(1, len(found))
    return [worth - mean for worth in found]


def pair_recall(bullets: Sequence[str], highlights: Sequence[str]) -> float:
    """The share of the highlights' pairs of words that the bullets have (ROUGE-2 recall)."""
    wanted = pairs(highlights)
    return (pairs(bullets) & wanted).total() / max(1, wanted.total())


def coverage(bullets: Sequence[str], highlights: Sequence[str]) -> float:
    """The share of the highlights' content words that the bullets have."""
    wanted = {word for highlight in highlights for word in content_words(highlight)}
    return len(wanted & {word for bullet in bullets for word in content_words(bullet)}) / max(1, len(wanted))


def cut(sentences: Sequence[str], *, to: int) -> list[str]:
    """The first `to` words."""
    kept = []
    for sentence in sentences:
        said = sentence.split()[:to]
        to -= len(said)
        if said:
            kept.append(" ".join(said))
    return kept


def _precision(held: Pairs, wanted: Pairs) -> float:
    return (held & wanted).total() / max(1, held.total())


def _f1(held: Pairs, wanted: Pairs) -> float:
    return 2 * (held & wanted).total() / max(1, held.total() + wanted.total())


def _oracle(held: Sequence[Pairs], wanted: Pairs) -> set[int]:
    left = wanted.copy()
    taken: set[int] = set()
    while len(taken) < _ORACLE:
        gains = [(((one & left).total() / max(_LEAST_WORDS, one.total())) if place not in taken else 0.0) for place, one in enumerate(held)]
        best = max(range(len(gains)), key=gains.__getitem__, default=0)
        if not gains or gains[best] < _LEAST_GAIN:
            break
        taken.add(best)
        left -= held[best]
    return taken
