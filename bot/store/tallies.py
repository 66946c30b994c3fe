"""How many invalid requests the last runs made, kept over a restart. SQL."""

import json
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.tally import Tally
from bot.store import notes

_KEY = "invalid_requests"


async def read(tx: AsyncConnection) -> Tally:
    """What was written last; an empty one where nothing was."""
    text = await notes.read(tx, _KEY)
    if text is None:
        return Tally()
    kept = json.loads(text)
    until = datetime.fromisoformat(kept["rests_until"]) if kept["rests_until"] else None
    return Tally(invalid_at=tuple(datetime.fromisoformat(each) for each in kept["invalid_at"]), rests_until=until, why=kept["why"])


async def write(tx: AsyncConnection, tally: Tally) -> None:
    """In place of the last one."""
    until = tally.rests_until.isoformat() if tally.rests_until else None
    kept = {"invalid_at": [each.isoformat() for each in tally.invalid_at], "rests_until": until, "why": tally.why}
    await notes.write(tx, _KEY, json.dumps(kept))
