"""A channel's schedule in, the JSON of its row out, and back. Pure."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from bot.model.schedule import Cadence, Quiet, Schedule


def to_row(schedule: Schedule | None) -> dict[str, object] | None:
    """None: the channel has no wishes of its own."""
    if schedule is None:
        return None
    return {
        "cadence": schedule.cadence,
        "times": [f"{each:%H:%M}" for each in schedule.times],
        "days": list(schedule.days),
        "zone": schedule.zone,
        "quiet": [f"{each:%H:%M}" for each in (schedule.quiet.start, schedule.quiet.end)] if schedule.quiet else None,
        "stories": schedule.stories,
        "daily_cards": schedule.daily_cards,
        "say_when_empty": schedule.say_when_empty,
    }


def from_row(row: Mapping[str, Any] | None) -> Schedule | None:
    """What `to_row` made."""
    if row is None:
        return None
    quiet = [time.fromisoformat(each) for each in row["quiet"] or ()]
    return Schedule(
        cadence=Cadence(row["cadence"]),
        times=tuple(time.fromisoformat(each) for each in row["times"]),
        days=tuple(row["days"]),
        zone=row["zone"],
        quiet=Quiet(start=quiet[0], end=quiet[1]) if quiet else None,
        stories=row["stories"],
        daily_cards=row["daily_cards"],
        say_when_empty=row["say_when_empty"],
    )
