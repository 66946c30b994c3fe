"""Channels and what each is subscribed to. SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import Style
from bot.model.feed import FeedId
from bot.model.schedule import Schedule
from bot.model.subscription import (
    Channel,
    ChannelId,
    Look,
    Mode,
    OutletName,
    Subscription,
    SubscriptionId,
    SubscriptionState,
    Target,
)
from bot.store.schedules import from_row, to_row
from bot.store.tables import channels, subscriptions


async def ensure_channel(tx: AsyncConnection, target: Target, *, next_digest_at: datetime) -> Channel:
    """The channel behind a target; one not seen before starts with this digest time."""
    known = await channel_of(tx, target)
    if known is not None:
        if target.guild is not None:  # the command line knows a channel's id alone
            await tx.execute(update(channels).where(channels.c.id == known.id).values(guild_id=target.guild))
        return known
    values = {"outlet": target.outlet, "external_id": target.channel, "guild_id": target.guild, "next_digest_at": next_digest_at}
    done = await tx.execute(insert(channels).values(values).returning(channels))
    return _row_to_channel(done.one())


async def channels_of(tx: AsyncConnection, outlet: OutletName) -> tuple[Channel, ...]:
    """Every channel of an outlet."""
    rows = await tx.execute(select(channels).where(channels.c.outlet == outlet).order_by(channels.c.id))
    return tuple(_row_to_channel(row) for row in rows)


async def channel_of(tx: AsyncConnection, target: Target) -> Channel | None:
    """The channel behind a target; None: it never had a subscription."""
    here = (channels.c.outlet == target.outlet, channels.c.external_id == target.channel)
    row = (await tx.execute(select(channels).where(*here))).first()
    return _row_to_channel(row) if row else None


async def channel_by_id(tx: AsyncConnection, channel: ChannelId) -> Channel:
    """A channel that is known to be there."""
    return _row_to_channel((await tx.execute(select(channels).where(channels.c.id == channel))).one())


async def set_schedule(tx: AsyncConnection, channel: ChannelId, schedule: Schedule | None, *, next_digest_at: datetime) -> None:
    """The channel's own wishes (None: none), and when its next digest is due by them."""
    values = {"schedule": to_row(schedule), "next_digest_at": next_digest_at}
    await tx.execute(update(channels).where(channels.c.id == channel).values(values))


async def set_next_digest(tx: AsyncConnection, channel: ChannelId, next_digest_at: datetime) -> None:
    """When the channel's next digest is due."""
    await tx.execute(update(channels).where(channels.c.id == channel).values(next_digest_at=next_digest_at))


async def set_style(tx: AsyncConnection, channel: ChannelId, style: Style) -> None:
    """How the channel's posts look and sound from now on; its turns go on."""
    values = {"look": style.look, "language": style.language, "voice": style.voice}
    await tx.execute(update(channels).where(channels.c.id == channel).values(values))


async def take_turn(tx: AsyncConnection, channel: ChannelId, *, card: bool) -> int:
    """The channel's next turn to be spoken to, in a digest or in a card: counted, so that the next is another."""
    turns = channels.c.carded if card else channels.c.said
    taken = update(channels).where(channels.c.id == channel).values({turns: turns + 1}).returning(turns)
    turn: int = (await tx.execute(taken)).scalar_one()
    return turn - 1


async def find(tx: AsyncConnection, *, feed: FeedId, target: Target) -> Subscription | None:
    """This channel's subscription to this feed; None: it has none."""
    here = (channels.c.outlet == target.outlet, channels.c.external_id == target.channel)
    row = (await tx.execute(_joined().where(subscriptions.c.feed_id == feed, *here))).first()
    return _row_to_subscription(row) if row else None


async def by_id(tx: AsyncConnection, subscription: SubscriptionId) -> Subscription:
    """A subscription that is known to be there."""
    return _row_to_subscription((await tx.execute(_joined().where(subscriptions.c.id == subscription))).one())


async def of_feed(tx: AsyncConnection, feed: FeedId) -> tuple[tuple[ChannelId, Subscription], ...]:
    """Who gets a feed's new entries: its active subscriptions, each with its channel."""
    active = _joined().where(subscriptions.c.feed_id == feed, subscriptions.c.state == SubscriptionState.ACTIVE)
    return tuple((ChannelId(row.channel_id), _row_to_subscription(row)) for row in await tx.execute(active))


