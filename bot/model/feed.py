"""Feeds and entries: what was subscribed to, and what a feed's document says. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.model.fetch import Validators

FeedId = NewType("FeedId", int)
EntryId = NewType("EntryId", int)


class FeedState(StrEnum):
    """Whether a feed is polled. GONE: its server said 410 twice. PAUSED: it harmed us or failed for too long."""

    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What a feed's document asks of whoever polls it. It can only make the pauses longer.

    `least_s`: the longest of ttl and sy:updatePeriod / sy:updateFrequency, 0 where it names none. `skip_hours` (0 to 23) and `skip_days`
    (0 is Monday) are in UTC.
    """

    least_s: float = 0.0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """How many entries a feed brings a week, by what was known at `counted_at`."""

    weekly: float
    counted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as the store knows it. `error` is the sentence of its last failure, None after a good poll.

    `failing_since`: when the failures in a row began. `moved_to`: where its last `moved_seen` answers in a row said that it lives now.
    `crashes`: how often in a row its document was too hard for a worker. `hub_url`: its WebSub hub, kept for later. `tempo` None: too
    little is known of it yet.
    """

    id: FeedId
    url: str
    title: str
    site_url: str | None
    state: FeedState
    validators: Validators
    body_hash: bytes | None
    checked_at: datetime | None
    next_at: datetime
    failures: int
    error: str | None
    rhythm: Rhythm = Rhythm()
    fresh_s: float = 0.0
    moved_to: str | None = None
    moved_seen: int = 0
    failing_since: datetime | None = None
    crashes: int = 0
    hub_url: str | None = None
    tempo: Tempo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that an entry brings along, such as a podcast's episode. `kind` is its media type, "" where the feed says none."""

    url: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as the feed gives it: plain-text title, untouched HTML in `summary_html` and `content_html` ("" where absent)."""

    guid: str | None
    link: str | None
    title: str
    author: str | None
    published_at: datetime | None
    summary_html: str
    content_html: str
    tags: tuple[str, ...]
    image_url: str | None = None
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryKeys:
    """What an entry can be known by, each a 16-byte blake2b: the identity ladder guid -> canonical link -> content.

    None: the entry has no such rung, or the rung tells nothing (a link that several entries of one document share).
    """

    guid: bytes | None
    link: bytes | None
    content: bytes

    @property
    def identity(self) -> bytes:
        """The highest rung: what makes the entry unique within its feed."""
        return self.guid or self.link or self.content


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedEntry:
    """An entry with what it is known by."""

    entry: Entry
    keys: EntryKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """One feed document, read. Entries stand in the document's order, without those that the asker knew by their guid."""

    title: str
    site_url: str | None
    language: str | None
    entries: tuple[KeyedEntry, ...]
    rhythm: Rhythm = Rhythm()
    hub_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry that the store holds, and the feed it came from.

    `own_link`: its link is its alone, so that the page behind it is its article. `attempts`: tries to condense it in vain.
    """

    id: EntryId
    feed_id: FeedId
    feed_title: str
    entry: Entry
    seen_at: datetime
    own_link: bool
    attempts: int
