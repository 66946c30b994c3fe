"""What one feed's subscription has waiting in its channel, and what it got there. SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import PostState
from bot.model.feed import EntryId, FeedId
from bot.model.subscription import ChannelId, Mode
from bot.store.tables import deliveries, digest_stories, entries, posts


async def waiting(tx: AsyncConnection, *, feed: FeedId, channel: ChannelId) -> tuple[EntryId, ...]:
    """The feed's entries that wait for the channel and that no filter dropped, in the order they were handed over."""
    rows = await tx.execute(select(deliveries.c.entry_id).where(_open(feed, channel)).order_by(deliveries.c.id))
    return tuple(EntryId(row.entry_id) for row in rows)


async def recall(tx: AsyncConnection, *, feed: FeedId, channel: ChannelId) -> None:
    """Posts that tell of the feed alone and surely were not sent end, and what they would have told waits again."""
    theirs, other = _of(feed), posts.alias("other")
    told = deliveries.c.digest_id == posts.c.digest_id
    alone = exists().where(told, deliveries.c.entry_id.in_(theirs)) & ~exists().where(told, deliveries.c.entry_id.not_in(theirs))
    begun = exists().where(other.c.digest_id == posts.c.digest_id, or_(other.c.state != PostState.READY, other.c.first_try_at.is_not(None)))
    end = (
        update(posts)
        .where(posts.c.channel_id == channel, alone, ~begun)
        .values(state=PostState.DEAD, error="the feed was removed or paused")
    )
    ended = list((await tx.execute(end.returning(posts.c.digest_id))).scalars())
    await tx.execute(delete(digest_stories).where(digest_stories.c.digest_id.in_(ended)))  # another feed may still tell them
    await tx.execute(update(deliveries).where(deliveries.c.digest_id.in_(ended)).values(digest_id=None))


async def drop(tx: AsyncConnection, *, feed: FeedId, channel: ChannelId) -> None:
    """What waits waits no more; what a filter dropped stays dropped."""
    await tx.execute(delete(deliveries).where(_open(feed, channel)))


async def forget(tx: AsyncConnection, *, feed: FeedId, channel: ChannelId) -> None:
    """What was not told in the channel is as if it had never been handed to it, what a filter dropped too."""
    untold = and_(deliveries.c.digest_id.is_(None), deliveries.c.channel_id == channel, deliveries.c.entry_id.in_(_of(feed)))
    await tx.execute(delete(deliveries).where(untold))


async def change(tx: AsyncConnection, *, feed: FeedId, channel: ChannelId, mode: Mode, bullets: int) -> None:
    """What waits is to be posted so."""
    await tx.execute(update(deliveries).where(_open(feed, channel)).values(mode=mode, bullets=bullets))


async def move(tx: AsyncConnection, *, feed: FeedId, channel: ChannelId, to: ChannelId) -> None:
    """What waits, waits for another channel, whose filters judge it anew; what that one was given already does not come again."""
    other = deliveries.alias("other")
    given = exists().where(other.c.channel_id == to, other.c.entry_id == deliveries.c.entry_id).correlate(deliveries)
    await tx.execute(update(deliveries).where(_open(feed, channel), ~given).values(channel_id=to, decided_at=None))
    await drop(tx, feed=feed, channel=channel)


async def seen_since(tx: AsyncConnection, *, feed: FeedId, since: datetime) -> tuple[EntryId, ...]:
    """The feed's entries first seen after then, in the order they were seen."""
    rows = await tx.execute(select(entries.c.id).where(entries.c.feed_id == feed, entries.c.seen_at > since).order_by(entries.c.id))
    return tuple(EntryId(row.id) for row in rows)


async def still_of(tx: AsyncConnection, ids: Sequence[EntryId], *, feed: FeedId) -> tuple[EntryId, ...]:
    """Those of `ids` that are entries of the feed, in the order given."""
    there = set(await tx.scalars(select(entries.c.id).where(entries.c.feed_id == feed, entries.c.id.in_(ids))))
    return tuple(each for each in ids if each in there)


async def posted(tx: AsyncConnection, *, feed: FeedId, channel: ChannelId) -> int:
    """How many of the feed's entries were told in the channel."""
    told = and_(deliveries.c.channel_id == channel, deliveries.c.digest_id.is_not(None), deliveries.c.entry_id.in_(_of(feed)))
    return await tx.scalar(select(func.count()).select_from(deliveries).where(told)) or 0


def _open(feed: FeedId, channel: ChannelId) -> ColumnElement[bool]:
    open_ = and_(deliveries.c.digest_id.is_(None), deliveries.c.dropped.is_(None))
    return and_(open_, deliveries.c.channel_id == channel, deliveries.c.entry_id.in_(_of(feed)))


def _of(feed: FeedId) -> Select[int]:
    return select(entries.c.id).where(entries.c.feed_id == feed)
