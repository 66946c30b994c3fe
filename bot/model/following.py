"""What a person follows by direct message. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.model.feed import FeedId
from bot.model.subscription import ChannelId

FollowId = NewType("FollowId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """One thing that a person wants from a server's feeds: a feed, or a topic of all of them (`feed` None), or a topic of one feed.

    `topic` "": every topic. `channel` is the person's channel of direct messages. `feed_title` "" where no feed is named. `hidden`: the
    server's channels that the person did not see when they asked; feeds of those alone are not for them.
    """

    id: FollowId
    user: int
    channel: ChannelId
    guild: int
    feed: FeedId | None
    feed_title: str
    topic: str
    hidden: frozenset[int] = frozenset()
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Followable:
    """A feed that somebody on a server can follow."""

    id: FeedId
    title: str
    url: str


Reading = Mapping[FeedId, frozenset[str]]
"""What a channel of direct messages reads: each feed with the topics wanted of it; no topics means all of it."""


def reading_of(follows: Iterable[Follow], *, feeds: Callable[[Follow], Collection[FeedId]]) -> Reading:
    """What all of `follows` come to together: the whole feed where one wants it whole, else every topic that any of them wants.

    `feeds` gives those that a wish's server reads now where the person sees it: what it reads no more, nobody gets by it.
    """
    wanted: dict[FeedId, frozenset[str]] = {}
    for each in follows:
        for feed in feeds(each):
            if each.feed not in {None, feed}:
                continue
            known = wanted.get(feed)
            whole = not each.topic or known == frozenset()
            wanted[feed] = frozenset() if whole else (known or frozenset()) | {each.topic}
    return wanted
