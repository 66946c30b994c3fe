"""When a channel wants its digests. Pure."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum


class Cadence(StrEnum):
    """HOURLY: at the minute of `times`, each real hour. DAILY and WEEKLY: at clock times of a zone. NEVER: no digests."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours of the zone's clock without posts: from `start` up to, not including, `end`; over midnight where `end` is earlier."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A channel's own wishes. `times` are to the minute, sorted, at least one unless NEVER; `days` (0 is Monday) count for WEEKLY alone.

    `zone` is an IANA name. `stories`: the most in one digest; `daily_cards`: the most cards a day, the rest goes into the next digest.
    `say_when_empty`: a digest hour without news says so.
    """

    cadence: Cadence
    times: tuple[time, ...]
    days: tuple[int, ...] = ()
    zone: str = "UTC"
    quiet: Quiet | None = None
    stories: int | None = None
    daily_cards: int | None = None
    say_when_empty: bool = False
