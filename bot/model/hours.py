"""What was done in an hour, and how long reading takes. Pure."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import add
from typing import Final

WORDS_A_MINUTE: Final = 238
"""How fast adults read non-fiction silently: the mean of 190 studies (Brysbaert 2019, https://doi.org/10.1016/j.jml.2019.104047)."""


def reading_s(words: int) -> float:
    """How long reading so many words takes, in seconds."""
    return words * 60 / WORDS_A_MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How often what was done; docs/how-to/read-the-figures.md says what each number counts, and what it doesn't.

    `unchanged` and `failures` are polls too. `saved_s`: reading time saved, for one reader of each channel.
    """

    polls: int = 0
    unchanged: int = 0
    failures: int = 0
    entries: int = 0
    articles: int = 0
    posts: int = 0
    stories: int = 0
    saved_s: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in NAMES})

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(**{name: getattr(self, name) - getattr(other, name) for name in NAMES})


NAMES: Final = tuple(each.name for each in fields(Counts))
"""The numbers' names, in the order in which people read them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What was done in the hour, or in a longer step of time, that began at `at`."""

    at: datetime
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What was done step by step, each `step` long, the oldest first and without gaps; the last one is under way at `until`."""

    step: timedelta
    steps: tuple[Hour, ...]
    until: datetime

    @property
    def total(self) -> Counts:
        """All of it together."""
        return reduce(add, (each.counts for each in self.steps), Counts())


def hour_of(now: datetime) -> datetime:
    """When the hour of an instant began, in UTC: its name in the store."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
