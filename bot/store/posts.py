"""The outbox: posts from the transaction that made them to the mark that they arrived. SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import Claimed, EditState, NewPost, PostId, PostState, Sent
from bot.model.digest import DigestId
from bot.model.subscription import ChannelId, OutletName, Target
from bot.store.schedules import from_row
from bot.store.tables import Instant, channels, edits, posts

_UNSENT = (PostState.READY, PostState.SENDING)
_HOLD = timedelta(days=1)


async def add(tx: AsyncConnection, new: Sequence[NewPost], *, digest: DigestId, channel: ChannelId, now: datetime) -> None:
    """Store a digest's posts, in their order, ready to go; to a channel that is held, not before its next trial."""
    held = await tx.scalar(select(channels.c.error).where(channels.c.id == channel))
    rows = [
        {
            "digest_id": digest,
            "part": part,
            "channel_id": channel,
            "payload": post.payload,
            "code": post.code,
            "nonce": post.nonce,
            "state": PostState.READY,
            "next_at": now if held is None else now + _HOLD,
        }
        for part, post in enumerate(new)
    ]
    await tx.execute(insert(posts), rows)


async def claim(
    tx: AsyncConnection,
    *,
    outlet: OutletName,
    owner: str,
    now: datetime,
    lease_s: float,
    most: int,
    busy: Collection[ChannelId] = (),
    held_too: bool = True,
    proven_since: datetime | None = None,
    only: ChannelId | None = None,
) -> tuple[Claimed, ...]:
    """Take posts that are due, or whose lease ran out, for `lease_s`; at most one a channel, its oldest, so that order is kept.

    With `only`, of that channel alone. Senders may claim side by side: a row that another is about to take is passed over.

    Nothing of `busy` channels is taken: their posts are on their way, whatever the leases say once the clock was set. Without
    `held_too`, neither is anything of channels that refused us; with `proven_since`, nothing but of channels that took a post since then.
    """
    asked = {"outlet": outlet, "now": now, "busy": list(busy), "most": most} | _since(proven_since) | _only(only)
    rows = (await tx.execute(_claimable(held_too=held_too, proven=proven_since is not None, one=only is not None), asked)).all()
    if not rows:
        return ()
    until = now + timedelta(seconds=lease_s)
    taken = {"state": PostState.SENDING, "lease_owner": owner, "lease_until": until, "attempts": posts.c.attempts + 1}
    first = {"first_try_at": func.coalesce(posts.c.first_try_at, literal(now, Instant()))}
    await tx.execute(update(posts).where(posts.c.id.in_([row.id for row in rows])).values(taken | first))
    return tuple(_row_to_claimed(row, until) for row in rows)


async def mark_sent(tx: AsyncConnection, claimed: Claimed, *, sent: Sent | None, now: datetime) -> bool:
    """It arrived. `sent` None: and somebody deleted it before we learned its id. False: its row was erased meanwhile."""
    ids = {"message_id": sent.message if sent else None, "thread_id": sent.thread if sent else None}
    values = {"state": PostState.SENT, "sent_at": now, "error": None, "lease_until": None}
    return await _change(tx, claimed, values | ids, whoever=True)


async def mark_later(tx: AsyncConnection, claimed: Claimed, *, error: str, next_at: datetime, untried: bool = False) -> bool:
    """It may not have arrived; try again then. `untried`: no try of its nonce can have arrived.

    False: its row was erased meanwhile, or somebody else claimed it after its lease.
    """
    values = {"state": PostState.READY, "error": error, "next_at": next_at, "lease_until": None}
    if untried:
        values["first_try_at"] = None
    return await _change(tx, claimed, values)


async def give_back(tx: AsyncConnection, claimed: Claimed, *, next_at: datetime) -> None:
    """It was not tried after all, and is not to go before `next_at`: its row is as it was before the claim, but for that."""
    values = {"state": PostState.READY, "next_at": next_at, "lease_until": None, "first_try_at": claimed.first_try_at}
    await _change(tx, claimed, values | {"attempts": claimed.attempts - 1})


