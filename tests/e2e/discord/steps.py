"""A whole bot with the real discord.py, against a small Discord on loopback."""

import asyncio
from contextlib import asynccontextmanager

from bot.compose import run_on_discord


@asynccontextmanager
async def running(settings, server):
    """The bot, from its gateway's hello to its end."""
    stop = asyncio.Event()
    bot = asyncio.create_task(run_on_discord(settings, stop=stop))
    await asyncio.wait_for(server.identified.wait(), 15)
    try:
        yield
    finally:
        stop.set()
        await bot
        server.identified.clear()
