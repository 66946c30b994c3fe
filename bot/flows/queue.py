"""What the engine has to do and what it gave up in, as its operator sees it; and a second chance for the latter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model.job import Quarantined
from bot.ports import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """`waiting` jobs by task; `held`: those that failed for good, the newest first."""

    waiting: Mapping[str, int]
    held: tuple[Quarantined, ...]


async def queue_of(engine: Engine) -> Queue:
    """As it is now. Raises `StoreFailed`."""
    return Queue(waiting=await engine.depths(), held=await engine.quarantined())


async def release(numbers: Sequence[int] | None, *, engine: Engine) -> tuple[Quarantined, ...]:
    """Let these jobs out of quarantine; None: all. Those that were let out, the newest first. Raises `StoreFailed`."""
    held = await engine.quarantined()
    chosen = [each for each in held if numbers is None or each.number in numbers]
    return tuple([each for each in chosen if await engine.release(each.number)])
