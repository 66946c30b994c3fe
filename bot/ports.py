"""The doors that truly have two sides. Pure: protocols only."""

from datetime import datetime
from typing import Protocol

from bot.model.article import Article
from bot.model.delivery import OwnMessage, Post
from bot.model.subscription import Target
from bot.model.takeaways import Takeaways


class Outlet(Protocol):
    """A place that takes posts: a Discord bot's REST door, or the console."""

    async def send(self, target: Target, post: Post, *, nonce: str) -> str:
        """Show `post` and return the id of what was made.

        `nonce` (at most 25 characters) is the same for every try of one post: an outlet that can tell by it that the post was
        already made returns the first one's id instead of making another.

        Raises `SendFailed` where another try may help (`uncertain` unless the post surely was not made), `ChannelClosed` where
        the place takes nothing now, and `SendRefused` where it will never take this post.
        """
        ...

    async def find(self, target: Target, *, code: str, since: datetime) -> str | None:
        """The id of our own post with this unit code made since then; None: it is not there.

        Raises `SendFailed` or `ChannelClosed` where it cannot be known now.
        """
        ...

    async def told(self, target: Target, *, since: datetime, until: datetime) -> tuple[OwnMessage, ...]:
        """Our own posts made in that time, oldest first.

        Raises `SendFailed` or `ChannelClosed` where it cannot be known now.
        """
        ...


class TakeawaysEngine(Protocol):
    """What makes takeaways of an article: the choice of its own sentences, or a language model with that choice behind it."""

    async def condense(self, article: Article) -> Takeaways:
        """Three to five takeaways that the article holds, or none with the reason.

        Raises `Unreadable` (TOO_HARD) where the article overruns what a worker process may take.
        """
        ...
