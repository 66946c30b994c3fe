"""Words of texts in, how alike the texts are out (0 to 1). Pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

Vector = Mapping[str, float]


def shingles(words: Sequence[str], *, size: int = 3) -> frozenset[tuple[str, ...]]:
    """Every run of `size` words; a shorter text is one shingle of its own, no words are none."""
    if len(words) < size:
        return frozenset({tuple(words)}) if words else frozenset()
    return frozenset(zip(*(words[at:] for at in range(size)), strict=False))


def containment(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """How much of the smaller set is in the larger (Broder 1997): a teaser is wholly contained in its article. 0 where one is empty."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The same for single words: 1 where one text's words are all in the other."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def rarity(documents: Iterable[Iterable[str]], *, at_least: int = 0) -> dict[str, float]:
    """Inverse document frequency of each word: ln(1 + documents / documents with it).

    `at_least` documents are assumed where there are fewer, so that what two share does not look common only because there are two.
    """
    found: Counter[str] = Counter()
    total = 0
    for document in documents:
        found.update(set(document))
        total += 1
    total = max(total, at_least)
    return {word: math.log(1 + total / count) for word, count in found.items()}


def vector(words: Iterable[str], *, rare: Vector) -> dict[str, float]:
    """tf-idf with damped counts (1 + ln tf), scaled to length 1; {} where no word has weight. `rare` as `rarity` gives it."""
    weights = {word: (1 + math.log(count)) * rare.get(word, 0.0) for word, count in Counter(words).items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """Of two vectors of length 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def central(vectors: Sequence[Vector]) -> list[float]:
    """How alike each vector is to all of them together, the most central 1: the degree of LexRank's graph with weighted edges (Erkan and
    Radev 2004, 3.3), without comparing pairs: the sum of a vector's cosines is its product with the vectors' sum."""
    together: defaultdict[str, float] = defaultdict(float)
    for one in vectors:
        for word, weight in one.items():
            together[word] += weight
    degrees = [sum(weight * together[word] for word, weight in one.items()) for one in vectors]
    most = max(degrees, default=0.0)
    return [degree / most for degree in degrees] if most else degrees
