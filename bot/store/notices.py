"""Notices for the operators that are still open. SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, String, cast, delete, exists, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import PostState
from bot.model.feed import FeedId
from bot.model.notice import Notice, NoticeKind
from bot.model.subscription import ChannelId
from bot.store.tables import notices, posts, subscriptions
from bot.store.upsert import insert

_FEED, _CHANNEL = "feed:", "channel:"
_UNSENT = (PostState.READY, PostState.SENDING)


def subject_of(feed: FeedId) -> str:
    """What a notice about a feed is filed under. Pure."""
    return f"{_FEED}{feed}"


def subject_of_channel(channel: ChannelId) -> str:
    """What a notice about a channel is filed under. Pure."""
    return f"{_CHANNEL}{channel}"


async def raise_one(tx: AsyncConnection, notice: Notice) -> bool:
    """Open a notice. False: one of its kind is open for this subject, and stays as it is."""
    values = {"kind": notice.kind, "subject": notice.subject, "text": notice.text, "created_at": notice.created_at}
    new = insert(notices).values(values).on_conflict_do_nothing().returning(notices.c.id)
    return (await tx.execute(new)).first() is not None


async def end(tx: AsyncConnection, subjects: Sequence[str], *, kind: NoticeKind | None = None) -> None:
    """Whatever was wrong with these is over; `kind`: this alone."""
    over = delete(notices).where(notices.c.subject.in_(subjects))
    await tx.execute(over if kind is None else over.where(notices.c.kind == kind))


async def end_old(tx: AsyncConnection, kind: NoticeKind, *, before: datetime) -> None:
    """Notices of something that happened, rather than lasts, are over after a while."""
    await tx.execute(delete(notices).where(notices.c.kind == kind, notices.c.created_at < before))


async def still_open(tx: AsyncConnection) -> tuple[Notice, ...]:
    """The oldest first; without those of feeds and channels that nobody cares for any more."""
    return await _read(tx, _open())


async def untold(tx: AsyncConnection, *, before: datetime) -> tuple[Notice, ...]:
    """Those of them that the owners were not told of; none until one of them was opened before then."""
    found = await _read(tx, _open().where(notices.c.told_at.is_(None)))
    return found if any(each.created_at <= before for each in found) else ()


async def mark_told(tx: AsyncConnection, told: Sequence[Notice], *, now: datetime) -> None:
    """The owners know of these."""
    keys = [(each.kind.value, each.subject) for each in told]
    await tx.execute(update(notices).where(tuple_(notices.c.kind, notices.c.subject).in_(keys)).values(told_at=now))


async def _read(tx: AsyncConnection, query: Select[tuple[object, ...]]) -> tuple[Notice, ...]:
    rows = await tx.execute(query)
    return tuple(Notice(kind=NoticeKind(row.kind), subject=row.subject, text=row.text, created_at=row.created_at) for row in rows)


def _open() -> Select[tuple[object, ...]]:
    """A feed matters to its subscribers, a closed channel also while a post waits for it."""
    feed = exists().where(notices.c.subject == _FEED + cast(subscriptions.c.feed_id, String))
    reads = exists().where(notices.c.subject == _CHANNEL + cast(subscriptions.c.channel_id, String))
    waits = exists().where(notices.c.subject == _CHANNEL + cast(posts.c.channel_id, String), posts.c.state.in_(_UNSENT))
    about_feed, about_channel = notices.c.subject.startswith(_FEED), notices.c.kind == NoticeKind.CLOSED
    return select(notices).where(or_(~about_feed, feed), or_(~about_channel, reads, waits)).order_by(notices.c.id)
