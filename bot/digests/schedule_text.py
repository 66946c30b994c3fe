"""A schedule as people write it in, a `Schedule` out; and back. Pure."""

import re
from collections.abc import Iterator
from datetime import time
from typing import Final
from zoneinfo import available_timezones

from bot.catalogue import count, mark, say
from bot.errors import Refused
from bot.model.schedule import Cadence, Quiet, Schedule

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHOWN: Final = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
_DAY_NAMES: Final = (*(f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")), *_DAYS, "thur")
_DAY_OF: Final = {name + plural: _DAYS.index(name[:3]) for name in _DAY_NAMES for plural in ("", "s")}
_GROUPS: Final = {"weekdays": (0, 1, 2, 3, 4), "weekends": (5, 6)}
_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?")
_MINUTE: Final = re.compile(r":?(\d{1,2})")
_HALF_OF_DAY: Final = re.compile(r"(?<=\d)\s*([ap])\.?m\b\.?")
_SPAN: Final = re.compile(r"\s*(?:[-–—]|\b(?:to|through)\b)\s*")
_SEPARATORS: Final = re.compile(r"[\s,;/]+|\band\b|\bat\b|\bon\b")
_NOON: Final = 12
_MOST_TIMES: Final = 24
_EXAMPLE: Final = "hourly, hourly :15, daily 08:00 18:00, weekly mon thu 09:00"


def parse_schedule(text: str, *, zone: str = "UTC") -> Schedule:
    """`hourly`, `hourly :15`, `daily 08:00, 6:30pm`, `weekly mon thu 09:00`, `weekly fri-mon 9 am`, `weekdays 9am`, `never`.

    `zone` is an IANA name in any case.

    Raises `Refused` with what was not understood and how to write it.
    """
    joined = _SPAN.sub("-", _HALF_OF_DAY.sub(r"\1m", text.strip().lower()))
    first, *rest = [word for word in _SEPARATORS.split(joined) if word] or [""]
    if _days(first):
        first, rest = "weekly", [first, *rest]
    if first not in list(Cadence):
        raise Refused.of("I don't understand the schedule {what}; write for example: {example}.", what=f"{text!r:.60}", example=_EXAMPLE)
    cadence, named = Cadence(first), zone_named(zone)
    if cadence is Cadence.NEVER:
        return Schedule(cadence=cadence, times=(), zone=named)
    if cadence is Cadence.HOURLY:
        return Schedule(cadence=cadence, times=(_minute(rest),), zone=named)
    days = tuple(sorted({day for word in rest for day in _days(word)}))
    if strange := next((word for word in rest if word[:1].isalpha() and not _days(word)), None):
        raise Refused.of(
            "I don't understand {what} in the schedule; write for example: {example}.", what=f"{strange!r:.40}", example=_EXAMPLE
        )
    times = tuple(sorted({clock_time(word) for word in rest if not _days(word)}))
    if not times or len(times) > _MOST_TIMES:
        raise Refused.of(
            "A {cadence} schedule needs 1 to {most} clock times; write for example: {example}.",
            cadence=cadence.value,
            most=_MOST_TIMES,
            example=_EXAMPLE,
        )
    if bool(days) is not (cadence is Cadence.WEEKLY):
        raise Refused.of(
            "Days belong to a weekly schedule, and a weekly schedule needs some; write for example: {example}.", example=_EXAMPLE
        )
    return Schedule(cadence=cadence, times=times, days=days, zone=named)


def zones_like(part: str, *, most: int) -> tuple[str, ...]:
    """Names of zones that hold `part`, those that begin with it first: `berl` finds Europe/Berlin."""
    wanted = part.strip().replace(" ", "_").casefold()
    found = [zone for zone in available_timezones() if wanted in zone.casefold()]
    return tuple(sorted(found, key=lambda zone: (not zone.casefold().startswith(wanted), zone.count("/") != 1, zone)))[:most]


def parse_quiet(text: str) -> Quiet:
    """`22:00-07:00`, `10pm to 7am`. Raises `Refused`."""
    ends = [part for part in re.split(r"\s*(?:-|–|\bto\b|\buntil\b)\s*", text.strip().lower()) if part]
    if len(ends) != 2:  # noqa: PLR2004  a start and an end
        raise Refused.of("I don't understand the quiet hours {what}; write for example: 22:00-07:00.", what=f"{text!r:.60}")
    quiet = Quiet(start=clock_time(ends[0]), end=clock_time(ends[1]))
    if quiet.start == quiet.end:
        raise Refused.of(
            "Quiet hours from {start} to {end} are the whole day or none; leave quiet out, or change an end.",
            start=f"{quiet.start:%H:%M}",
            end=f"{quiet.end:%H:%M}",
        )
    return quiet


def clock_time(word: str) -> time:
    """`8`, `08:30`, `8.30`, `8h30`, `6:30pm`. Raises `Refused`."""
    found = _CLOCK.fullmatch(word.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (-1, 0)
    if found and found[3]:
        hour = hour % _NOON + (_NOON if found[3] == "pm" else 0) if 1 <= hour <= _NOON else -1
    try:
        return time(hour, minute)
    except ValueError:
        raise Refused.of("{what} is no clock time; write for example 08:30 or 6:30pm.", what=f"{word!r:.40}") from None


def zone_named(name: str) -> str:
    """The IANA zone of this name, whatever its case and with spaces for underscores. Raises `Refused`."""
    wanted = name.strip().replace(" ", "_").casefold()
    found = next((zone for zone in available_timezones() if zone.casefold() == wanted), None)
    if found is None:
        raise Refused.of("I know no time zone {what}; use a name such as Europe/Berlin, America/New_York or UTC.", what=f"{name!r:.60}")
    return found


def said(schedule: Schedule) -> str:
    """The schedule in words, such as `daily at 08:00 and 18:00 (Europe/Berlin), quiet from 22:00 to 07:00`."""
    times = say(" and ").join(f"{each:%H:%M}" for each in schedule.times)
    if schedule.cadence is Cadence.NEVER:
        when = say("never")
    elif schedule.cadence is Cadence.HOURLY:
        when = say("hourly at :{minute}", minute=f"{schedule.times[0].minute:02}")
    elif schedule.cadence is Cadence.DAILY:
        when = say("daily at {times}", times=times)
    else:
        when = say("weekly on {days} at {times}", days=", ".join(say(_SHOWN[day]) for day in schedule.days), times=times)
    return ", ".join([f"{when} ({schedule.zone})", *_extras(schedule)])


def _extras(schedule: Schedule) -> Iterator[str]:
    if schedule.quiet:
        yield say("quiet from {start} to {end}", start=f"{schedule.quiet.start:%H:%M}", end=f"{schedule.quiet.end:%H:%M}")
    if schedule.stories is not None:
        yield count("at most {n} story", "at most {n} stories", schedule.stories)
    if schedule.daily_cards is not None:
        yield count("at most {n} card a day", "at most {n} cards a day", schedule.daily_cards)
    if schedule.say_when_empty:
        yield say("also when there is no news")


def _days(word: str) -> tuple[int, ...]:
    """The days that a word names, such as `mon`, `thursdays`, `weekends` or, over the end of the week, `fri-mon`; () for any other word."""
    if word in _GROUPS:
        return _GROUPS[word]
    ends = [_DAY_OF.get(each) for each in word.split("-")]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2:  # noqa: PLR2004  a span has two ends
        return ()
    return tuple((first + step) % len(_DAYS) for step in range((last - first) % len(_DAYS) + 1))


def _minute(words: list[str]) -> time:
    found = _MINUTE.fullmatch(words[0]) if len(words) == 1 else None
    if words and (found is None or int(found[1]) > 59):  # noqa: PLR2004  an hour's last minute
        raise Refused.of("An hourly schedule takes one minute, such as: hourly :15.")
    return time(0, int(found[1]) if found else 0)
