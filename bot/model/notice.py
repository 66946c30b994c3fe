"""What the operators should know, until it is over. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What happened.

    FAILING: many polls in a row failed. PAUSED, GONE: the feed is not polled any more. CLOSED: a channel takes no posts. REFUSED: a
    channel's post was given up. RESTING: nothing is sent to Discord for a while. PROMPTS: a file of the operator's cannot be used.
    STORE: the database fails and does not stop failing. REPORTED: a reader says that a takeaway is wrong. HELD: jobs failed for good.
    """

    FAILING = "feed_failing"
    PAUSED = "feed_paused"
    GONE = "feed_gone"
    CLOSED = "channel_closed"
    REFUSED = "post_refused"
    RESTING = "sending_rests"
    PROMPTS = "prompts_broken"
    STORE = "store_failing"
    REPORTED = "bullet_reported"
    HELD = "jobs_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One open notice; there is at most one of a kind for a subject. `text` is what a person reads."""

    kind: NoticeKind
    subject: str
    text: str
    created_at: datetime
