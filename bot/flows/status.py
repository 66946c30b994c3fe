"""How the bot is doing, for its operator: what it did, when it last gave a sign of life, what goes wrong, what its language model costs."""

from dataclasses import dataclass
from datetime import datetime

from bot.flows.health import last_beat
from bot.model.notice import Notice
from bot.model.usage import Usage
from bot.store import figures, notices, usage
from bot.store.database import Database
from bot.store.figures import Figures

_MONTH_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`beat_at` None: the bot never ran on this database. `notices` are those still open.

    `today` is the UTC day so far, `month` its last 30 days together.
    """

    counts: Figures
    beat_at: datetime | None
    notices: tuple[Notice, ...]
    today: Usage
    month: Usage


async def status(*, db: Database, now: datetime) -> Status:
    """The figures of now. Raises `StoreFailed`."""
    beat_at = await last_beat(db=db)
    async with db.reading() as tx:
        return Status(
            counts=await figures.count(tx),
            beat_at=beat_at,
            notices=await notices.still_open(tx),
            today=await usage.of_day(tx, now),
            month=await usage.of_days(tx, now, days=_MONTH_DAYS),
        )