async def mark_dead(tx: AsyncConnection, claimed: Claimed, *, error: str) -> bool:
    """It will never be taken. False: as above."""
    return await _change(tx, claimed, {"state": PostState.DEAD, "error": error, "lease_until": None})


async def renew(tx: AsyncConnection, claimed: Claimed, *, nonce: str, now: datetime) -> bool:
    """It surely did not arrive and its nonce is too old to be trusted: tries count from now, under a new one. False: as above."""
    return await _change(tx, claimed, {"nonce": nonce, "first_try_at": now})


async def hold(tx: AsyncConnection, channel: ChannelId, *, error: str, until: datetime) -> None:
    """The channel takes nothing: what waits for it waits until then, and `error` tells why."""
    await tx.execute(update(channels).where(channels.c.id == channel).values(error=error))
    ready = update(posts).where(posts.c.channel_id == channel, posts.c.state == PostState.READY, posts.c.next_at < until)
    await tx.execute(ready.values(next_at=until))


async def channels_of_guild(tx: AsyncConnection, guild: int, *, held: bool | None = None) -> tuple[tuple[ChannelId, int], ...]:
    """A guild's channels that are held, or those that are not; None: all of them. Each one's id here and outside."""
    query = select(channels.c.id, channels.c.external_id).where(channels.c.guild_id == guild)
    rows = await tx.execute(query if held is None else query.where(channels.c.error.is_not(None) == held))
    return tuple((ChannelId(row.id), int(row.external_id)) for row in rows)


async def reopen(tx: AsyncConnection, channel: ChannelId, *, now: datetime) -> None:
    """The channel takes posts again: what waits for it goes now, and edits that failed."""
    await tx.execute(update(channels).where(channels.c.id == channel).values(error=None))
    theirs = edits.c.post_id.in_(select(posts.c.id).where(posts.c.channel_id == channel))
    failed = update(edits).where(edits.c.state == EditState.WANTED, edits.c.error.is_not(None), theirs)
    await tx.execute(failed.values(next_at=now))
    await hurry(tx, channel, now=now)


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


async def shift(tx: AsyncConnection, *, by: timedelta) -> None:
    """The clock was set by so much: what was to be in five minutes still is."""
    seconds = by // timedelta(milliseconds=1)
    times = {column.name: column.op("+")(literal(seconds)) for column in (posts.c.next_at, posts.c.lease_until, posts.c.first_try_at)}
    await tx.execute(update(posts).where(posts.c.state.in_(_UNSENT)).values(times))


async def channels_due(tx: AsyncConnection, outlet: OutletName, *, now: datetime, most: int) -> tuple[ChannelId, ...]:
    """Channels whose next post is due, or its lease over; the one that waits longest first."""
    rows = await tx.execute(_channels_due(), {"outlet": outlet, "now": now, "busy": [], "most": most})
    return tuple(ChannelId(row.channel_id) for row in rows)


async def next_due(
    tx: AsyncConnection,
    outlet: OutletName,
    *,
    busy: Collection[ChannelId] = (),
    held_too: bool = True,
    proven_since: datetime | None = None,
) -> datetime | None:
    """When the next post of an outlet is due, or a lease runs out; None: all is delivered. What `claim` would not take does not count."""
    asked = {"outlet": outlet, "busy": list(busy)} | _since(proven_since)
    found: datetime | None = await tx.scalar(_next_due(held_too=held_too, proven=proven_since is not None), asked)
    return found


def _since(proven_since: datetime | None) -> dict[str, object]:
    return {} if proven_since is None else {"proven_since": proven_since}


def _only(channel: ChannelId | None) -> dict[str, object]:
    return {} if channel is None else {"only": channel}


