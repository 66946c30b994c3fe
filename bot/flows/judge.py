"""What waits for a channel in, its filters' verdicts kept on it out. Filters are worked in a worker process: they are strangers' words."""

import logging
from collections.abc import Sequence
from datetime import datetime

from bot.digests.filters import judge
from bot.errors import BotError, StoreFailed
from bot.flows.app import App
from bot.model.filters import Applied, FilterField, FilterKind, Subject, Verdict
from bot.model.subscription import ChannelId
from bot.store import filters, verdicts

log = logging.getLogger(__name__)

_AT_ONCE = 200
_COST = 100  # entries times patterns in one job: at most 10 s of nastiness, as long as a worker has by default


async def judge_waiting(channel: ChannelId, *, app: App, now: datetime) -> None:
    """Judge each condensed entry that waits for `channel` and was not judged yet. Raises `StoreFailed`."""
    while True:
        async with app.db.reading() as tx:
            applied = await filters.applying(tx, channel)
            waiting = await verdicts.undecided(tx, channel, most=_AT_ONCE) if applied else {}
        if applied and not waiting:
            return None
        made = await verdicts_of(tuple(waiting.values()), applied, app=app)
        async with app.db.transaction() as tx:
            if await filters.applying(tx, channel) != applied:
                continue  # a filter came or went meanwhile: these verdicts may be wrong
            if not applied:
                return await verdicts.pass_all(tx, channel, now=now)
            await verdicts.keep(tx, dict(zip(waiting, made, strict=True)), now=now)
        dropped = sum(not each.passed for each in made)
        if dropped:
            log.info("filters dropped entries", extra={"channel_id": channel, "entries": dropped})
        if len(waiting) < _AT_ONCE:
            return None


async def verdicts_of(subjects: Sequence[Subject], applied: Sequence[Applied], *, app: App) -> tuple[Verdict, ...]:
    """The filters' verdicts, in the order of `subjects`. Where patterns take too long or cannot be read any more, the log says so and
    the other filters decide: no news waits for ever."""
    patterns = sum(each.filter.kind is FilterKind.PATTERN for each in applied)
    step = max(1, _COST // max(1, patterns))
    made: list[Verdict] = []
    for start in range(0, len(subjects), step):
        made += await _judged(subjects[start : start + step], applied, app=app)
    return tuple(made)


async def _judged(subjects: Sequence[Subject], applied: Sequence[Applied], *, app: App) -> tuple[Verdict, ...]:
    topics = any(each.filter.field is FilterField.TOPIC for each in applied)
    rules = app.voice.rules if topics else None
    try:
        return await app.readers.pool.run("filters", judge, subjects, applied, rules=rules)
    except StoreFailed:
        raise
    except BotError as error:
        log.error("patterns left out", extra={"entries": len(subjects), "why": str(error)})  # noqa: TRY400  its name says enough
        return await app.readers.pool.run("filters", judge, subjects, applied, rules=rules, patterns=False)
