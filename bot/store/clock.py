"""A database in, the time that all processes on it go by out.

Between looks at the database's clock the machine's own steady clock counts on, so that telling the time asks nobody; it is as far off
as half a question took (bounded as in Cristian's algorithm, 1989).
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.errors import StoreFailed
from bot.store.database import Database

SET_AGAIN_S: Final = 60.0


class SharedClock:
    """Called, it shows the time (aware UTC). On a database of this machine's own it is the machine's clock."""

    def __init__(self, db: Database, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._db = db
        self._steady = steady
        self._set: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """The time now."""
        if self._set is None:
            return datetime.now(UTC)
        then, steady_s = self._set
        return then + timedelta(seconds=self._steady() - steady_s)

    async def set(self) -> None:
        """Look at the database's clock. Where it does not answer, the clock goes on as it did."""
        before_s = self._steady()
        try:
            then = await self._db.shared_now()
        except StoreFailed:
            return
        if then is not None:
            self._set = (then, (before_s + self._steady()) / 2)
