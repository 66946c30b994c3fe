"""What people follow by direct message, and what their channels read because of it. SQL."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.feed import FeedId
from bot.model.filters import FilterAction, FilterField, FilterKind
from bot.model.following import Follow, Followable, FollowId
from bot.model.subscription import ChannelId, OutletName, SubscriptionId
from bot.store.tables import channels, deliveries, entries, feeds, filters, follows, subscriptions

_TOPICS = (filters.c.action == FilterAction.ALLOW, filters.c.field == FilterField.TOPIC)


async def add(
    tx: AsyncConnection,
    *,
    user: int,
    channel: ChannelId,
    guild: int,
    feed: FeedId | None,
    topic: str,
    hidden: Collection[int],
    now: datetime,
) -> FollowId:
    """Store it. The caller has looked that it is not there. `hidden`: channels of the server that the person does not see."""
    values = {"user_id": user, "channel_id": channel, "guild_id": guild, "feed_id": feed, "topic": topic, "created_at": now}
    done = await tx.execute(insert(follows).values(**values, hidden=sorted(hidden)).returning(follows.c.id))
    return FollowId(done.scalar_one())


async def of_user(tx: AsyncConnection, user: int) -> tuple[Follow, ...]:
    """All that a person follows, oldest first."""
    rows = await tx.execute(_titled().where(follows.c.user_id == user).order_by(follows.c.id))
    return tuple(_row_to_follow(row) for row in rows)


async def of_channel(tx: AsyncConnection, channel: ChannelId) -> tuple[Follow, ...]:
    """All that comes to a channel of direct messages, oldest first."""
    rows = await tx.execute(_titled().where(follows.c.channel_id == channel).order_by(follows.c.id))
    return tuple(_row_to_follow(row) for row in rows)


async def is_letters(tx: AsyncConnection, channel: ChannelId) -> bool:
    """Whether a channel is one of direct messages, to a person who follows something."""
    return await tx.scalar(select(follows.c.id).where(follows.c.channel_id == channel).limit(1)) is not None


async def channels_of_guild(tx: AsyncConnection, guild: int) -> tuple[ChannelId, ...]:
    """The channels of direct messages that get something because of a server."""
    rows = await tx.execute(select(follows.c.channel_id).where(follows.c.guild_id == guild).distinct().order_by(follows.c.channel_id))
    return tuple(ChannelId(row.channel_id) for row in rows)


async def speak(tx: AsyncConnection, channel: ChannelId, language: str) -> None:
    """The language that a channel's posts are in from now on; "": English."""
    await tx.execute(update(channels).where(channels.c.id == channel).values(language=language))


async def remove(tx: AsyncConnection, ids: Collection[FollowId]) -> None:
    """Follow these no more."""
    await tx.execute(delete(follows).where(follows.c.id.in_(ids)))


async def followable(tx: AsyncConnection, guild: int, *, hidden: Collection[int] = ()) -> tuple[Followable, ...]:
    """The feeds that a server's channels read, by title; those of the channels `hidden`, by their snowflakes, are left out."""
    reads = select(subscriptions.c.feed_id).join(channels, channels.c.id == subscriptions.c.channel_id)
    theirs = reads.where(
        channels.c.outlet == OutletName.DISCORD, channels.c.guild_id == guild, channels.c.external_id.not_in(sorted(hidden))
    )
    rows = await tx.execute(select(feeds).where(feeds.c.id.in_(theirs)).order_by(feeds.c.title, feeds.c.id))
    return tuple(Followable(id=FeedId(row.id), title=row.title, url=row.url) for row in rows)


async def subscriptions_of(tx: AsyncConnection, channel: ChannelId) -> dict[FeedId, SubscriptionId]:
    """What a channel is subscribed to."""
    rows = await tx.execute(select(subscriptions.c.feed_id, subscriptions.c.id).where(subscriptions.c.channel_id == channel))
    return {FeedId(row.feed_id): SubscriptionId(row.id) for row in rows}


async def topics_of(tx: AsyncConnection, channel: ChannelId) -> dict[SubscriptionId, frozenset[str]]:
    """The topics to which a channel's subscriptions are narrowed; those that are not are not among them."""
    query = select(filters.c.subscription_id, filters.c.value).join(subscriptions, subscriptions.c.id == filters.c.subscription_id)
    found: dict[SubscriptionId, frozenset[str]] = {}
    for row in await tx.execute(query.where(subscriptions.c.channel_id == channel, *_TOPICS)):
        one = SubscriptionId(row.subscription_id)
        found[one] = found.get(one, frozenset()) | {row.value}
    return found


async def narrow(tx: AsyncConnection, wanted: Mapping[SubscriptionId, frozenset[str]], *, now: datetime) -> None:
    """Let these subscriptions pass these topics alone; no topics: everything."""
    await tx.execute(delete(filters).where(filters.c.subscription_id.in_(list(wanted)), *_TOPICS))
    said = {"action": FilterAction.ALLOW, "kind": FilterKind.WORD, "field": FilterField.TOPIC, "created_at": now}
    rows = [said | {"subscription_id": one, "value": topic} for one, topics in wanted.items() for topic in sorted(topics)]
    if rows:
        await tx.execute(insert(filters), rows)


async def stop_reading(tx: AsyncConnection, channel: ChannelId, gone: Collection[FeedId]) -> None:
    """The channel reads these feeds no more; what waits for it from them is dropped."""
    mine = (subscriptions.c.channel_id == channel, subscriptions.c.feed_id.in_(gone))
    await tx.execute(delete(subscriptions).where(*mine))
    theirs = select(entries.c.id).where(entries.c.feed_id.in_(gone))
    waiting = (deliveries.c.channel_id == channel, deliveries.c.digest_id.is_(None), deliveries.c.entry_id.in_(theirs))
    await tx.execute(delete(deliveries).where(*waiting))


def _titled() -> Any:  # noqa: ANN401  SQLAlchemy's own name for it says only how many columns there are
    return select(follows, feeds.c.title.label("feed_title")).outerjoin(feeds, feeds.c.id == follows.c.feed_id)


def _row_to_follow(row: Row[Any]) -> Follow:
    return Follow(
        id=FollowId(row.id),
        user=row.user_id,
        channel=ChannelId(row.channel_id),
        guild=row.guild_id,
        feed=None if row.feed_id is None else FeedId(row.feed_id),
        feed_title=row.feed_title or "",
        topic=row.topic,
        hidden=frozenset(row.hidden),
        since=row.created_at,
    )