async def within(tx: AsyncConnection, target: Target) -> tuple[Subscription, ...]:
    """The subscriptions of all channels of the target's guild, or of this very channel where it has none; oldest first."""
    rows = await tx.execute(_joined().where(_ours(target)).order_by(subscriptions.c.id))
    return tuple(_row_to_subscription(row) for row in rows)


async def most_takeaways(tx: AsyncConnection, channel: ChannelId) -> int:
    """How many takeaways the channel's subscriptions want a story, at most; 0: it has none."""
    return await tx.scalar(select(func.max(subscriptions.c.takeaways)).where(subscriptions.c.channel_id == channel)) or 0


async def add(
    tx: AsyncConnection, *, feed: FeedId, channel: ChannelId, mode: Mode, takeaways: int, role: int | None = None, now: datetime
) -> SubscriptionId:
    """Subscribe. The caller has looked that the channel has no subscription to the feed."""
    values = {"feed_id": feed, "channel_id": channel, "mode": mode, "takeaways": takeaways, "state": SubscriptionState.ACTIVE}
    done = await tx.execute(insert(subscriptions).values(**values, role_id=role, created_at=now).returning(subscriptions.c.id))
    return SubscriptionId(done.scalar_one())


async def change(tx: AsyncConnection, subscription: SubscriptionId, *, mode: Mode, takeaways: int, role: int | None = None) -> None:
    """Set how it is read; whether it is paused stays."""
    values = {"mode": mode, "takeaways": takeaways, "role_id": role}
    await tx.execute(update(subscriptions).where(subscriptions.c.id == subscription).values(values))


async def pause(tx: AsyncConnection, subscription: SubscriptionId, *, at: datetime) -> None:
    """It gets nothing from now on."""
    values = {"state": SubscriptionState.PAUSED, "paused_at": at}
    await tx.execute(update(subscriptions).where(subscriptions.c.id == subscription).values(values))


async def resume(tx: AsyncConnection, subscription: SubscriptionId) -> None:
    """It gets what comes from now on."""
    values = {"state": SubscriptionState.ACTIVE, "paused_at": None}
    await tx.execute(update(subscriptions).where(subscriptions.c.id == subscription).values(values))


async def move(tx: AsyncConnection, subscription: SubscriptionId, *, channel: ChannelId) -> None:
    """Another channel has it from now on. The caller has looked that this one has no subscription to its feed."""
    await tx.execute(update(subscriptions).where(subscriptions.c.id == subscription).values(channel_id=channel))


async def remove(tx: AsyncConnection, subscription: SubscriptionId) -> None:
    """Unsubscribe."""
    await tx.execute(delete(subscriptions).where(subscriptions.c.id == subscription))


async def set_channel_error(tx: AsyncConnection, channel: ChannelId, error: str | None) -> None:
    """Why the channel takes no posts now; None: it does."""
    await tx.execute(update(channels).where(channels.c.id == channel).values(error=error))


def _ours(target: Target) -> ColumnElement[bool]:
    mine = [channels.c.external_id == target.channel]
    mine += [channels.c.guild_id == target.guild] if target.guild is not None else []
    return and_(channels.c.outlet == target.outlet, or_(*mine))


def _joined() -> Any:  # noqa: ANN401  SQLAlchemy's own name for it says only how many columns there are
    columns = (channels.c.outlet, channels.c.external_id, channels.c.guild_id, channels.c.error.label("channel_error"))
    return select(subscriptions, *columns).join(channels, channels.c.id == subscriptions.c.channel_id)


def _row_to_channel(row: Row[Any]) -> Channel:
    return Channel(
        id=ChannelId(row.id),
        target=_target(row),
        next_digest_at=row.next_digest_at,
        schedule=from_row(row.schedule),
        error=row.error,
        look=Look(row.look),
        language=row.language,
        voice=row.voice,
        said=row.said,
    )


def _row_to_subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=SubscriptionId(row.id),
        feed_id=FeedId(row.feed_id),
        target=_target(row),
        mode=Mode(row.mode),
        takeaways=row.takeaways,
        state=SubscriptionState(row.state),
        error=row.channel_error,
        role=row.role_id,
        paused_at=row.paused_at,
    )


def _target(row: Row[Any]) -> Target:
    return Target(outlet=OutletName(row.outlet), channel=row.external_id, guild=row.guild_id)
