"""How a language model fared so far in, whether to ask it now out. Pure: the time is handed in.

Closed: ask. Open, after five failures in a row or where the server asked for a pause: don't. Half-open, once the pause is over: one
request may try; its success closes the breaker, its failure opens it again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

FAILURES: Final = 5
PAUSE: Final = timedelta(minutes=5)
_LONGEST_PAUSE: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """`failures` in a row; `open_until` None: closed; `probe_until`: a request tries the half-open breaker until then at most."""

    failures: int = 0
    open_until: datetime | None = None
    probe_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Whether a request may be made, and the breaker once that is decided."""

    granted: bool
    breaker: Breaker


def ask_leave(breaker: Breaker, *, now: datetime, within: timedelta) -> Leave:
    """Leave for one request, which must end `within` that time: a probe that never came back does not keep others out for ever."""
    if breaker.open_until is None:
        return Leave(granted=True, breaker=breaker)
    if now < breaker.open_until or (breaker.probe_until is not None and now < breaker.probe_until):
        return Leave(granted=False, breaker=breaker)
    return Leave(granted=True, breaker=replace(breaker, probe_until=now + within))


def succeeded() -> Breaker:
    """After an answer that could be read: closed."""
    return Breaker()


def failed(breaker: Breaker, *, now: datetime, retry_after_s: float | None = None) -> Breaker:
    """After a request that came to nothing. `retry_after_s`: the pause that the server asked for, None where it didn't."""
    failures = breaker.failures + 1
    pause = PAUSE if failures >= FAILURES else timedelta(0)
    if retry_after_s:
        pause = max(pause, timedelta(seconds=min(retry_after_s, _LONGEST_PAUSE.total_seconds())))
    if not pause:
        return Breaker(failures=failures)
    return Breaker(failures=failures, open_until=now + pause)
