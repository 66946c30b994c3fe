"""What arrived posts are to become. One row a post: the latest wish wins. SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import EditState, PostId, PostState, Sent, WantedEdit
from bot.model.subscription import ChannelId, OutletName, Target
from bot.store.tables import channels, edits, posts
from bot.store.upsert import insert


async def want(tx: AsyncConnection, post: PostId, *, payload: str, next_at: datetime) -> None:
    """Let a post become `payload`, not before `next_at`; what was wished of it earlier is forgotten. It may still be on its way out."""
    values = {"payload": payload, "state": EditState.WANTED, "attempts": 0, "next_at": next_at, "error": None}
    new = insert(edits).values(post_id=post, **values)
    await tx.execute(new.on_conflict_do_update(index_elements=[edits.c.post_id], set_=values))


async def due(tx: AsyncConnection, *, outlet: OutletName, now: datetime, most: int) -> tuple[WantedEdit, ...]:
    """Wishes that are due, of posts that arrived, the longest due first; one a channel, none of channels that refused us."""
    oldest = func.row_number().over(partition_by=posts.c.channel_id, order_by=(edits.c.next_at, edits.c.post_id)).label("place")
    heads = _waiting(edits.c.post_id, oldest, outlet=outlet).where(edits.c.next_at <= now).subquery()
    columns = (
        edits,
        posts.c.channel_id,
        posts.c.message_id,
        posts.c.thread_id,
        channels.c.outlet,
        channels.c.external_id,
        channels.c.guild_id,
    )
    first = _arrived(*columns).join(heads, heads.c.post_id == edits.c.post_id).where(heads.c.place == 1)
    rows = await tx.execute(first.order_by(edits.c.next_at, edits.c.post_id).limit(most))
    return tuple(_row_to_wanted(row) for row in rows)


async def next_due(tx: AsyncConnection, outlet: OutletName) -> datetime | None:
    """When the next wish is due; None: there is none, but in channels that refused us."""
    found: datetime | None = await tx.scalar(_waiting(func.min(edits.c.next_at), outlet=outlet))
    return found


async def mark_done(tx: AsyncConnection, wanted: WantedEdit, *, now: datetime) -> None:
    """It is shown; unless something else was wished meanwhile, that was all."""
    await tx.execute(_of(wanted).values(state=EditState.DONE, edited_at=now, error=None))


async def mark_later(tx: AsyncConnection, wanted: WantedEdit, *, error: str, next_at: datetime) -> None:
    """Not now; try again then."""
    await tx.execute(_of(wanted).values(attempts=wanted.attempts + 1, error=error, next_at=next_at))


async def mark_dead(tx: AsyncConnection, wanted: WantedEdit, *, error: str) -> None:
    """It will never be taken."""
    await tx.execute(_of(wanted).values(state=EditState.DEAD, error=error))


async def end_channel(tx: AsyncConnection, channel: ChannelId) -> None:
    """The channel is gone for good, and what was to be edited with it."""
    theirs = select(posts.c.id).where(posts.c.channel_id == channel)
    await tx.execute(update(edits).where(edits.c.state == EditState.WANTED, edits.c.post_id.in_(theirs)).values(state=EditState.DEAD))


async def end_old(tx: AsyncConnection, *, before: datetime, tries: int) -> None:
    """Wishes end whose posts arrived before then, where the channel refused us or so many tries failed."""
    refused = exists().where(channels.c.id == posts.c.channel_id, channels.c.error.is_not(None))
    old = exists().where(posts.c.id == edits.c.post_id, posts.c.sent_at < before, or_(edits.c.attempts >= tries, refused))
    await tx.execute(update(edits).where(edits.c.state == EditState.WANTED, old).values(state=EditState.DEAD))


def _of(wanted: WantedEdit) -> Any:  # noqa: ANN401  SQLAlchemy's update, whose type is its own affair
    """The row of this very wish: a later one has another payload and stays."""
    return update(edits).where(edits.c.post_id == wanted.post_id, edits.c.payload == wanted.payload)


def _waiting(*columns: Any, outlet: OutletName) -> Any:  # noqa: ANN401  columns and tables in, a select out
    return _arrived(*columns).where(edits.c.state == EditState.WANTED, channels.c.outlet == outlet, channels.c.error.is_(None))


def _arrived(*columns: Any) -> Any:  # noqa: ANN401  columns and tables in, a select out
    joined = select(*columns).select_from(edits).join(posts, posts.c.id == edits.c.post_id)
    arrived = (posts.c.state == PostState.SENT, posts.c.message_id.is_not(None))
    return joined.join(channels, channels.c.id == posts.c.channel_id).where(*arrived)


def _row_to_wanted(row: Row[Any]) -> WantedEdit:
    return WantedEdit(
        post_id=PostId(row.post_id),
        channel_id=ChannelId(row.channel_id),
        target=Target(outlet=OutletName(row.outlet), channel=row.external_id, guild=row.guild_id),
        sent=Sent(message=row.message_id, thread=row.thread_id),
        payload=row.payload,
        attempts=row.attempts,
    )
