"""Steps in, a running bot out: each step is called again when it is due or woken, until the stop. No durability of its own:
the truth is in the tables, so that a crash loses nothing and the next look finds what is due.

Not `discord.ext.tasks`: that ends for good at the first unexpected exception (measured); this never does.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.errors import BotError

log = logging.getLogger(__name__)

Step = Callable[[datetime], Awaitable[float]]
_AFTER_A_FAILURE_S = 5.0
_LONGEST_AFTER_FAILURES_S = 60.0  # a full disk: what a step asked of others, it asks again and again
_SAY_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a step fails, and since when it does so without a break."""

    error: BotError
    since: datetime


class Loop:
    """One step, repeated. A step gets the time (aware UTC) and returns the seconds until it wants to look again.

    At the stop, a step under way is finished; where `finish` is false it is cancelled, since its work is simply done again.
    """

    def __init__(self, name: str, step: Step, *, finish: bool = True, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.name = name
        self._step = step
        self._finish = finish
        self._clock = clock
        self._woken = asyncio.Event()
        self._failures = 0
        self._said: tuple[str, datetime] | None = None
        self._trouble: Trouble | None = None

    @property
    def trouble(self) -> Trouble | None:
        """What is wrong with the step, where that has a name; None: its last run went well, or met a bug."""
        return self._trouble

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
        now = self._clock()
        try:
            pause_s = await self._step(now)
        except BotError as error:
            if self._is_news(str(error), now=now):
                log.error("step failed", extra=self._facts(str(error)))  # noqa: TRY400  expected: its line says enough
            self._trouble = Trouble(error=error, since=self._trouble.since if self._trouble else now)
        except Exception as error:  # a bug in one step must not end the bot; its traceback is the report
            if self._is_news(repr(error), now=now):
                log.exception("step met a bug", extra=self._facts(repr(error)))
            self._trouble = None
        else:
            if self._failures:
                log.info("step works again", extra={"step": self.name, "failures": self._failures})
            self._failures, self._said, self._trouble = 0, None, None
            return pause_s
        self._failures += 1
        return float(min(_AFTER_A_FAILURE_S * 2 ** min(self._failures - 1, 10), _LONGEST_AFTER_FAILURES_S))

    def _is_news(self, why: str, *, now: datetime) -> bool:
        """False: the same was said within the last minute, so that a failure that lasts is a line a minute and no storm."""
        if self._said and self._said[0] == why and abs((now - self._said[1]).total_seconds()) < _SAY_AGAIN_S:
            return False
        self._said = (why, now)
        return True

    def _facts(self, why: str) -> dict[str, object]:
        return {"step": self.name, "why": why, "failures": self._failures + 1}

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
