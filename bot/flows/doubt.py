"""A claimed post in, whether it may be there already, and the look at its channel that tells. The look asks the outlet."""

from datetime import datetime, timedelta
from enum import Enum, auto

from bot.errors import HistoryHidden
from bot.model.delivery import Claimed, Sent
from bot.ports import Outlet


class Doubt(Enum):
    """Whether an earlier try may have arrived.

    NONE: there was none. SLIGHT: none that we know of, but the database may have forgotten it: it was due before this start.
    YOUNG: perhaps, and its nonce is remembered. OLD: perhaps, and its nonce may be forgotten, or the clock cannot be trusted.
    """

    NONE = auto()
    SLIGHT = auto()
    YOUNG = auto()
    OLD = auto()


def doubt_of(claimed: Claimed, *, now: datetime, since: datetime | None, nonce_s: float) -> Doubt:
    """`since` is when this program started, None where that does not matter; nonces are trusted for `nonce_s`. Pure."""
    if claimed.first_try_at is None:
        return Doubt.SLIGHT if since is not None and claimed.due_at <= since else Doubt.NONE
    young = timedelta(0) <= now - claimed.first_try_at <= timedelta(seconds=nonce_s)
    return Doubt.YOUNG if young else Doubt.OLD


async def look_back(claimed: Claimed, outlet: Outlet, *, doubt: Doubt) -> Sent | None:
    """What an earlier try made; None: nothing. Raises as `Outlet.find`, but bears a hidden history where the nonce is guard enough."""
    try:
        return await outlet.find(claimed.target, code=claimed.code, since=claimed.first_try_at or claimed.due_at)
    except HistoryHidden:
        if doubt is Doubt.OLD:
            raise
        return None
