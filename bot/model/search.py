"""What is looked for, who may see it, and what was found. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.article import ArticleId
from bot.model.feed import EntryId, FeedId
from bot.model.subscription import Target
from bot.text.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Who looks. `target`: a member of its guild, or (where it has none) of this very channel; None: an operator, who sees everything.

    `hidden`: channels of the guild that this member cannot see, by their ids outside.
    """

    target: Target | None
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """A query with its filters understood. `feeds` None: of any feed. `since` None: of any time."""

    query: Query
    feeds: frozenset[FeedId] | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An article that fits, by the entry through which this asker may see it. `weight`: how well it fits, higher is better."""

    article: ArticleId
    entry: EntryId
    weight: float
    at: datetime
