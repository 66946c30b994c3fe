"""Posts just claimed in, those that may be tried now out: of channels that refuse us only a few an hour, however many are due at once."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.flows.clock_set import within_the_hour
from bot.model.delivery import Claimed
from bot.store import posts
from bot.store.database import Transaction

TRIALS_AN_HOUR: Final = 5
"""Posts sent in an hour to channels that refused us: each may be an invalid request, of which we allow ourselves fewer than 20."""
REFUSALS_AN_HOUR: Final = 8
"""Refused posts in an hour, after which only channels that took one lately are tried: many deleted at once must not stop all."""

_LATELY = timedelta(days=1)


class Trials:
    """What was tried in vain within the hour, by one running bot."""

    def __init__(self) -> None:
        self._tried: deque[datetime] = deque(maxlen=TRIALS_AN_HOUR)
        self._refused: deque[datetime] = deque(maxlen=REFUSALS_AN_HOUR)

    def may_try(self, now: datetime) -> bool:
        """Whether a channel that refused us may be tried now."""
        return within_the_hour(self._tried, now=now) < TRIALS_AN_HOUR

    def proven_since(self, now: datetime) -> datetime | None:
        """Since when a channel must have taken a post to be tried now; None: it need not have."""
        return now - _LATELY if within_the_hour(self._refused, now=now) >= REFUSALS_AN_HOUR else None

    def note_refusal(self, now: datetime) -> None:
        """A channel refused a post, at the cost of a request."""
        self._refused.append(now)

    async def admit(self, tx: Transaction, taken: Sequence[Claimed], *, now: datetime) -> tuple[Claimed, ...]:
        """Those of `taken` that may be tried; the others are as they were before the claim. Raises `StoreFailed`."""
        admitted: list[Claimed] = []
        for claimed in taken:
            if not claimed.held or self.may_try(now):
                admitted.append(claimed)
                self._tried.extend([now] if claimed.held else [])
            else:
                await posts.give_back(tx, claimed, next_at=claimed.due_at)
        return tuple(admitted)
