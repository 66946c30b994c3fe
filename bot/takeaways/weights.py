"""The text of a weights file in, what sentences are worth by their features out. Pure but for `shipped`, which reads the package's own.

A sentence's worth is a weighted sum of its features and what trees of depth three say of it: each asks three yes-or-no questions ("is
it among the first? is it central?") and adds what the answers are worth. `bench/train_ranker.py` makes the file.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from operator import attrgetter, mul
from typing import Any, Final

from bot.takeaways.features import NAMES, Features

DEPTH: Final = 3
_QUESTIONS, _ANSWERS = 2**DEPTH - 1, 2**DEPTH
values_of = attrgetter(*NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Asks `feature > threshold` 7 times at most, root first and a yes to the right, and says one of 8 worths.

    `asks` are places in `NAMES`; the children of question n are 2n + 1 and 2n + 2.
    """

    asks: tuple[int, ...]
    thresholds: tuple[float, ...]
    says: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a sentence loses beside its worth: `over_length` for each word beyond 26, `dangling` for an opener that needs the sentence
    before, `torn` for half a quotation, `redundancy` for the share of words that a chosen one has, `same_section` for each one chosen
    from its section."""

    over_length: float
    dangling: float
    torn: float
    redundancy: float
    same_section: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """For one kind of article. `linear` has a weight for each of `NAMES`."""

    linear: tuple[float, ...]
    trees: tuple[Tree, ...]
    choice: Choice

    def worth(self, known: Features) -> float:
        """What a sentence is worth by itself; higher is better, only the order means something."""
        values = values_of(known)
        linear: float = sum(map(mul, self.linear, values))
        return linear + sum(said(tree, values) for tree in self.trees)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranker:
    """A news report tells its news first; an analysis of several sections spreads it: weights for each."""

    report: Weights
    analysis: Weights


@cache
def shipped() -> Ranker:
    """The weights that come with ByteBot."""
    return parse(resources.files("bot.takeaways").joinpath("weights.json").read_text("utf-8"))


def parse(text: str) -> Ranker:
    """The ranker of a weights file. Raises `ValueError` with what is wrong: no JSON, an unknown feature, a tree of another shape."""
    try:
        kinds = json.loads(text)
        return Ranker(report=_weights(kinds["report"]), analysis=_weights(kinds["analysis"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a weights file: {error!r}") from error


def dump(ranker: Ranker) -> str:
    """The weights file of a ranker, a tree a line; the same ranker gives the same bytes."""
    kinds = ((name, getattr(ranker, name)) for name in ("report", "analysis"))
    return "{\n" + ",\n".join(f'"{name}": {_dumped(weights)}' for name, weights in kinds) + "\n}\n"


def _weights(kind: dict[str, Any]) -> Weights:  # JSON as it comes; checked here and nowhere else
    choice = Choice(**{name: _finite(value) for name, value in kind["choice"].items()})
    unknown = set(kind["linear"]) - set(NAMES)
    if unknown:
        raise ValueError(f"no such features: {', '.join(sorted(unknown))}")
    linear = tuple(_finite(kind["linear"].get(name, 0.0)) for name in NAMES)
    return Weights(linear=linear, trees=tuple(_tree(**tree) for tree in kind["trees"]), choice=choice)


def _tree(*, ask: list[tuple[str, float]], say: list[float]) -> Tree:
    if len(ask) != _QUESTIONS or len(say) != _ANSWERS:
        raise ValueError(f"a tree asks {_QUESTIONS} questions and has {_ANSWERS} answers, not {len(ask)} and {len(say)}")
    unknown = {name for name, _ in ask} - set(NAMES)
    if unknown:
        raise ValueError(f"no such features: {', '.join(sorted(unknown))}")
    return Tree(
        asks=tuple(NAMES.index(name) for name, _ in ask),
        thresholds=tuple(_finite(threshold) for _, threshold in ask),
        says=tuple(_finite(worth) for worth in say),
    )


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is no weight")
    return float(value)


def said(tree: Tree, values: Sequence[float]) -> float:
    """What a tree says of a sentence with these values of `NAMES`."""
    asks, thresholds = tree.asks, tree.thresholds
    at = 2 if values[asks[0]] > thresholds[0] else 1
    at = 2 * at + (2 if values[asks[at]] > thresholds[at] else 1)
    at = 2 * at + (2 if values[asks[at]] > thresholds[at] else 1)
    return tree.says[at - _QUESTIONS]


def _dumped(weights: Weights) -> str:
    linear = {name: weight for name, weight in zip(NAMES, weights.linear, strict=True) if weight}
    trees = ",\n".join(_lines(weights.trees))
    return f'{{"choice": {json.dumps(asdict(weights.choice))},\n"linear": {json.dumps(linear)},\n"trees": [\n{trees}\n]}}'


def _lines(trees: Iterable[Tree]) -> Iterable[str]:
    for tree in trees:
        ask = [[NAMES[feature], threshold] for feature, threshold in zip(tree.asks, tree.thresholds, strict=True)]
        yield json.dumps({"ask": ask, "say": list(tree.says)})
