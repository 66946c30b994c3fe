"""The outbox: posts from the transaction that made them to the mark that they arrived. SQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Exists, Row, and_, exists, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import Claimed, NewPost, PostId, PostState
from bot.model.digest import DigestId
from bot.model.subscription import ChannelId, OutletName, Target
from bot.store.tables import Instant, channels, posts

_UNSENT = (PostState.READY, PostState.SENDING)


async def add(tx: AsyncConnection, new: Sequence[NewPost], *, digest: DigestId, channel: ChannelId, now: datetime) -> None:
    """Store a digest's posts, in their order, ready to go."""
    rows = [
        {
            "digest_id": digest,
            "part": part,
            "channel_id": channel,
            "payload": post.payload,
            "code": post.code,
            "nonce": post.nonce,
            "state": PostState.READY,
            "next_at": now,
        }
        for part, post in enumerate(new)
    ]
    await tx.execute(insert(posts), rows)


async def claim(tx: AsyncConnection, *, outlet: OutletName, owner: str, now: datetime, lease_s: float, most: int) -> tuple[Claimed, ...]:
    """Take posts that are due, or whose lease ran out, for `lease_s`; at most one a channel, its oldest, so that order is kept."""
    waiting = and_(posts.c.state == PostState.READY, posts.c.next_at <= now)
    abandoned = and_(posts.c.state == PostState.SENDING, posts.c.lease_until <= now)
    columns = (posts, channels.c.outlet, channels.c.external_id, channels.c.guild_id)
    query = select(*columns).join(channels, channels.c.id == posts.c.channel_id)
    due = query.where(channels.c.outlet == outlet, or_(waiting, abandoned), ~_behind_another()).order_by(posts.c.id).limit(most)
    rows = (await tx.execute(due)).all()
    until = now + timedelta(seconds=lease_s)
    taken = {"state": PostState.SENDING, "lease_owner": owner, "lease_until": until, "attempts": posts.c.attempts + 1}
    first = {"first_try_at": func.coalesce(posts.c.first_try_at, literal(now, Instant()))}
    await tx.execute(update(posts).where(posts.c.id.in_([row.id for row in rows])).values(taken | first))
    return tuple(_row_to_claimed(row, until) for row in rows)


async def mark_sent(tx: AsyncConnection, post: PostId, *, message_id: str, now: datetime) -> None:
    """It arrived."""
    values = {"state": PostState.SENT, "message_id": message_id, "sent_at": now, "error": None, "lease_until": None}
    await tx.execute(update(posts).where(posts.c.id == post).values(values))


async def mark_later(tx: AsyncConnection, post: PostId, *, error: str, next_at: datetime) -> None:
    """It may not have arrived; try again then."""
    values = {"state": PostState.READY, "error": error, "next_at": next_at, "lease_until": None}
    await tx.execute(update(posts).where(posts.c.id == post).values(values))


async def mark_dead(tx: AsyncConnection, post: PostId, *, error: str) -> None:
    """It will never be taken."""
    values = {"state": PostState.DEAD, "error": error, "lease_until": None}
    await tx.execute(update(posts).where(posts.c.id == post).values(values))


async def renew(tx: AsyncConnection, post: PostId, *, nonce: str, now: datetime) -> None:
    """It surely did not arrive and its nonce is too old to be trusted: tries count from now, under a new one."""
    await tx.execute(update(posts).where(posts.c.id == post).values(nonce=nonce, first_try_at=now))


async def hurry(tx: AsyncConnection, channel: ChannelId, *, now: datetime) -> None:
    """What waits for this channel is tried now: somebody looked after it."""
    ready = update(posts).where(posts.c.channel_id == channel, posts.c.state == PostState.READY)
    await tx.execute(ready.values(next_at=now))


async def held(tx: AsyncConnection) -> frozenset[ChannelId]:
    """Channels that take no posts now and have one waiting, which is tried again by itself: nothing more need be built for them."""
    unsent = exists().where(posts.c.channel_id == channels.c.id, posts.c.state.in_(_UNSENT))
    rows = await tx.execute(select(channels.c.id).where(channels.c.error.is_not(None), unsent))
    return frozenset(ChannelId(row.id) for row in rows)


async def release(tx: AsyncConnection, *, now: datetime) -> None:
    """End every lease: for the start of a program that is the only one on its database. The nonces stay."""
    await tx.execute(update(posts).where(posts.c.state == PostState.SENDING).values(lease_until=now))


async def next_due(tx: AsyncConnection, outlet: OutletName) -> datetime | None:
    """When the next post of an outlet is due, or a lease runs out; None: all is delivered."""
    due = func.min(func.coalesce(posts.c.lease_until, posts.c.next_at))
    unsent = posts.c.state.in_(_UNSENT)
    query = select(due).join(channels, channels.c.id == posts.c.channel_id)
    found: datetime | None = await tx.scalar(query.where(unsent, channels.c.outlet == outlet, ~_behind_another()))
    return found


def _behind_another() -> Exists:
    """An earlier post of the same channel is still to be sent."""
    earlier = posts.alias("earlier")
    return exists().where(earlier.c.channel_id == posts.c.channel_id, earlier.c.state.in_(_UNSENT), earlier.c.id < posts.c.id)


def _row_to_claimed(row: Row[Any], until: datetime) -> Claimed:
    return Claimed(
        id=PostId(row.id),
        channel_id=ChannelId(row.channel_id),
        target=Target(outlet=OutletName(row.outlet), channel=row.external_id, guild=row.guild_id),
        code=row.code,
        payload=row.payload,
        nonce=row.nonce,
        attempts=row.attempts + 1,
        first_try_at=row.first_try_at,
        lease_until=until,
    )
