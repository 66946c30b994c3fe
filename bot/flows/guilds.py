"""What a server did to us in; its channels held, or opened again, without asking Discord."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.catalogue import mark
from bot.flows import notices
from bot.flows.app import App
from bot.model.notice import NoticeKind
from bot.model.subscription import ChannelId, OutletName, Target
from bot.store import edits, posts, presence
from bot.store.database import Transaction

log = logging.getLogger(__name__)

LEFT = mark("I am no longer on that server; invite me again and I go on.")
DELETED = mark("That channel was deleted; remove its feeds with `/feed remove`, or move them with `/feed edit`.")
_LONG = timedelta(days=1)


async def guild_left(guild: int, *, app: App, now: datetime) -> None:
    """Hold every channel of a server that we are not on any more, and note since when that is so. Raises `StoreFailed`."""
    async with app.db.transaction() as tx:
        await presence.left(tx, guild, now=now)
        channels = await posts.channels_of_guild(tx, guild, held=False)
        for channel, outside in channels:
            await _hold(tx, channel, target=Target(outlet=OutletName.DISCORD, channel=outside, guild=guild), why=LEFT, now=now)
    log.warning("left a server", extra={"guild": guild, "channels_held": len(channels)})


async def channel_deleted(external: int, *, guild: int, app: App, now: datetime) -> None:
    """Hold a channel or thread that was deleted, and end its edits; one that we never posted in is no matter. Raises `StoreFailed`."""
    async with app.db.transaction() as tx:
        known = [channel for channel, outside in await posts.channels_of_guild(tx, guild) if outside == external]
        for channel in known:
            target = Target(outlet=OutletName.DISCORD, channel=external, guild=guild)
            await _hold(tx, channel, target=target, why=DELETED, now=now)
            await edits.end_channel(tx, channel)
    if known:
        log.warning("channel deleted", extra={"channel": external, "guild": guild})


async def look_again(guild: int, *, is_open: Callable[[int], bool], app: App, now: datetime) -> bool:
    """Open the held channels of a server for which `is_open` (asked with the id outside) says so. True: there was one.

    Raises `StoreFailed`.
    """
    async with app.db.reading() as tx:
        held = await posts.channels_of_guild(tx, guild, held=True)
    opened = [channel for channel, external in held if is_open(external)]
    if opened:
        async with app.db.transaction() as tx:
            for channel in opened:
                await posts.reopen(tx, channel, now=now)
                await notices.channel_open(tx, channel)
        log.info("channels opened again", extra={"guild": guild, "channels": len(opened)})
    return bool(opened)


async def _hold(tx: Transaction, channel: ChannelId, *, target: Target, why: str, now: datetime) -> None:
    await posts.hold(tx, channel, error=why, until=now + _LONG)
    await notices.tell_channel(tx, channel, NoticeKind.CLOSED, target=target, why=why, now=now)
