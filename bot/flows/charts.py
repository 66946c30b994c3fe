"""Figures in, a picture of them out, drawn in a process of its own that ends with it: what draws takes 80 MB and is seldom asked."""

import asyncio
from importlib.util import find_spec
from typing import Final

from bot.catalogue import language
from bot.engine.pool import WorkerPool
from bot.flows import jobs
from bot.model.chart import Drawn
from bot.model.hours import Series
from bot.settings import WorkersSettings

_LIMITS: Final = {"processes": 1, "timeout_s": 60, "memory_mb": 1024}


def can_draw() -> bool:
    """Whether matplotlib is installed, which is never loaded here."""
    return find_spec("matplotlib") is not None


async def draw(found: Series, *, dark: bool) -> Drawn:
    """A PNG of these figures, with words in the language at hand. Raises `Unreadable` where it could not be drawn."""
    pool = WorkerPool(WorkersSettings.model_validate(_LIMITS))
    try:
        return await pool.run("figures", jobs.draw_figures, found, language=language(), dark=dark)
    finally:
        await asyncio.to_thread(pool.close)
