"""How a poll went in, when to look again out. Pure."""

from datetime import datetime, timedelta
from typing import Final

_MOST_DOUBLINGS: Final = 20
_LONGEST_RETRY_AFTER_S: Final = 7 * 86400
_SHIFT: Final = 0.1


def next_check(
    *, now: datetime, interval_s: float, max_interval_s: float, failures: int, retry_after_s: float | None, jitter: float
) -> datetime:
    """When a feed that was just polled is due again.

    `failures` in a row double the interval each, up to `max_interval_s`; `jitter` (-1 to 1) shifts it by up to a tenth, so that
    feeds added together drift apart. Never before the pause a server asked for (RFC 9110, 10.2.3), of which seven days count.
    """
    longest = max(interval_s, max_interval_s)
    interval = min(interval_s * 2 ** min(failures, _MOST_DOUBLINGS), longest)
    pause = min(retry_after_s or 0.0, _LONGEST_RETRY_AFTER_S)
    return now + timedelta(seconds=max(interval * (1 + _SHIFT * jitter), pause))
