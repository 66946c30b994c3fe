"""What the store kept long enough in; its texts gone, in steps so small that nobody waits for them."""

import logging
from datetime import datetime, timedelta
from typing import Final

from bot.flows.app import App
from bot.flows.hours import KEPT
from bot.flows.recall import forget_old_gap
from bot.flows.recard import LONGEST
from bot.store import asked, edits, hours, retention

log = logging.getLogger(__name__)

_ROWS = 5  # a step holds the writer for a few milliseconds
_PAUSE_S = 0.1
REST_S: Final = 6 * 3600.0
"""Pause once all of it was gone through."""
_TRIES = 8
"""Tries of an edit, after which an old post stays as it is."""
_ASKED = timedelta(days=1)
"""For so long a question of ours can be answered."""


class Retention:
    """Goes through the store from old to new, one kind of text after the other, then rests for some hours."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kind = 0
        self._after = 0
        self._dropped = 0

    async def step(self, now: datetime) -> float:
        """A few rows; the seconds until the next step. Raises `StoreFailed`."""
        store, digests = self._app.settings.store, self._app.settings.digests
        if not store.keep_days:
            await self._forget(now)
            return REST_S
        # Stories are joined by their articles' texts for so long.
        before = now - timedelta(days=max(store.keep_days, digests.story_days))
        if self._kind == len(retention.KINDS):
            return await self._finish(before=before, now=now)
        _, find, drop = retention.KINDS[self._kind]
        async with self._app.db.reading() as tx:
            ids = await find(tx, before=before, after=self._after, most=_ROWS)
        if ids:
            async with self._app.db.transaction() as tx:
                await drop(tx, ids)
            self._after, self._dropped = ids[-1], self._dropped + len(ids)
        if len(ids) < _ROWS:
            self._kind, self._after = self._kind + 1, 0
        return _PAUSE_S

    async def _finish(self, *, before: datetime, now: datetime) -> float:
        async with self._app.db.transaction() as tx:
            await retention.drop_told(tx, before=before)
        await self._forget(now)
        if self._dropped:
            log.info("old texts dropped", extra={"rows": self._dropped, "before": before.date().isoformat()})
        self._kind = self._dropped = 0
        return REST_S

    async def _forget(self, now: datetime) -> None:
        """What is over, however long texts are kept."""
        await forget_old_gap(app=self._app, now=now)
        async with self._app.db.transaction() as tx:
            await edits.end_old(tx, before=now - LONGEST, tries=_TRIES)
            await asked.forget(tx, before=now - _ASKED)
            await hours.forget(tx, before=now - KEPT)


async def drop_old(*, app: App, now: datetime) -> None:
    """All of it at once, for who does not want to wait. Raises `StoreFailed`."""
    whole = Retention(app)
    while await whole.step(now) < REST_S:
        pass
