"""The servers that the gateway shows in; what is kept of those that removed us long ago erased, one by one.

A server counts as left from the gateway's own word, or where its complete list does not name it. During an outage that list still
names the server, as unavailable; and where the gateway was not heard at all, nothing is decided.
"""

import logging
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.flows.app import App
from bot.flows.forget import forget_server
from bot.flows.guilds import guild_left
from bot.store import presence

log = logging.getLogger(__name__)


class Presence(Protocol):
    """Where the gateway shows us."""

    def servers(self) -> frozenset[int] | None:
        """Every server that we are on, those that are unavailable among them. None: not known now."""
        ...

    def covers(self, guild: int) -> bool:
        """Whether a server would be among them: they may be those of some shards alone."""
        ...


class _Nowhere:
    """No gateway: nothing is ever known."""

    def servers(self) -> frozenset[int] | None:
        """Not known."""
        return None

    def covers(self, guild: int) -> bool:  # noqa: ARG002  the protocol's signature
        """None is."""
        return False


NOWHERE: Final = _Nowhere()

_UNKNOWN_S = 5.0
_NEXT_S = 1.0
_AGAIN_S = 3600.0


class Departures:
    """Notes who left and who came back, and forgets those who stay away longer than the settings say."""

    def __init__(self, app: App, *, presence: Presence) -> None:
        self._app = app
        self._presence = presence

    async def step(self, now: datetime) -> float:
        """One look, at most one server erased; the seconds until the next. Raises `StoreFailed`."""
        async with self._app.db.reading() as tx:
            expected = await presence.expected(tx)
        here = self._presence.servers()  # asked after the store, so that a server which came meanwhile is on the list
        if here is None:
            return _UNKNOWN_S
        async with self._app.db.transaction() as tx:
            await presence.back(tx, here)
        for guild in sorted(each for each in expected - here if self._presence.covers(each)):
            await guild_left(guild, app=self._app, now=now)
        async with self._app.db.reading() as tx:
            overdue = await presence.overdue(tx, before=now - timedelta(days=self._app.settings.store.left_days))
        for guild in overdue[:1]:
            await forget_server(guild, app=self._app)
        return _NEXT_S if overdue else _AGAIN_S
