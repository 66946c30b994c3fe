"""What was done over time in, a picture's plan out: panels, dates and sentences in the language at hand. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from babel.dates import format_skeleton

from bot.catalogue import count, language, say
from bot.model.chart import Chart, Panel, Tick
from bot.model.hours import Counts, Hour, Series
from bot.text.counted import amount, hours_and_minutes

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_MINUTES_UP_TO_S: Final = 2 * 3600  # in a step; beyond, its bars are hours
_MOST_TICKS: Final = 7


def chart_of(found: Series, *, dark: bool) -> Chart:
    """Polls, entries, posts and reading time saved, side by side."""
    total = found.total
    nothing = "" if total != Counts() else say("Beep? Nothing counted yet. Let me poll a few feeds, then look again.")
    return Chart(
        title=say("What ByteBot did"),
        subtitle=_subtitle(found),
        note="" if nothing else say("The pale bar is not over yet. Times are UTC."),
        nothing=nothing,
        alt=_alt(found),
        panels=_panels(found.steps, total),
        ticks=_ticks(found),
        dark=dark,
    )


def _panels(steps: tuple[Hour, ...], total: Counts) -> tuple[Panel, ...]:
    def row(pick: Callable[[Counts], float]) -> tuple[float, ...]:
        return tuple(pick(each.counts) for each in steps)

    by_hours = max(row(lambda counts: counts.saved_s), default=0) > _MINUTES_UP_TO_S
    per = 3600 if by_hours else 60
    return (
        Panel(
            title=say("Polls"),
            total=amount(total.polls),
            values=row(lambda counts: counts.polls),
            part=row(lambda counts: counts.failures),
            part_label=say("failed: {n}", n=amount(total.failures)),
        ),
        Panel(title=say("New entries"), total=amount(total.entries), values=row(lambda counts: counts.entries)),
        Panel(title=say("Posts"), total=amount(total.posts), values=row(lambda counts: counts.posts)),
        Panel(
            title=say("Reading time saved, hours") if by_hours else say("Reading time saved, minutes"),
            total=hours_and_minutes(total.saved_s),
            values=row(lambda counts: counts.saved_s / per),
        ),
    )


def _subtitle(found: Series) -> str:
    first, until = found.steps[0].at, found.until
    if found.step == _HOUR:
        return say("Hour by hour, {first} to {last}", first=_moment(first), last=_moment(until))
    span = {"first": _long_day(first), "last": _long_day(until)}
    return say("Week by week, {first} to {last}", **span) if found.step > _DAY else say("Day by day, {first} to {last}", **span)


def _alt(found: Series) -> str:
    total = found.total
    return say(
        "Four bar charts. {time}: {polls}, {entries}, {posts}, and {saved} of reading saved.",
        time=_subtitle(found),
        polls=count("{n} poll", "{n} polls", total.polls),
        entries=count("{n} new entry", "{n} new entries", total.entries),
        posts=count("{n} post", "{n} posts", total.posts),
        saved=hours_and_minutes(total.saved_s),
    )


def _ticks(found: Series) -> tuple[Tick, ...]:
    """At most seven: midnights and quarters of days, Mondays, or weeks evenly."""
    if found.step == _HOUR:
        every = next(hours for hours in (6, 12, 24) if len(found.steps) / hours <= _MOST_TICKS)
        wanted = [number for number, each in enumerate(found.steps) if each.at.hour % every == 0]
        return tuple(Tick(step=number, label=_hour(found.steps[number].at)) for number in wanted)
    if found.step == _DAY and len(found.steps) > _MOST_TICKS:
        mondays = [number for number, each in enumerate(found.steps) if each.at.weekday() == 0]
        wanted = mondays[:: -(-len(mondays) // _MOST_TICKS)]
    else:
        wanted = list(range(0, len(found.steps), -(-len(found.steps) // _MOST_TICKS)))
    return tuple(Tick(step=number, label=_day(found.steps[number].at)) for number in wanted)


def _hour(at: datetime) -> str:
    return _day(at) if at.hour == 0 else f"{at:%H:%M}"


def _day(at: datetime) -> str:
    return str(format_skeleton("MMMd", at, locale=_locale()))


def _long_day(at: datetime) -> str:
    return str(format_skeleton("yMMMd", at, locale=_locale()))


def _moment(at: datetime) -> str:
    return f"{_day(at)} {at:%H:%M}"


def _locale() -> str:
    """Days before months, as everywhere in ByteBot's English."""
    return "en_GB" if language() == "en" else language()
