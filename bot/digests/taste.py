"""A channel's votes in, how much it likes a topic and a source out. Pure."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.model.digest import Vote

_HALF_LIFE_S: Final = 30 * 86400
_TOPIC: Final = 0.15
_SOURCE: Final = 0.25
_LEAST: Final = 0.4
_MOST: Final = 2.0
_FELT: Final = 0.05


@dataclass(frozen=True, slots=True)
class Taste:
    """How a channel's votes weigh its stories."""

    votes: Sequence[Vote] = ()

    def weight(self, *, topic: str, source: str, now: datetime) -> float:
        """What a story's score is multiplied by: 1 where nobody voted, 0.4 at least, 2 at most.

        exp(0.15 t + 0.25 s), t and s being the sums of the votes on the topic and on the source, each counting half after 30 days:
        nine people who vote against a source bring its stories down as far as it goes, and a story big enough still comes through.
        """
        sums: defaultdict[str, float] = defaultdict(float)
        for vote in self.votes:
            age_s = max(0.0, (now - vote.created_at).total_seconds())
            value = vote.value * 0.5 ** (age_s / _HALF_LIFE_S)
            sums["topic"] += value * _TOPIC * (vote.topic == topic)
            sums["source"] += value * _SOURCE * (vote.source == source)
        return min(max(math.exp(sums["topic"] + sums["source"]), _LEAST), _MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """A topic or a source (`kind` says which) that a channel's votes weigh by `weight`: above 1 it comes more often, below 1 less."""

    kind: str
    name: str
    weight: float


def leanings(votes: Sequence[Vote], *, now: datetime, most: int) -> tuple[Leaning, ...]:
    """What the votes weigh most, the strongest first; what they hardly move (less than a twentieth) is left out."""
    taste = Taste(votes)
    topics = [Leaning(kind="topic", name=each, weight=taste.weight(topic=each, source="\0", now=now)) for each in {v.topic for v in votes}]
    sources = [
        Leaning(kind="source", name=each, weight=taste.weight(topic="\0", source=each, now=now)) for each in {v.source for v in votes}
    ]
    felt = [each for each in (*topics, *sources) if abs(math.log(each.weight)) >= _FELT]
    return tuple(sorted(felt, key=lambda each: (-abs(math.log(each.weight)), each.kind, each.name))[:most])
