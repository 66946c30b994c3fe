"""Looks at a bot that runs in, how fast it goes out."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.flows.status import Status, status
from bot.model.hours import Counts, hour_of
from bot.ports import Engine
from bot.store import hours
from bot.store.database import Database

_WINDOW_S: Final = 120.0
_LEAST_S: Final = 30.0
"""Counts are stored every 15 s: what changed in less than two such times says nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was counted until then."""

    at: datetime
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """So many a minute."""

    polls: float
    entries: float
    articles: float
    posts: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The bot at an instant. `rates` None: it was not watched for long enough."""

    at: datetime
    status: Status
    rates: Rates | None


def rates(samples: Sequence[Sample]) -> Rates | None:
    """What the counts grew by from the first sample to the last; None: they are too close together. Pure."""
    over_s = (samples[-1].at - samples[0].at).total_seconds() if samples else 0.0
    if over_s < _LEAST_S:
        return None
    grown = samples[-1].counts - samples[0].counts
    a_minute = 60 / over_s
    return Rates(
        polls=grown.polls * a_minute, entries=grown.entries * a_minute, articles=grown.articles * a_minute, posts=grown.posts * a_minute
    )


class Observer:
    """Looks again and again. `since`: when it began."""

    def __init__(self, db: Database, *, since: datetime, interval_s: float, engine: Engine | None = None) -> None:
        self._db = db
        self._since = hour_of(since)
        self._interval_s = interval_s
        self._engine = engine
        self._samples: deque[Sample] = deque()

    async def look(self, *, now: datetime) -> Live:
        """How it is now. Raises `StoreFailed`; the next look is none the worse for it."""
        found = await status(db=self._db, now=now, interval_s=self._interval_s, engine=self._engine)
        async with self._db.reading() as tx:
            counts = await hours.total(tx, since=self._since)
        self._samples.append(Sample(at=now, counts=counts))
        while (now - self._samples[0].at).total_seconds() > _WINDOW_S:
            self._samples.popleft()
        return Live(at=now, status=found, rates=rates(self._samples))
