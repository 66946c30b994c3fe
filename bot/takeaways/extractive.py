"""An article in, its most telling sentences out. Pure, a few milliseconds.

Each sentence is weighed by named features; the best are taken one by one, each against those already taken. No model, no key.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from bot.model.article import Article
from bot.model.takeaways import Takeaway
from bot.takeaways.candidates import MOST_CHARACTERS, Candidate, Reading, read
from bot.takeaways.features import Features, Survey, features, survey
from bot.takeaways.openers import dangles
from bot.takeaways.weights import Ranker, Weights, shipped
from bot.text.similar import overlap
from bot.text.words import count_words

# 12 to 35 words are wanted. Up to 40 are taken at the price of `over_length`: without them one opening sentence of a news report in
# thirteen is lost, and with it 3 % of what readers would have kept (ROUGE-2 recall, 685 reports, cross-validated).
_LEAST, _MOST = 12, 40
_LEAST_FAIR = 8
_IDEAL: Final = 26
_SAME: Final = 0.55
_SAME_AS_TITLE: Final = 0.8
_ANALYSIS_SECTIONS: Final = 3
_WORDS_A_BULLET: Final = 700
_WORDS_A_BULLET_OF_ANALYSIS: Final = 250
_FEWEST, _MANY = 3, 5
_ENDS: Final = re.compile(r"[.!。！।۔።։.]['\"”’)」』]*$")
_MARKED: Final = re.compile(r"[.!?。！？।۔።։.]['\"”’)」』]*$")
_PAIRS: Final = (("“", "”"), ("(", ")"), ("[", "]"), ("「", "」"), ("『", "』"), ("«", "»"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scored:
    candidate: Candidate
    score: float


def pick(article: Article, *, most: int, ranker: Ranker | None = None) -> tuple[Takeaway, ...]:
    """At most `most` bullets in the article's order; fewer where it has no more sentences that can stand alone as one.

    `ranker` None: the weights that come with ByteBot.
    """
    reading = read(article)
    ranker = ranker or shipped()
    analysis = is_analysis(reading)
    weights = ranker.analysis if analysis else ranker.report
    most = min(most, _wanted(article, analysis=analysis))
    whole = survey(reading)
    chosen: list[Candidate] = []
    few = min(most, _FEWEST)
    for fits in (_is_good, _is_fair, _is_readable):
        if len(chosen) < few:
            _choose(_scored(whole, fits, weights), chosen, most=most, weights=weights)
    if 0 < len(chosen) < few:
        _choose(_scored(whole, _is_finished, weights), chosen, most=few, weights=weights)
    return tuple(Takeaway(text=one.bullet, start=one.start, end=one.end) for one in sorted(chosen, key=attrgetter("start")))


def is_analysis(reading: Reading) -> bool:
    """Whether an article spreads what it says over sections; else it is a report, which says it first, however long it is."""
    return reading.sections >= _ANALYSIS_SECTIONS


def _wanted(article: Article, *, analysis: bool) -> int:
    """Three bullets tell a report, one more for each 700 words; an analysis of some length has five."""
    words_a_bullet = _WORDS_A_BULLET_OF_ANALYSIS if analysis else _WORDS_A_BULLET
    return min(_MANY, _FEWEST + count_words(article.text) // words_a_bullet)


def _scored(whole: Survey, fits: Callable[[Candidate], bool], weights: Weights) -> Sequence[_Scored]:
    pool = (one for one in whole.reading.candidates if fits(one) and not _repeats_title(one, whole.reading))
    return [_Scored(candidate=one, score=_score(one, features(one, whole), weights)) for one in pool]


def _score(candidate: Candidate, known: Features, weights: Weights) -> float:
    choice = weights.choice
    price = choice.over_length * max(0, candidate.size - _IDEAL) + choice.dangling * known.dangling + choice.torn * known.torn
    return weights.worth(known) - price


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
    return one.score - weights.choice.redundancy * _closest(one.candidate, chosen) - weights.choice.same_section * crowd


def _closest(candidate: Candidate, others: Iterable[Candidate]) -> float:
    return max((overlap(candidate.content, other.content) for other in others), default=0.0)


def _repeats_title(candidate: Candidate, reading: Reading) -> bool:
    return bool(candidate.content) and len(candidate.content & reading.title) / len(candidate.content) >= _SAME_AS_TITLE


def _is_good(candidate: Candidate) -> bool:
    """A whole sentence of a bullet's length."""
    return _LEAST <= candidate.size <= _MOST and _is_whole(candidate)


def _is_fair(candidate: Candidate) -> bool:
    """What may fill up where an article has too few good ones."""
    return _LEAST_FAIR <= candidate.size <= _MOST and _is_whole(candidate)


def _is_readable(candidate: Candidate) -> bool:
    """The last resort: a sentence that may tear a quotation, if it doesn't begin or end inside of it, and needs no sentence before it."""
    bullet = candidate.bullet
    inside = bullet.startswith('"') or (bullet.count('"') % 2 == 1 and bullet.endswith('"'))
    return _LEAST_FAIR <= candidate.size <= _MOST and _is_sentence(bullet) and not inside and not dangles(bullet)


def _is_finished(candidate: Candidate) -> bool:
    """So that no article has one bullet or two alone: any sentence that fits, even a question or half a quotation."""
    bullet = candidate.bullet
    return (
        _LEAST_FAIR <= candidate.size <= _MOST
        and len(bullet) <= MOST_CHARACTERS
        and bool(_MARKED.search(bullet))
        and not bullet[:1].islower()
    )


def _is_whole(candidate: Candidate) -> bool:
    """A sentence that opens no quotation or bracket that it doesn't close (or the other way round)."""
    bullet = candidate.bullet
    if bullet.count('"') % 2 and (bullet.startswith('"') or not candidate.damaged):
        return False
    return _is_sentence(bullet) and all(bullet.count(opening) == bullet.count(closing) for opening, closing in _PAIRS)


def _is_sentence(bullet: str) -> bool:
    """Fits, and begins and ends as a sentence does."""
    begun_and_ended = _ENDS.search(bullet) and not bullet.endswith(("...", "…")) and not bullet[:1].islower()
    return len(bullet) <= MOST_CHARACTERS and bool(begun_and_ended)
