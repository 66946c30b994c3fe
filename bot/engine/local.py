"""Steps in, a running bot out: each step is called again when it is due or woken, until the stop. No durability of its own:
the truth is in the tables, so that a crash loses nothing and the next look finds what is due.

Not `discord.ext.tasks`: that ends for good at the first unexpected exception (measured); this never does.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime

from bot.errors import BotError

log = logging.getLogger(__name__)

Step = Callable[[datetime], Awaitable[float]]
_AFTER_A_FAILURE_S = 5.0


class Loop:
    """One step, repeated. A step gets the time (aware UTC) and returns the seconds until it wants to look again.

    At the stop, a step under way is finished; where `finish` is false it is cancelled, since its work is simply done again.
    """

    def __init__(self, name: str, step: Step, *, finish: bool = True) -> None:
        self.name = name
        self._step = step
        self._finish = finish
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There may be work: look at once."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Repeat until `stop` is set."""
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self._woken.clear()
                step = asyncio.create_task(self._once())
                if not self._finish:
                    await asyncio.wait({step, stopping}, return_when=asyncio.FIRST_COMPLETED)
                    if stop.is_set():
                        step.cancel()
                        await asyncio.wait({step})
                        return
                await self._pause(await step, stopping)
        finally:
            stopping.cancel()

    async def _once(self) -> float:
        try:
            return await self._step(datetime.now(UTC))
        except BotError as error:
            log.error("step failed", extra={"step": self.name, "why": str(error)})  # noqa: TRY400  expected: its line says enough
        except Exception:  # a bug in one step must not end the bot; its traceback is the report
            log.exception("step met a bug", extra={"step": self.name})
        return _AFTER_A_FAILURE_S

    async def _pause(self, seconds: float, stopping: asyncio.Task[bool]) -> None:
        waking = asyncio.create_task(self._woken.wait())
        try:
            await asyncio.wait({waking, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waking.cancel()


async def run_loops(loops: Iterable[Loop], *, stop: asyncio.Event) -> None:
    """Run every loop until `stop` is set and the steps under way are done."""
    async with asyncio.TaskGroup() as group:
        for loop in loops:
            group.create_task(loop.run(stop), name=loop.name)
