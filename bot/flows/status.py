"""How the bot is doing. For its operator: what it did, its last sign of life, what goes wrong, what its language model costs. For a
server: its own feeds, posts and digests, and nothing of anybody else's."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.catalogue import language
from bot.errors import Unreadable
from bot.flows.app import App
from bot.flows.charts import can_draw, draw
from bot.flows.health import last_beat
from bot.flows.hours import hours_of
from bot.model.chart import Drawn
from bot.model.hours import Series
from bot.model.notice import Notice
from bot.model.usage import Usage
from bot.ports import Engine
from bot.store import feeds, figures, load, notices, servers, usage
from bot.store.database import Database
from bot.store.figures import Figures
from bot.store.load import Load
from bot.store.servers import Here

log = logging.getLogger(__name__)

_MONTH_DAYS = 30
_MOST_DIGESTS = 5
_NEVER = timedelta(days=3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`beat_at` None: the bot never ran on this database. `notices` are those still open.

    `today` is the UTC day so far, `month` its last 30 days together. `polls` are those an hour that the feeds' own pauses come to;
    `day` is what was done in the last 24 hours. `queue` None: this engine keeps none that outlives it; else its waiting jobs by task, with
    `quarantined` jobs that failed for good.
    """

    counts: Figures
    beat_at: datetime | None
    notices: tuple[Notice, ...]
    today: Usage
    month: Usage
    polls: float
    load: Load
    day: Series
    queue: Mapping[str, int] | None = None
    quarantined: int = 0


async def status(*, db: Database, now: datetime, interval_s: float = 3600.0, engine: Engine | None = None) -> Status:
    """The figures of now. `interval_s`: from poll to poll of a feed whose pauses are not known yet. `engine`: one that keeps its queue in
    the database; None: there is none. Raises `StoreFailed`.
    """
    beat_at, day = await last_beat(db=db), await hours_of(db=db, days=1, now=now)
    queue = await engine.depths() if engine else None
    quarantined = len(await engine.quarantined()) if engine else 0
    async with db.reading() as tx:
        return Status(
            counts=await figures.count(tx),
            beat_at=beat_at,
            notices=await notices.still_open(tx),
            today=await usage.of_day(tx, now),
            month=await usage.of_days(tx, now, days=_MONTH_DAYS),
            polls=await feeds.polls_per_second(tx, interval_s=interval_s) * 3600,
            load=await load.measure(tx, now=now),
            day=day,
            queue=queue,
            quarantined=quarantined,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an asker may know. `here` None: they ask on no server. `whole` None: the bot is not theirs. `drawn`: the whole bot's figures of
    the last 30 days; None: the bot is not theirs, or nothing here draws.
    """

    here: Here | None
    whole: Status | None
    drawn: Drawn | None = None


async def status_for(guild: int | None, *, owner: bool, app: App, now: datetime) -> Told:
    """A server's figures, its posts counted since midnight UTC; for an owner of the bot also the whole bot's. Raises `StoreFailed`."""
    whole = await status(db=app.db, now=now, interval_s=app.settings.feeds.interval_s) if owner else None
    drawn = await _drawn(app=app, now=now) if owner else None
    if guild is None:
        return Told(here=None, whole=whole, drawn=drawn)
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    async with app.db.reading() as tx:
        here = await servers.of_server(tx, guild, since=midnight, before=now + _NEVER, most=_MOST_DIGESTS)
    return Told(here=here, whole=whole, drawn=drawn)


async def _drawn(*, app: App, now: datetime) -> Drawn | None:
    if not can_draw():
        return None
    try:
        return await app.asking.once(f"figures {language()}", lambda: _draw(app=app, now=now))
    except Unreadable as error:
        log.warning("figures not drawn", extra={"why": str(error)})
        return None


async def _draw(*, app: App, now: datetime) -> Drawn:
    return await draw(await hours_of(db=app.db, days=_MONTH_DAYS, now=now), dark=True)
