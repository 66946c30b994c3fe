"""The whole bot with the real discord.py, posts put into its outbox by hand, and what its Discord shows of them."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import insert

from bot.compose import run_on_discord
from bot.model.delivery import NewPost, Panel, Post
from bot.model.subscription import OutletName, Target
from bot.rendering.frozen import freeze
from bot.store import posts, subscriptions
from bot.store.opened import open_database
from bot.store.tables import digests
from tests.fakes.discord_bodies import GUILD
from tests.fakes.discord_door import TEXTS
from tests.fakes.looks import code


@asynccontextmanager
async def outbox(settings):
    db = open_database(settings.store)
    yield db
    await db.close()


async def put(settings, channel, *codes, guild=GUILD):
    """Posts with these codes, ready to go to a channel."""
    now = datetime.now(UTC)
    async with outbox(settings) as db, db.transaction() as tx:
        target = Target(outlet=OutletName.DISCORD, channel=int(channel), guild=guild)
        known = (await subscriptions.ensure_channel(tx, target, next_digest_at=now)).id
        row = insert(digests).values(channel_id=known, kind="cards", created_at=now).returning(digests.c.id)
        made = [Post(code=code, panels=(Panel(title=f"Story **{code}**", body="b", footer=f"unit {code}"),)) for code in codes]
        new = [NewPost(code=post.code, payload=freeze(post), nonce=f"{post.code}-0") for post in made]
        await posts.add(tx, new, digest=(await tx.execute(row)).scalar_one(), channel=known, now=now)


async def error_of(settings, channel, *, guild=GUILD):
    async with outbox(settings) as db, db.reading() as tx:
        held = await posts.channels_of_guild(tx, guild, held=True)
    return any(external == int(channel) for _, external in held)


@asynccontextmanager
async def running(settings, server):
    stop = asyncio.Event()
    server.identified.clear()
    bot = asyncio.create_task(run_on_discord(settings, stop=stop))
    identified = asyncio.create_task(server.identified.wait())
    await asyncio.wait({bot, identified}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
    if bot.done():
        bot.result()
    try:
        yield bot
    finally:
        stop.set()
        await bot


async def until(check, timeout_s=20.0):
    async with asyncio.timeout(timeout_s):
        while not check():
            await asyncio.sleep(0.02)


def shown(server, channel=TEXTS[0]):
    return [code(message) for message in server.channels.get(channel, ())]


async def until_held(settings, channel):
    async with asyncio.timeout(20):
        while not await error_of(settings, channel):
            await asyncio.sleep(0.05)
