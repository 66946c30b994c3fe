"""News articles with human highlights in, the ranker's weights file out; the same file and seed give the same bytes.

    python -m bench.train_ranker --data summaries-train.jsonl --seed 1 --out bot/takeaways/weights.json
    python -m bench.train_ranker --data summaries-train.jsonl --seed 1 --folds 4      # how good is it on what it hasn't seen?

A report's trees are trained; the linear parts and the prices of choosing are set by hand and were checked by cross-validation
(docs/takeaways.md). An analysis has no trees: there are too few analyses with highlights to train on.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.articles import Judged, load
from bench.boost import Rows, boost
from bench.worth import coverage, cut, pair_recall, worths
from bot.takeaways.candidates import read
from bot.takeaways.extractive import pick
from bot.takeaways.features import NAMES, features, survey
from bot.takeaways.weights import Choice, Ranker, Weights, dump, values_of
from bot.text.sentences import split

TREES: Final = 40
RATE: Final = 0.1
_REPORT: Final = {
    "early": 0.07, "place": 0.1, "title": 0.025, "like_title": 0.5, "headings": 0.005, "central": 0.095, "recurring": 0.06,
    "numbers": 0.021, "names": 0.024, "cues": 0.055, "said": 0.015, "first_person": -0.025, "pronoun": -0.008, "quoted": -0.022,
    "question": -0.05,
}  # fmt: skip
_ANALYSIS: Final = {
    "early": 0.12, "place": 0.12, "opens_section": 0.12, "title": 0.25, "heading": 0.12, "headings": 0.15, "central": 1.1,
    "recurring": 0.25, "numbers": 0.04, "names": 0.1, "cues": 0.08, "concludes": 0.06, "item": -0.04, "first_person": -0.2,
    "pronoun": -0.08, "quoted": -0.15, "question": -0.5,
}  # fmt: skip
_REPORT_CHOICE: Final = Choice(over_length=0.006, dangling=0.18, torn=0.15, redundancy=0.3, same_section=0.0)
_ANALYSIS_CHOICE: Final = Choice(over_length=0.0, dangling=0.45, torn=0.45, redundancy=0.2, same_section=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Of articles: mean ROUGE-2 recall and coverage of the bullets and of the first sentences, cut to as many words."""

    recall: float
    coverage: float
    lead_recall: float
    lead_coverage: float


def train(judged: Sequence[Judged], *, seed: int, trees: int = TREES) -> Ranker:
    """The ranker that these articles teach."""
    grown = boost(_rows(judged), features=range(len(NAMES)), trees=trees, rate=RATE, seed=seed)
    report = Weights(linear=_linear(_REPORT), trees=grown, choice=_REPORT_CHOICE)
    return Ranker(report=report, analysis=Weights(linear=_linear(_ANALYSIS), trees=(), choice=_ANALYSIS_CHOICE))


def cross_validated(judged: Sequence[Judged], *, folds: int, seed: int) -> Iterator[Score]:
    """The score on each fold of a ranker trained on the others."""
    order = list(range(len(judged)))
    random.Random(seed).shuffle(order)
    for fold in range(folds):
        held_out = set(order[fold::folds])
        ranker = train([one for place, one in enumerate(judged) if place not in held_out], seed=seed)
        yield score([judged[place] for place in sorted(held_out)], ranker=ranker)


def score(judged: Sequence[Judged], *, ranker: Ranker) -> Score:
    """How much of the highlights the ranker's bullets hold."""
    total = Score(recall=0.0, coverage=0.0, lead_recall=0.0, lead_coverage=0.0)
    for one in judged:
        said = [bullet.text for bullet in pick(one.article, most=5, ranker=ranker)]
        text = one.article.text
        lead = cut([text[at.start : at.end] for at in split(text)], to=sum(len(bullet.split()) for bullet in said))
        total = replace(
            total,
            recall=total.recall + pair_recall(said, one.highlights) / len(judged),
            coverage=total.coverage + coverage(said, one.highlights) / len(judged),
            lead_recall=total.lead_recall + pair_recall(lead, one.highlights) / len(judged),
            lead_coverage=total.lead_coverage + coverage(lead, one.highlights) / len(judged),
        )
    return total


def _rows(judged: Sequence[Judged]) -> Rows:
    values: list[tuple[float, ...]] = []
    targets: list[float] = []
    groups: list[int] = []
    for group, one in enumerate(judged):
        reading = read(one.article)
        whole = survey(reading)
        values += [values_of(features(candidate, whole)) for candidate in reading.candidates]
        targets += worths([candidate.bullet for candidate in reading.candidates], one.highlights)
        groups += [group] * len(reading.candidates)
    return Rows(values=values, targets=targets, groups=groups)


def _linear(weights: dict[str, float]) -> tuple[float, ...]:
    return tuple(weights.get(name, 0.0) for name in NAMES)


def main(arguments: Sequence[str]) -> None:
    """Train, and write the weights or print the cross-validated scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="JSONL of {id, title, text, highlights}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folds", type=int, default=0, help="cross-validate instead of writing")
    parser.add_argument("--out", type=Path, help="the weights file to write")
    given = parser.parse_args(arguments)
    judged = load(given.data)
    for found in cross_validated(judged, folds=given.folds, seed=given.seed) if given.folds else ():
        print(
            f"ROUGE-2 recall {found.recall:.4f} ({found.recall / found.lead_recall:.3f} of lead)  "
            f"coverage {found.coverage:.4f} ({found.coverage / found.lead_coverage:.3f} of lead)"
        )
    if given.out:
        given.out.write_text(dump(train(judged, seed=given.seed)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
