"""The event loop in, how late it is out: a task that wants to be woken at a steady pace notes how late it was."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from bot import measures

EVERY_S: Final = 0.5
TOO_LATE_S: Final = 2.0


@dataclass(slots=True, kw_only=True)
class Lag:
    """How late the loop was the last time it was looked at."""

    seconds: float = 0.0

    @property
    def bearable(self) -> bool:
        """Whether what waits for the loop is served in time."""
        return self.seconds <= TOO_LATE_S


@asynccontextmanager
async def watched_loop() -> AsyncIterator[Lag]:
    """The running loop's lag, kept up to date until the block ends."""
    lag = Lag()
    task = asyncio.create_task(_watch(lag), name="loop lag")
    try:
        yield lag
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _watch(lag: Lag) -> None:
    clock = asyncio.get_running_loop().time
    while True:
        wanted_at = clock() + EVERY_S
        await asyncio.sleep(EVERY_S)
        lag.seconds = max(clock() - wanted_at, 0.0)
        measures.LOOP_LAG.observe(lag.seconds)
