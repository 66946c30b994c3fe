"""Rows of features with a target in, depth-three trees out: gradient boosting on squared error. Pure; standard library only.

Friedman, "Greedy function approximation: a gradient boosting machine" (2001), with binned features as in LightGBM (Ke et al. 2017) and
a random half of the groups for each tree ("Stochastic gradient boosting", 2002). The same rows and seed give the same trees.
"""

import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.takeaways.weights import DEPTH, Tree, said

_BINS: Final = 32
_SHRINKAGE: Final = 10.0
_LEAST_ROWS: Final = 30
_DIGITS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One row a sentence: its features, what it should be worth, and the article (`group`) it is from."""

    values: Sequence[Sequence[float]]
    targets: Sequence[float]
    groups: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One feature of all rows as the number of its bin; a value is in bin n if n `edges` are smaller."""

    feature: int
    edges: Sequence[float]
    bins: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    feature: int
    threshold: float
    edge: int
    column: int


def boost(rows: Rows, *, features: Sequence[int], trees: int, rate: float, seed: int) -> tuple[Tree, ...]:
    """`trees` trees that ask about `features` (places in a row) only; each row's worth is the sum over the trees. () for no rows."""
    if not rows.values:
        return ()
    rng = random.Random(seed)
    columns = [_column(rows, feature) for feature in features]
    groups = sorted(set(rows.groups))
    left = list(rows.targets)
    grown = []
    for _ in range(trees):
        taken = set(rng.sample(groups, (len(groups) + 1) // 2))
        sample = [place for place, group in enumerate(rows.groups) if group in taken]
        tree = _grow(columns, left, sample, rate=rate)
        grown.append(tree)
        for place, values in enumerate(rows.values):
            left[place] -= said(tree, values)
    return tuple(grown)


def _column(rows: Rows, feature: int) -> _Column:
    values = [row[feature] for row in rows.values]
    ordered = sorted(values)
    edges = sorted({round(float(ordered[len(ordered) * cut // _BINS]), _DIGITS) for cut in range(1, _BINS)} | {0.0})
    return _Column(feature=feature, edges=edges, bins=bytes(bisect_left(edges, value) for value in values))


def _grow(columns: Sequence[_Column], left: Sequence[float], sample: Sequence[int], *, rate: float) -> Tree:
    parts: list[list[int]] = [list(sample)]
    splits: list[_Split] = []
    for _ in range(DEPTH):
        below = []
        for part in parts:
            split = _best(columns, left, part)
            bins = columns[split.column].bins
            splits.append(split)
            below += [[place for place in part if bins[place] <= split.edge], [place for place in part if bins[place] > split.edge]]
        parts = below
    says = (rate * sum(left[place] for place in part) / (len(part) + _SHRINKAGE) for part in parts)
    return Tree(
        asks=tuple(split.feature for split in splits),
        thresholds=tuple(split.threshold for split in splits),
        says=tuple(round(said, _DIGITS) for said in says),
    )


def _best(columns: Sequence[_Column], left: Sequence[float], part: Sequence[int]) -> _Split:
    """The split that takes most of the squared error away; where none may be made, one that sends all rows left."""
    first = columns[0]
    best, most = _Split(feature=first.feature, threshold=float(2**31), edge=_BINS + 1, column=0), 0.0
    wanted = [left[place] for place in part]
    total, count = sum(wanted), len(part)
    whole = total * total / (count + _SHRINKAGE)
    for at, column in enumerate(columns):
        sums, counts = [0.0] * (_BINS + 2), [0] * (_BINS + 2)
        bins = column.bins
        for place, value in zip(part, wanted, strict=True):
            here = bins[place]
            sums[here] += value
            counts[here] += 1
        low, low_count = 0.0, 0
        for edge, threshold in enumerate(column.edges):
            low, low_count = low + sums[edge], low_count + counts[edge]
            high, high_count = total - low, count - low_count
            if min(low_count, high_count) < _LEAST_ROWS:
                continue
            gain = low * low / (low_count + _SHRINKAGE) + high * high / (high_count + _SHRINKAGE) - whole
            if gain > most:
                best, most = _Split(feature=column.feature, threshold=threshold, edge=edge, column=at), gain
    return best
