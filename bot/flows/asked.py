"""What a person asked for and has to say yes to: kept under a short key that buttons carry, for that person in that server alone.

It outlives a restart, and is forgotten after a day.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.catalogue import say
from bot.errors import Refused
from bot.store import asked
from bot.store.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """A person in a server, by their snowflakes."""

    user: int
    guild: int


async def note(tx: Transaction, text: str, *, asker: Asker, now: datetime, key: str = "") -> str:
    """Keep `text` for the asker; the key to it: `key`, or a fresh one. Raises `StoreFailed`."""
    key = key or secrets.token_urlsafe(9)
    await asked.keep(tx, key, f"{asker.user}:{asker.guild}:{text}", now=now)
    return key


async def noted(tx: Transaction, key: str, *, asker: Asker) -> str:
    """The text that was kept for the asker. Raises `Refused` where it is somebody else's or is not kept any more, `StoreFailed`."""
    kept = await asked.find(tx, key)
    if kept is None:
        raise Refused(why=say("That is over: it was answered already, or it is older than a day. Ask again with the command."))
    user, guild, text = kept.split(":", 2)
    if (user, guild) != (str(asker.user), str(asker.guild)):
        raise Refused(why=say("Only the person who asked can answer that. Use the command yourself."))
    return text
