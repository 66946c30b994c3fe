"""Servers that the gateway tells of in, those to be welcomed out: each once, whatever restarts and however often it comes back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from bot.flows.app import App
from bot.store import guilds, notes, posts
from bot.store.database import Transaction

_AGAIN: Final = timedelta(days=1)
_KNOWN: Final = "guilds_known"


async def arrived(guild: int, *, invited: bool, app: App, now: datetime) -> bool:
    """Note that we are on a server; True: welcome it now. `invited`: the gateway says that we were just invited; else it is welcomed
    where it is new. Within a day of its welcome it gets no second one, and none where it has channels from before: those go on.

    Raises `StoreFailed`.
    """
    async with app.db.transaction() as tx:
        new = await guilds.here(tx, [guild], now=now)
        return bool(invited or new) and await _claim(tx, guild, now=now)


async def at_start(found: Collection[int], *, app: App, now: datetime) -> tuple[int, ...]:
    """Note the servers that we are on as the bot starts; those that invited it while it was away, to be welcomed now. At the very first
    start nobody can tell, and none is welcomed. Raises `StoreFailed`.
    """
    async with app.db.transaction() as tx:
        first = await notes.read(tx, _KNOWN) is None
        new = await guilds.here(tx, found, now=now)
        if first:
            await notes.write(tx, _KNOWN, "yes")
            return ()
        return tuple([guild for guild in sorted(new) if await _claim(tx, guild, now=now)])


async def _claim(tx: Transaction, guild: int, *, now: datetime) -> bool:
    if await posts.channels_of_guild(tx, guild):
        return False
    return await guilds.claim_welcome(tx, guild, again=now - _AGAIN, now=now)
