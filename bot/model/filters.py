"""What a channel does not want, or only wants: the rules that decide on stories. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.model.feed import FeedId
from bot.model.subscription import ChannelId, SubscriptionId

FilterId = NewType("FilterId", int)


class FilterAction(StrEnum):
    """DENY: a match is not posted. MUST: every such filter has to match. ALLOW: where there are any, one of them has to match."""

    ALLOW = "allow"
    DENY = "deny"
    MUST = "must"


class FilterKind(StrEnum):
    """WORD: a whole word, upper or lower case alike. PHRASE: words in a row. PATTERN: a regular expression of RE2."""

    WORD = "word"
    PHRASE = "phrase"
    PATTERN = "pattern"


class FilterField(StrEnum):
    """Where to look. ANY: title, text, author and tags together."""

    ANY = "any"
    TITLE = "title"
    TEXT = "text"
    AUTHOR = "author"
    TAG = "tag"
    SOURCE = "source"
    LANGUAGE = "language"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a filter holds for; exactly one is set. `feed` is for operators: it holds in every channel."""

    feed: FeedId | None = None
    channel: ChannelId | None = None
    subscription: SubscriptionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One rule, as stored."""

    id: FilterId
    scope: Scope
    action: FilterAction
    kind: FilterKind
    field: FilterField
    value: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the filters say of one entry for one channel.

    `why` tells its owners what stood against it, and which filters could not be asked; "" for neither.
    """

    passed: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A filter that holds for a channel. `feed`: for entries of that feed alone; None: for all of the channel's entries."""

    filter: Filter
    feed: FeedId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An entry as filters see it, with its article where that was read. `feed_title` names its source, and `sources` are all names of it.

    `language` is "" where nobody said. `markup`: the feed's own HTML, for an entry without an article, whose `text` is "" then.
    """

    feed: FeedId
    title: str
    text: str
    author: str
    tags: tuple[str, ...]
    feed_title: str
    sources: tuple[str, ...]
    language: str
    markup: str = ""
