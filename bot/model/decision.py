"""What was decided about an entry, and why: the answer to "why was this posted, or not?". Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.article import Confidence, Source
from bot.model.feed import EntryId
from bot.model.subscription import Target
from bot.model.takeaways import Method


class Fate(StrEnum):
    """What became of an entry in a channel. OLD: it was there before the channel followed its feed, or came while that was paused.

    UNREAD waits for its article, WAITING for a digest or the next look; DROPPED by a filter; QUEUED in the outbox; HELD there by a channel
    that takes no posts; POSTED; REFUSED by Discord for good.
    """

    OLD = "old"
    UNREAD = "unread"
    WAITING = "waiting"
    DROPPED = "dropped"
    QUEUED = "queued"
    HELD = "held"
    POSTED = "posted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDecision:
    """One channel's side of it. `at`: when it was decided or posted, or, for what waits, when its turn comes; None: not known.

    `why` is a sentence without its full stop, "" where there is nothing to add. `codes` and `messages` are the posts' unit codes and ids.
    """

    target: Target
    fate: Fate
    why: str = ""
    at: datetime | None = None
    codes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the entry's article was read, and who made its takeaways. `reason` and `why_none` are "" where all went well."""

    source: Source
    confidence: Confidence
    reason: str
    words: int
    language: str
    method: Method
    bullets: int
    why_none: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSource:
    """Another article of the same story."""

    source: str
    title: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """All that was decided about one entry. `reading` None: its article was not read yet, after `tries`, the last of which met `error`.

    `topic` and `story` are "" until it is read.
    """

    entry: EntryId
    title: str
    link: str
    feed_title: str
    feed_url: str
    seen_at: datetime
    published_at: datetime | None
    reading: Reading | None
    tries: int
    error: str
    topic: str
    story: str
    others: tuple[OtherSource, ...]
    channels: tuple[ChannelDecision, ...]
