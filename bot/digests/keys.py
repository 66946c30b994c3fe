"""An article's fingerprint and how usual its words are in, the few keys by which it is indexed and looked up out. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import Final

from bot.digests.gather import Usage, counted
from bot.text.fingerprint import Fingerprint

MOST_ARTICLES: Final = 100
"""A key that stands in more articles finds too many of them to be worth a look."""
_COUNTED_EXACTLY: Final = 32
_SHARE: Final = 8
_WORDS: Final = 32
_LEAD_SAMPLE: Final = 4
_SAMPLE: Final = 32


def usage_keys(one: Fingerprint) -> frozenset[int]:
    """Every key whose usage is counted: words and numbers, sampled runs, the page's own address.

    Every fourth run of the first eighty, from where teasers are taken, and every thirty-second of all.
    """
    runs = [run for run in one.lead if run % _LEAD_SAMPLE == 0] + [run for run in one.runs if run % _SAMPLE == 0]
    return counted(one) | frozenset(runs) | ({one.page} if one.page else frozenset())


def counts(one: Fingerprint, *, number: int, usage: Usage) -> Mapping[int, int]:
    """By how much the usage of which keys grows with the article, which is the window's `number`-th.

    A key that stands in many articles is counted by an eighth of them, eight times: each article counts its own eighth of the common keys.
    That says within a few percent how common a key is, and spares most of the writing.
    """
    usual = {key for key in usage_keys(one) if usage.found.get(key, 0) >= _COUNTED_EXACTLY}
    return {key: _SHARE if key in usual else 1 for key in usage_keys(one) if key not in usual or key % _SHARE == number % _SHARE}


def index_keys(one: Fingerprint, *, usage: Usage) -> Mapping[int, float]:
    """The keys worth a posting, each with its weight: the sampled runs and the address, and the words and numbers that tell most."""
    useful = {key: usage.rarity(key) for key in usage_keys(one) if usage.found.get(key, 0) <= MOST_ARTICLES}
    telling = sorted(
        (key for key in useful if key in one.words or key in one.numbers),
        key=lambda key: (-useful[key] * _presence(one, key), key),
    )
    kept = frozenset(telling[:_WORDS]) | (useful.keys() - frozenset(telling))
    return {key: useful[key] * _presence(one, key) for key in kept}


def _presence(one: Fingerprint, key: int) -> float:
    """Words of the title and names are what another newsroom will use too."""
    return 1.0 + (key in one.title) + (key in one.names) + (key in one.numbers)


def having(keys: Mapping[int, float], found_by: Mapping[int, Iterable[int]], *, most: int) -> Sequence[int]:
    """The articles that have the most of `keys` by their weights, at most so many, the best first and of equals the newest.

    `found_by`: which articles each key finds.
    """
    weights: defaultdict[int, float] = defaultdict(float)
    for key, weight in keys.items():
        for article in found_by.get(key, ()):
            weights[article] += weight
    return nsmallest(most, weights, key=lambda article: (-weights[article], -article))
