"""An article in, its most telling sentences out. Pure, a few milliseconds.

Each sentence is weighed by named features; the best are taken one by one, each against those already taken. No model, no key.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from bot.model.article import Article
from bot.model.takeaways import Takeaway
from bot.takeaways.candidates import MOST_CHARACTERS, Candidate, Reading, read
from bot.takeaways.features import NAMES, Features, features
from bot.takeaways.weights import ANALYSIS, REPORT, Weights
from bot.text.similar import overlap

# 12 to 35 words are wanted. Up to 40 are taken at the price of `over_length`: without them every fourth opening sentence of a news
# report is lost, and with it 3 % of what readers would have kept (ROUGE-2 recall, 685 reports).
_LEAST, _MOST = 12, 40
_LEAST_FAIR = 8
_IDEAL: Final = 26
_SAME: Final = 0.5
_SAME_AS_TITLE: Final = 0.8
_ANALYSIS_SECTIONS: Final = 3
_ANALYSIS_SENTENCES: Final = 60
_ENDS: Final = re.compile(r"[.!。！।۔።։.]['\"”’)」』]*$")
_PAIRS: Final = (("“", "”"), ("(", ")"), ("[", "]"), ("「", "」"), ("『", "』"), ("«", "»"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scored:
    candidate: Candidate
    score: float


def pick(article: Article, *, most: int) -> tuple[Takeaway, ...]:
    """At most `most` bullets in the article's order; fewer where it has no more sentences that can stand alone as one."""
    reading = read(article)
    weights = _weights_for(reading)
    scored = [
        _Scored(candidate=candidate, score=_score(candidate, known, weights))
        for candidate, known in zip(reading.candidates, features(reading), strict=True)
        if not _repeats_title(candidate, reading)
    ]
    chosen: list[Candidate] = []
    for fits in (_is_good, _is_fair):
        if len(chosen) < min(most, 3):
            _choose([one for one in scored if fits(one.candidate)], chosen, most=most, weights=weights)
    return tuple(Takeaway(text=one.bullet, start=one.start, end=one.end) for one in sorted(chosen, key=attrgetter("start")))


def _weights_for(reading: Reading) -> Weights:
    long = len(reading.candidates) >= _ANALYSIS_SENTENCES
    return ANALYSIS if reading.sections >= _ANALYSIS_SECTIONS or long else REPORT


def _score(candidate: Candidate, known: Features, weights: Weights) -> float:
    total: float = sum(getattr(known, name) * getattr(weights.features, name) for name in NAMES)
    return total - weights.over_length * max(0, candidate.size - _IDEAL)


def _choose(pool: Sequence[_Scored], chosen: list[Candidate], *, most: int, weights: Weights) -> None:
    """Add to `chosen` the best of `pool` one by one, the earlier of equals, until there are `most` or all others repeat one."""
    left = list(pool)
    while len(chosen) < most:
        left = [one for one in left if _closest(one.candidate, chosen) < _SAME]
        if not left:
            return
        best = max(left, key=lambda one: (_worth(one, chosen, weights), -one.candidate.start))
        chosen.append(best.candidate)


def _worth(one: _Scored, chosen: Sequence[Candidate], weights: Weights) -> float:
    crowd = sum(other.section == one.candidate.section for other in chosen)
    return one.score - weights.redundancy * _closest(one.candidate, chosen) - weights.same_section * crowd


def _closest(candidate: Candidate, others: Iterable[Candidate]) -> float:
    return max((overlap(candidate.content, other.content) for other in others), default=0.0)


def _repeats_title(candidate: Candidate, reading: Reading) -> bool:
    return bool(candidate.content) and len(candidate.content & reading.title) / len(candidate.content) >= _SAME_AS_TITLE


def _is_good(candidate: Candidate) -> bool:
    """A whole sentence of a bullet's length."""
    return _LEAST <= candidate.size <= _MOST and _is_whole(candidate.bullet)


def _is_fair(candidate: Candidate) -> bool:
    """What may fill up where an article has too few good ones."""
    return _LEAST_FAIR <= candidate.size <= _MOST and _is_whole(candidate.bullet)


def _is_whole(bullet: str) -> bool:
    """Fits, ends as a sentence does, and opens no quotation or bracket that it doesn't close (or the other way round)."""
    if len(bullet) > MOST_CHARACTERS or not _ENDS.search(bullet) or bullet.endswith(("...", "…")) or bullet[:1].islower():
        return False
    return bullet.count('"') % 2 == 0 and all(bullet.count(opening) == bullet.count(closing) for opening, closing in _PAIRS)
