"""What polls of a feed found out about the feed itself. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.feed import FeedId, Rhythm, Tempo
from bot.model.fetch import Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """One good poll: what to ask with next time, and when. `at` is when the answer came.

    `moved_to`: where the last `moved_seen` answers in a row said that the feed lives now.
    """

    feed: FeedId
    validators: Validators
    at: datetime
    next_at: datetime
    fresh_s: float
    moved_to: str | None
    moved_seen: int
    rhythm: Rhythm
    tempo: Tempo | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a feed's document said of the feed. `hub_url`: its WebSub hub. None: it did not say."""

    title: str | None
    site_url: str | None
    hub_url: str | None
    body_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How much a feed brought of late. `dated`, `undated`: how many entries were published, or where that is unknown first seen, in the
    last week; `oldest_at`: when the oldest dated one was published, None where none has a date; `since`: when the feed was added.
    """

    dated: int
    undated: int
    oldest_at: datetime | None
    since: datetime
