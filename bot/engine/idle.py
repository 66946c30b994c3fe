"""Jobs in, nothing done: for verbs that do their work themselves, beside a bot that runs or not."""

import asyncio
from collections.abc import Mapping, Sequence

from bot.model.job import Job, Quarantined, TaskName
from bot.ports import Tx, Work


class IdleEngine:
    """An `Engine` that forgets what it is asked. Nothing is lost: whoever looks for what is due finds it in the tables."""

    shared = False

    def task(self, name: TaskName, work: Work, *, at_once: int, blamed: bool = True) -> None:
        """Nothing will be done."""

    async def enqueue(self, jobs: Sequence[Job], *, tx: Tx | None = None) -> None:
        """Nothing comes of it."""

    async def busy(self, name: TaskName) -> frozenset[str]:  # noqa: ARG002  the port's signature
        """Nothing waits."""
        return frozenset()

    async def depths(self) -> Mapping[str, int]:
        """Nothing waits."""
        return {}

    async def quarantined(self) -> tuple[Quarantined, ...]:
        """Nothing failed."""
        return ()

    async def release(self, number: int) -> bool:  # noqa: ARG002  the port's signature
        """There is none."""
        return False

    async def run(self, stop: asyncio.Event) -> None:
        """Wait for the stop."""
        await stop.wait()
