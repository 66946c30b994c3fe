"""A whole bot with the real discord.py, against a small Discord on loopback."""

import asyncio
from contextlib import asynccontextmanager

from bot.compose import run_on_discord
from tests.fakes.discord_presses import click
from tests.fakes.discord_server import MANAGE_GUILD


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


async def follow(server, **options):
    """Use `/feed add` as a manager and confirm what is offered; what came of it."""
    offered = await server.slash("feed add", permissions=MANAGE_GUILD, **options)
    return await click(server, offered, "Confirm", permissions=MANAGE_GUILD)
