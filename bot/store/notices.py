"""Notices for the operators that are still open. SQL."""

from collections.abc import Sequence

from sqlalchemy import String, cast, delete, exists, or_, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.feed import FeedId
from bot.model.notice import Notice, NoticeKind
from bot.store.tables import notices, subscriptions

_FEED = "feed:"


def subject_of(feed: FeedId) -> str:
    """What a notice about a feed is filed under. Pure."""
    return f"{_FEED}{feed}"


async def raise_one(tx: AsyncConnection, notice: Notice) -> bool:
    """Open a notice. False: one of its kind is open for this subject, and stays as it is."""
    values = {"kind": notice.kind, "subject": notice.subject, "text": notice.text, "created_at": notice.created_at}
    new = insert(notices).values(values).on_conflict_do_nothing().returning(notices.c.id)
    return (await tx.execute(new)).first() is not None


async def end(tx: AsyncConnection, subjects: Sequence[str]) -> None:
    """Whatever was wrong with these is over."""
    await tx.execute(delete(notices).where(notices.c.subject.in_(subjects)))


async def still_open(tx: AsyncConnection) -> tuple[Notice, ...]:
    """The oldest first; without those of feeds that nobody is subscribed to any more."""
    wanted = exists().where(notices.c.subject == _FEED + cast(subscriptions.c.feed_id, String))
    query = select(notices).where(or_(~notices.c.subject.startswith(_FEED), wanted)).order_by(notices.c.id)
    return tuple(
        Notice(kind=NoticeKind(row.kind), subject=row.subject, text=row.text, created_at=row.created_at) for row in await tx.execute(query)
    )
