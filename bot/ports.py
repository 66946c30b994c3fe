"""The doors that truly have two sides. Pure: protocols only."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.article import Article
from bot.model.delivery import OwnMessage, Post, Sent
from bot.model.job import Job, Quarantined, TaskName
from bot.model.search import Match, Narrowed, Sight
from bot.model.subscription import Target
from bot.model.takeaways import Takeaways


class Outlet(Protocol):
    """A place that takes posts: a Discord bot's REST door, or the console."""

    async def send(self, target: Target, post: Post, *, nonce: str) -> Sent:
        """Show `post` and say what was made.

        `nonce` (at most 25 characters) is the same for every try of one post: an outlet that can tell by it that the post was
        already made returns the first one's ids instead of making another.

        Raises `SendFailed` where another try may help (`uncertain` unless the post surely was not made), `ChannelClosed` where
        the place takes nothing now, `SendRefused` where it will never take this post, and `MessageGone` where it was made and
        deleted since.
        """
        ...

    async def find(self, target: Target, *, code: str, since: datetime) -> Sent | None:
        """Our own post with this unit code made since then; None: it is not there.

        Raises `SendFailed` or `ChannelClosed` where it cannot be known now; `HistoryHidden` where we may post but not look back.
        """
        ...

    async def edit(self, target: Target, sent: Sent, post: Post) -> None:
        """Let what was made show `post` instead; the same edit twice changes nothing.

        Raises as `send` does; `SendFailed` also where the place takes no edit of so old a message now.
        """
        ...

    async def told(self, target: Target, *, since: datetime, until: datetime) -> tuple[OwnMessage, ...]:
        """Our own posts made in that time, oldest first.

        Raises `SendFailed` or `ChannelClosed` where it cannot be known now.
        """
        ...


class Owners(Protocol):
    """The people who run this bot, where they can be reached."""

    async def tell(self, text: str) -> None:
        """Send them `text`: Markdown, at most 2000 characters, foreign words in it escaped.

        Raises `SendFailed` where it may be tried again, `ChannelClosed` or `SendRefused` where they take no messages from us.
        """
        ...


class TakeawaysEngine(Protocol):
    """What makes takeaways of an article: the choice of its own sentences, or a language model with that choice behind it."""

    async def condense(self, article: Article) -> Takeaways:
        """Three to five takeaways that the article holds, or none with the reason.

        Raises `Unreadable` (TOO_HARD) where the article overruns what a worker process may take.
        """
        ...


class Search(Protocol):
    """The index of all articles: SQLite's own, or Postgres'."""

    async def matches(self, wanted: Narrowed, *, sight: Sight, most: int) -> tuple[Match, ...]:
        """The newest articles that fit and that this asker may see, at most so many, the newest first.

        Raises `StoreFailed`; no query that `bot.text.query.parse` returns is one too many for it.
        """
        ...


class Tx(Protocol):
    """An open transaction of the store. What is inside is the store's own business."""

    def in_transaction(self) -> bool:
        """Whether it is still open."""
        ...


Work = Callable[[str], Awaitable[None]]
"""What does a task's jobs: gets the job's key."""


class Engine(Protocol):
    """When and where work runs: in this process alone, or in many that share a Postgres database.

    A job that was asked for and whose task some running process does is done at least once, unless the engine forgets it with its
    process (`local`; whoever looks for what is due asks again). Jobs of one name never run side by side, as long as heartbeats arrive.
    """

    @property
    def shared(self) -> bool:
        """Whether other processes may do the jobs that this one asks for."""
        ...

    def task(self, name: TaskName, work: Work, *, at_once: int, blamed: bool = True) -> None:
        """Let this process do jobs of that task, at most so many side by side. Before `run`; each task once.

        `work` may be called again for a job that it did already, after a crash say. Where it raises, the job is tried again after a
        pause that doubles; after the last try it is put in quarantine. So is a job over which worker after worker dies, where it is
        `blamed`: where it can be what they die of.
        """
        ...

    async def enqueue(self, jobs: Sequence[Job], *, tx: Tx | None = None) -> None:
        """Ask for jobs; of one that waits, runs or is in quarantine already no second is made, and the first stays as it is.

        With `tx` they are there once that transaction is committed, and never if it is not. Raises `StoreFailed`.
        """
        ...

    async def busy(self, name: TaskName) -> frozenset[str]:
        """The keys of this task's jobs that wait, run or are in quarantine: asking for them changes nothing. Raises `StoreFailed`."""
        ...

    async def depths(self) -> Mapping[str, int]:
        """How many jobs of each task wait. Raises `StoreFailed`."""
        ...

    async def quarantined(self) -> tuple[Quarantined, ...]:
        """What failed for good, the newest first. Raises `StoreFailed`."""
        ...

    async def release(self, number: int) -> bool:
        """Let a job out of quarantine, to be tried anew. False: there is none of this number. Raises `StoreFailed`."""
        ...

    async def run(self, stop: asyncio.Event) -> None:
        """Do jobs until `stop` is set; those under way then are finished within some seconds, or cancelled and done again later.

        Where the database goes away it waits for it, unaided. May be called again after it returned.
        """
        ...
