"""Parts of a running bot in, whether each works out. A check that fails or takes too long is one that says no."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot import measures
from bot.errors import BotError
from bot.flows.health import last_beat
from bot.ports import Engine
from bot.store.database import Database
from bot.store.migrate import is_ours

log = logging.getLogger(__name__)

WITHIN_S: Final = 2.0

Check = Callable[[], Awaitable[bool]]


async def _nothing() -> None:
    """For a bot whose numbers are all counted where they arise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What the door asks. `alive`: without these the bot is to be looked at. `ready`: without these it does not do its work yet.

    `role` is what this process does. `look` brings numbers up to date that nothing counts as it goes, such as a queue's depth.
    """

    role: str
    alive: Mapping[str, Check]
    ready: Mapping[str, Check] = field(default_factory=dict)
    look: Callable[[], Awaitable[None]] = _nothing


def health_of(
    db: Database,
    *,
    role: str = "all",
    gateway: Callable[[], bool] | None = None,
    engine: Engine | None = None,
    runs: Callable[[], bool] | None = None,
) -> Health:
    """The health of a process on this database. Each None: this process has no such part.

    `gateway`: is Discord's gateway ready? `runs`: is work being done? `engine`: whose queue this process shows in its numbers.
    """

    async def database() -> bool:
        await last_beat(db=db)
        return True

    async def migrated() -> bool:
        return await is_ours(db)

    parts = {"gateway": gateway, "engine": runs}
    ready = {"migrated": migrated, **{name: _asked(part) for name, part in parts.items() if part is not None}}
    return Health(role=role, alive={"database": database}, ready=ready, look=_nothing if engine is None else _looker(engine))


async def failing(checks: Mapping[str, Check]) -> tuple[str, ...]:
    """The names of those that say no, or nothing within two seconds, or that fail."""
    names = list(checks)
    works = await asyncio.gather(*(_works(name, checks[name]) for name in names))
    return tuple(name for name, well in zip(names, works, strict=True) if not well)


async def _works(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(WITHIN_S):
            return await check()
    except (BotError, TimeoutError) as error:
        log.warning("a health check failed", extra={"check": name, "why": str(error) or "no answer in time"})
    except Exception:
        log.exception("a health check met a bug", extra={"check": name})
    return False


def _asked(part: Callable[[], bool]) -> Check:
    async def ask() -> bool:
        return part()

    return ask


def _looker(engine: Engine) -> Callable[[], Awaitable[None]]:
    async def look() -> None:
        depths = await engine.depths()
        quarantined = await engine.quarantined()
        measures.ENGINE_DEPTH.clear()
        for task, waiting in depths.items():
            measures.ENGINE_DEPTH.labels(task).set(waiting)
        measures.ENGINE_QUARANTINED.set(len(quarantined))

    return look
