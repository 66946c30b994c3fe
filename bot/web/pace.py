"""Hosts in, turns out: how many requests may run at once, and how many may begin. Waits; opens nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

_SAVED_S: Final = 1.0
_SAVED_LEAST: Final = 2.0
_WAKE_S: Final = 0.2


@dataclass(slots=True)
class _Door:
    """One host's places, and how many hold or await one: at none the host is forgotten."""

    places: asyncio.Semaphore
    users: int = 0


class Pace:
    """At most `per_host` requests to one host at once, and `at_once` in all."""

    def __init__(self, *, per_host: int, at_once: int) -> None:
        self._per_host = per_host
        self._in_all = asyncio.Semaphore(at_once)
        self._doors: dict[str, _Door] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at this host and hold it. The host comes first: who waits for a slow host keeps nobody else waiting."""
        door = self._doors.setdefault(host, _Door(asyncio.Semaphore(self._per_host)))
        door.users += 1
        try:
            async with door.places, self._in_all:
                yield
        finally:
            door.users -= 1
            if not door.users:
                del self._doors[host]


class Allowance:
    """How many requests may begin now, so that many that are due at once begin one after the other. Pure: the time is handed in."""

    def __init__(self) -> None:
        self._left = 1.0
        self._at_s: float | None = None

    def refill(self, *, per_second: float, now_s: float) -> None:
        """Time went by, at so many a second; no more is saved up than a second brings, or two."""
        passed_s = 0.0 if self._at_s is None else now_s - self._at_s
        self._at_s = now_s
        self._left = min(self._left + passed_s * per_second, max(per_second * _SAVED_S, _SAVED_LEAST))

    @property
    def left(self) -> int:
        """As many may begin."""
        return int(self._left)

    def take(self, many: int = 1) -> None:
        """So many begin."""
        self._left -= many

    def wait_s(self, *, per_second: float) -> float:
        """Seconds until the next may begin, and at least so many that a few may: waking up costs too."""
        return max((1 - self._left) / per_second, _WAKE_S)
