"""Stories and digests: what one channel will read next. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.model.article import ArticleId
from bot.model.subscription import Mode
from bot.model.takeaways import Takeaways

StoryId = NewType("StoryId", int)
DigestId = NewType("DigestId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a story is about, from `prompts/rules.toml`. `colour` is 0xRRGGBB; `weight` 1.0 is an ordinary story.

    `template` is the name of the template that words its card. `plain`: nothing is said in ByteBot's voice beside such a story.
    """

    tag: str
    emoji: str
    colour: int
    weight: float
    template: str = "card"
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One source's article of a story, condensed. `words` is the article's length, 0 where only a teaser was at hand.

    `correction`: what its publisher changed since it was first read, as a sentence; "" where nothing. `image`: its lead image's
    address, "" where it has none.
    """

    article_id: ArticleId
    story_id: StoryId
    source: str
    title: str
    link: str
    tags: tuple[str, ...]
    published_at: datetime
    words: int
    text: str
    takeaways: Takeaways
    correction: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A condensed entry that waits for its channel's next post. `bullets` is what its subscription wants per story.

    `repeats`: its text is that of an article which its story had before. `role`: what its subscription mentions, None for nothing.
    """

    delivery_id: int
    coverage: Coverage
    mode: Mode
    bullets: int
    repeats: bool = False
    role: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All coverage of one event that a channel gets: the lead first, then the others. `bullets` is how many to show.

    `differ` are the numbers on which the sources disagree, as shown. `part` 0: the channel's first card of the story; from 1 up: an update,
    and `earlier` is the address of the card before it, "" where that is not known. `role`: the one role to mention, None for none.
    `plain`: it is no matter for jokes.
    """

    id: StoryId
    lead: Coverage
    others: tuple[Coverage, ...]
    topic: Topic
    score: float
    bullets: int
    differ: tuple[str, ...] = ()
    part: int = 0
    earlier: str = ""
    role: int | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The newest card of a story in a channel. `message` is its id outside, None while it is on its way."""

    digest: DigestId
    part: int
    at: datetime
    message: str | None


class DigestKind(StrEnum):
    """CARD: one story by itself. DIGEST: several together. EMPTY: a digest hour without news that wants to be told."""

    CARD = "card"
    DIGEST = "digest"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Stories for one channel, best first. `more`: those that are only counted in it, and listed by `/latest`."""

    kind: DigestKind
    stories: tuple[Story, ...]
    more: tuple[Story, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What a reader thought of a story, kept by the story's topic (its tag) and its lead's source. `value`: 1 more of it, -1 less."""

    topic: str
    source: str
    value: int
    created_at: datetime
