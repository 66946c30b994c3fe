"""A rate in, a wait before each request out. Reads the loop's clock and sleeps."""

import asyncio
import time
from collections.abc import Awaitable, Callable


class Bucket:
    """A leaky bucket: at most `per_second` requests a second in the long run, `burst` at once after a pause.

    The generic cell rate algorithm (ITU-T I.371): one number, the time at which the bucket would be empty.
    """

    def __init__(
        self,
        per_second: float,
        *,
        burst: int = 5,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap_s = 1 / per_second
        self._slack_s = (burst - 1) * self._gap_s
        self._clock = clock
        self._sleep = sleep
        self._empty_at = 0.0

    async def take(self) -> None:
        """Returns when a request may be made; callers are served in the order in which they came."""
        now = self._clock()
        ready_at = max(self._empty_at, now)
        self._empty_at = ready_at + self._gap_s
        wait_s = ready_at - self._slack_s - now
        if wait_s > 0:
            await self._sleep(wait_s)
