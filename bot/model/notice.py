"""What the operators should know, until it is over. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What happened. FAILING: many polls in a row failed. PAUSED, GONE: the feed is not polled any more."""

    FAILING = "feed_failing"
    PAUSED = "feed_paused"
    GONE = "feed_gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One open notice; there is at most one of a kind for a subject. `text` is what a person reads."""

    kind: NoticeKind
    subject: str
    text: str
    created_at: datetime
