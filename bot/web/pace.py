"""Hosts in, turns out: how many requests may run at once. Waits; opens nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


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
