"""What a server did to us in; its channels held, or opened again, without asking Discord."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.flows import notices
from bot.flows.app import App
from bot.model.notice import NoticeKind
from bot.model.subscription import OutletName, Target
from bot.store import posts

log = logging.getLogger(__name__)

LEFT = "I am no longer on that server; invite me again and I go on."
_LONG = timedelta(days=1)


async def guild_left(guild: int, *, app: App, now: datetime) -> None:
    """Hold every channel of a server that we are not on any more. Raises `StoreFailed`."""
    async with app.db.transaction() as tx:
        channels = await posts.channels_of_guild(tx, guild, held=False)
        for channel, outside in channels:
            target = Target(outlet=OutletName.DISCORD, channel=outside, guild=guild)
            await posts.hold(tx, channel, error=LEFT, until=now + _LONG)
            await notices.tell_channel(tx, channel, NoticeKind.CLOSED, target=target, why=LEFT, now=now)
    log.warning("left a server", extra={"guild": guild, "channels_held": len(channels)})


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
