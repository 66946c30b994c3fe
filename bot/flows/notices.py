"""What goes wrong with a feed or a channel in, one open notice for the operators out; it ends when all is well. Never for readers."""

import logging
from collections.abc import Iterable
from datetime import datetime

from bot.errors import place
from bot.model.feed import Feed, FeedId
from bot.model.notice import Notice, NoticeKind
from bot.model.subscription import ChannelId, Target
from bot.store import notices
from bot.store.database import Transaction

log = logging.getLogger(__name__)

_TEXTS = {
    NoticeKind.FAILING: "{title} ({place}) fails again and again: {why} I keep trying, ever more rarely.",
    NoticeKind.PAUSED: "{title} ({place}) is not polled any more: {why} `bytebot feeds add` with its address wakes it.",
    NoticeKind.GONE: "{title} ({place}) is gone for good, as its server says. `bytebot feeds remove` takes it off the list.",
    NoticeKind.CLOSED: "{place} takes no posts; they wait. {why}",
    NoticeKind.REFUSED: "{place} did not get a post. {why}",
}


async def tell(tx: Transaction, feed: Feed, kind: NoticeKind, *, why: str, now: datetime) -> None:
    """Open the notice, and log it the first time. Raises `StoreFailed`."""
    text = _TEXTS[kind].format(title=feed.title, place=place(feed.url), why=why)
    if await notices.raise_one(tx, Notice(kind=kind, subject=notices.subject_of(feed.id), text=text, created_at=now)):
        log.warning("notice", extra={"kind": kind.value, "feed_id": feed.id, "feed": place(feed.url), "why": why})


async def all_well(tx: Transaction, feeds: Iterable[FeedId]) -> None:
    """These feeds polled well: what was said of them is over. Raises `StoreFailed`."""
    await notices.end(tx, [notices.subject_of(feed) for feed in feeds])


async def tell_channel(tx: Transaction, channel: ChannelId, kind: NoticeKind, *, target: Target, why: str, now: datetime) -> None:
    """The same of a channel, CLOSED or REFUSED; who calls has logged it. Raises `StoreFailed`."""
    server = f" (server {target.guild})" if target.guild else ""
    text = _TEXTS[kind].format(place=f"The channel {target.channel}{server} of {target.outlet.value.capitalize()}", why=why)
    await notices.raise_one(tx, Notice(kind=kind, subject=notices.subject_of_channel(channel), text=text, created_at=now))


async def channel_open(tx: Transaction, channel: ChannelId) -> None:
    """It takes posts again. Raises `StoreFailed`."""
    await notices.end(tx, [notices.subject_of_channel(channel)], kind=NoticeKind.CLOSED)
