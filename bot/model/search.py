"""What is looked for, who may see it, and what was found. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Self, TypeVar

from bot.model.article import ArticleId
from bot.model.feed import EntryId, FeedId
from bot.model.subscription import Target
from bot.text.query import Query

T = TypeVar("T")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Generic[T]):
    """One page of a list: `number`, counted from 0, of `pages`, at least 1. `total` is how many there are, or (`capped`) at least."""

    items: tuple[T, ...]
    number: int
    pages: int
    total: int
    capped: bool = False

    @classmethod
    def of(cls, every: Sequence[T], *, number: int, size: int, capped: bool = False) -> Self:
        """The page `number` of `every`, `size` a page; a number too high means the last."""
        pages = pages_of(len(every), size=size)
        number = min(max(number, 0), pages - 1)
        items = tuple(every[number * size : (number + 1) * size])
        return cls(items=items, number=number, pages=pages, total=len(every), capped=capped)


def pages_of(total: int, *, size: int) -> int:
    """How many pages hold so many, `size` a page; at least 1."""
    return max(1, -(-total // size))
