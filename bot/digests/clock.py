"""The time in, the time of the next digest out. Pure."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def next_digest_at(now: datetime, *, every_s: float, offset_s: float) -> datetime:
    """The first time after `now` that lies `offset_s` past a whole multiple of `every_s` since 1970-01-01T00:00Z.

    With 86,400 and 32,400 seconds: the next 09:00 UTC. However long the bot was away, one digest comes, not one per period missed.
    """
    periods = ((now - _EPOCH).total_seconds() - offset_s) // every_s + 1
    return _EPOCH + timedelta(seconds=periods * every_s + offset_s)
