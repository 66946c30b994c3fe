"""Deeds in channels that the gateway does not show in, few of them at once out: they may all have been deleted while we were away.

Each that was deleted costs an invalid request, and of those all channels together have 17 an hour. Archived threads, and every channel
until the gateway has told what there is, are not shown either: they are asked side by side as long as none is refused.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import discord

from bot.errors import ChannelClosed, SendFailed

REFUSALS: Final = 5
"""In an hour, after which only channels that the gateway shows are asked; also how many are asked at once."""
_HOUR_S: Final = 3600.0
_INVALID: Final = frozenset({403, 404})


class Unseen:
    """`clock` are seconds that nobody can set. As many may be under way as could be refused without harm."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused: deque[float] = deque()
        self._under_way = 0
        self._answered = asyncio.Event()

    @asynccontextmanager
    async def turn(self, *, wait_s: float | None = None) -> AsyncIterator[None]:
        """One deed. Raises `SendFailed` where too many were refused; `wait_s`: until when to wait then, None: until the hour is over."""
        while self._spent + self._under_way >= REFUSALS:
            self._refuse(wait_s)
            self._answered.clear()
            await self._answered.wait()
        self._under_way += 1
        try:
            yield
        except ChannelClosed as error:
            if isinstance(error.__cause__, discord.HTTPException) and error.__cause__.status in _INVALID:
                self._refused.append(self._clock())
            raise
        finally:
            self._under_way -= 1
            self._answered.set()

    @property
    def _spent(self) -> int:
        while self._refused and self._clock() - self._refused[0] >= _HOUR_S:
            self._refused.popleft()
        return len(self._refused)

    def _refuse(self, wait_s: float | None) -> None:
        if self._spent >= REFUSALS:
            over_s = self._refused[0] + _HOUR_S - self._clock()
            raise SendFailed(
                detail="the gateway does not show that channel, and too many such were refused within the past hour",
                uncertain=False,
                retry_after_s=over_s if wait_s is None else min(wait_s, over_s),
            )
