"""What a person asked in, as much of it as a button holds out; and back again."""

from datetime import datetime
from hashlib import blake2b
from typing import Final

from bot.catalogue import say
from bot.errors import Refused
from bot.flows.app import App
from bot.store import asked

_KEY: Final = "#"


async def shortened(text: str, *, most: int, app: App, now: datetime) -> str:
    """`text` (which begins with something else than #) where it has at most so many characters, else a key to it that holds for a day.

    Raises `StoreFailed`.
    """
    if len(text) <= most:
        return text
    key = blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
    async with app.db.transaction() as tx:
        await asked.keep(tx, key, text, now=now)
    return f"{_KEY}{key}"


async def in_full(short: str, *, app: App) -> str:
    """What `shortened` was given. Raises `Refused` where that was too long ago, `StoreFailed`."""
    if not short.startswith(_KEY):
        return short
    async with app.db.reading() as tx:
        found = await asked.find(tx, short.removeprefix(_KEY))
    if found is None:
        raise Refused(why=say("You asked for this too long ago to turn its pages; ask again."))
    return found