# Built once: to put such a statement together costs as much as to run it.
@cache
def _claimable(*, held_too: bool, proven: bool, one: bool) -> Select[Any]:
    place = (
        channels.c.outlet,
        channels.c.external_id,
        channels.c.guild_id,
        channels.c.schedule,
        channels.c.error.is_not(None).label("held"),
    )
    heads = _heads(posts.c.id, held_too=held_too, proven=proven).where(_is_due())
    if one:
        heads = heads.where(channels.c.id == bindparam("only"))
    most = bindparam("most", type_=Integer())
    due = heads.order_by(posts.c.next_at, posts.c.id).limit(most).subquery()  # ids alone: sorting payloads costs as much again
    query = select(posts, *place).join(due, due.c.id == posts.c.id).join(channels, channels.c.id == posts.c.channel_id)
    # Once Postgres has a row's lock it asks the row's newest state again, but only of the table that is locked: without the second
    # `_is_due` a post that another took and let go since we looked would be taken twice. SQLite has one writer and no such clause.
    return query.where(_is_due()).order_by(posts.c.next_at, posts.c.id).with_for_update(of=posts, skip_locked=True)


@cache
def _channels_due() -> Select[Any]:
    heads = _heads(posts.c.channel_id, held_too=True, proven=False).where(_is_due())
    return heads.order_by(posts.c.next_at, posts.c.id).limit(bindparam("most", type_=Integer()))


def _is_due() -> ColumnElement[bool]:
    waiting = and_(posts.c.state == PostState.READY, posts.c.next_at <= bindparam("now"))
    abandoned = and_(posts.c.state == PostState.SENDING, posts.c.lease_until <= bindparam("now"))
    return or_(waiting, abandoned)


@cache
def _next_due(*, held_too: bool, proven: bool) -> Select[Any]:
    return _heads(func.min(func.coalesce(posts.c.lease_until, posts.c.next_at)), held_too=held_too, proven=proven)


def _heads(*columns: Any, held_too: bool, proven: bool) -> Select[Any]:  # noqa: ANN401  columns and tables, as `select` takes them
    """The oldest unsent post of each channel of `:outlet` but the `:busy` ones. From the channels, so that a long queue costs no more
    than a short one (bench/outbox.py)."""
    heads = select(*columns).select_from(channels).join(posts, posts.c.id == _oldest_unsent())
    heads = heads.where(channels.c.outlet == bindparam("outlet"), channels.c.id.not_in(bindparam("busy", expanding=True)))
    if proven:
        took = posts.alias("took")
        heads = heads.where(
            exists().where(took.c.channel_id == channels.c.id, took.c.sent_at >= bindparam("proven_since", type_=Instant()))
        )
    return heads if held_too else heads.where(channels.c.error.is_(None))


def _oldest_unsent() -> ScalarSelect[Any]:
    """The id of a channel's first post that is still to be sent."""
    earlier = posts.alias("earlier")
    own = (earlier.c.channel_id == channels.c.id, earlier.c.state.in_(_UNSENT))
    return select(func.min(earlier.c.id)).where(*own).correlate(channels).scalar_subquery()


async def _change(tx: AsyncConnection, claimed: Claimed, values: dict[str, Any], *, whoever: bool = False) -> bool:
    """By its code too: once a channel is erased, SQLite gives its posts' numbers to others. Unless for `whoever`, by its claim:
    the count of attempts grows with each, and one that overran its lease must not undo what the next one made of it."""
    mine = [posts.c.id == claimed.id, posts.c.code == claimed.code]
    mine += [] if whoever else [posts.c.state == PostState.SENDING, posts.c.attempts == claimed.attempts]
    return (await tx.execute(update(posts).where(*mine).values(values))).rowcount > 0


def _row_to_claimed(row: Row[Any], until: datetime) -> Claimed:
    return Claimed(
        id=PostId(row.id),
        channel_id=ChannelId(row.channel_id),
        target=Target(outlet=OutletName(row.outlet), channel=row.external_id, guild=row.guild_id),
        code=row.code,
        payload=row.payload,
        nonce=row.nonce,
        attempts=row.attempts + 1,
        due_at=row.next_at,
        first_try_at=row.first_try_at,
        lease_until=until,
        held=row.held,
        schedule=from_row(row.schedule),
    )
