"""How often Discord found our requests invalid. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Invalid requests of the past hour, oldest first. `rests_until` None: posts are being sent; else `why` tells why not."""

    invalid_at: tuple[datetime, ...] = ()
    rests_until: datetime | None = None
    why: str = ""
