"""How a poll went in, when to look again out. Pure.

A feed is polled about as often as it brings an entry: 7 days / entries in the last week, within the operator's bounds. What the
server and the document ask for makes a pause longer, never shorter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.model.feed import Rhythm, Tempo
from bot.model.poll import Shown
from bot.text.pauses import LONGEST_PAUSE_S

WEEK: Final = timedelta(days=7)
GONE_AGAIN_S: Final = 3600.0  # after the first 410; the second is believed
LOUD_FAILURES: Final = 10  # in a row, then the owners are told
HOPELESS: Final = timedelta(days=14)  # of nothing but failures, then the feed is paused
CRASHES: Final = 3  # in a row of a document that is too hard for a worker, then the feed is paused

_MOST_DOUBLINGS: Final = 20
_SHIFT: Final = 0.1
_TELLING: Final = 5  # entries of a young feed from which its tempo is drawn
_SHORTEST_SPAN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The operator's: `interval_s` while a feed's tempo is not known, else its tempo between `floor_s` and `longest_s`.

    An interval not above the floor is a wish of its own: then every feed is polled at that interval.
    """

    interval_s: float
    floor_s: float
    longest_s: float

    @property
    def fixed(self) -> bool:
        """The feeds' own tempo is not asked."""
        return self.interval_s <= self.floor_s


def tempo_of(shown: Shown, *, now: datetime) -> Tempo | None:
    """Entries a week. Of a feed whose entries do not reach back a week, drawn from the time they do reach; None: too few to tell."""
    if now - shown.since >= WEEK:
        return Tempo(weekly=shown.dated + shown.undated, counted_at=now)
    if shown.oldest_at is None:
        return None
    span = max(now - shown.oldest_at, _SHORTEST_SPAN)
    if span >= WEEK:
        return Tempo(weekly=shown.dated, counted_at=now)
    return Tempo(weekly=shown.dated * (WEEK / span), counted_at=now) if shown.dated >= _TELLING else None


def interval_s(tempo: Tempo | None, bounds: Bounds) -> float:
    """The pause between good polls, before anybody asks for a longer one."""
    if bounds.fixed or tempo is None:
        return bounds.interval_s
    own_s = WEEK.total_seconds() / tempo.weekly if tempo.weekly > 0 else bounds.longest_s
    return min(max(own_s, bounds.floor_s), max(bounds.longest_s, bounds.floor_s))


def after_success(*, now: datetime, tempo: Tempo | None, rhythm: Rhythm, fresh_s: float, bounds: Bounds, jitter: float) -> datetime:
    """When a feed that was just polled well is due again.

    Never before the answer stops being fresh (RFC 9111, 4.2) and the document's ttl and update period are over, of which `longest_s`
    counts at most; never within the hours and days that it asks to skip (RSS 2.0). `jitter` (-1 to 1) moves it by up to a tenth.
    """
    asked_s = min(max(fresh_s, rhythm.least_s), bounds.longest_s)
    floor_s = 0.0 if bounds.fixed else bounds.floor_s
    pause_s = _shifted(interval_s(tempo, bounds), least_s=max(asked_s, floor_s), jitter=jitter)
    return _past_skipped(now + timedelta(seconds=pause_s), rhythm)


def after_failure(
    *, now: datetime, tempo: Tempo | None, failures: int, retry_after_s: float | None, bounds: Bounds, jitter: float
) -> datetime:
    """When a feed whose last `failures` polls failed is due again: each doubles the pause, up to `longest_s`.

    Never before the pause a server asked for (RFC 9110, 10.2.3), of which seven days count.
    """
    usual_s = interval_s(tempo, bounds)
    pause_s = min(usual_s * 2 ** min(failures, _MOST_DOUBLINGS), max(usual_s, bounds.longest_s))
    return now + timedelta(seconds=_shifted(pause_s, least_s=min(retry_after_s or 0.0, LONGEST_PAUSE_S), jitter=jitter))


def after_gone(*, now: datetime, bounds: Bounds) -> datetime:
    """When a feed that just said 410 for the first time is asked once more."""
    return now + timedelta(seconds=min(GONE_AGAIN_S, bounds.longest_s))


def _shifted(pause_s: float, *, least_s: float, jitter: float) -> float:
    """A tenth earlier or later, so that feeds added together drift apart; where that is too early, up to a fifth later than the least."""
    return max(pause_s * (1 - _SHIFT), least_s) + pause_s * _SHIFT * (1 + jitter)


def _past_skipped(due: datetime, rhythm: Rhythm) -> datetime:
    """The first time from `due` on, in steps of an hour, that the document does not ask to skip; `due` where it skips a whole week."""
    for hours in range(7 * 24):
        later = due + timedelta(hours=hours)
        if later.hour not in rhythm.skip_hours and later.weekday() not in rhythm.skip_days:
            return later
    return due
