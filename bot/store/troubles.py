"""What does not go well, as the tables know it. SQL."""

from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.feed import FeedState
from bot.model.subscription import OutletName, Target
from bot.store.tables import channels, feeds, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTrouble:
    """A feed that somebody reads and that is not polled well. `error` is its last failure's sentence, "" where none is kept."""

    title: str
    url: str
    state: FeedState
    failures: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedChannel:
    """A channel that takes no posts, and why."""

    target: Target
    error: str


async def of_feeds(tx: AsyncConnection) -> tuple[FeedTrouble, ...]:
    """Feeds that are gone, paused, or failed at their last poll, the longest failing first."""
    read = exists().where(subscriptions.c.feed_id == feeds.c.id)
    query = select(feeds).where(read, or_(feeds.c.state != FeedState.ACTIVE, feeds.c.failures > 0))
    rows = await tx.execute(query.order_by(feeds.c.failures.desc(), feeds.c.id))
    return tuple(
        FeedTrouble(title=row.title, url=row.url, state=FeedState(row.state), failures=row.failures, error=row.error or "") for row in rows
    )


async def of_channels(tx: AsyncConnection) -> tuple[ClosedChannel, ...]:
    """Channels that refused our last post."""
    rows = await tx.execute(select(channels).where(channels.c.error.is_not(None)).order_by(channels.c.id))
    return tuple(ClosedChannel(target=_target(row.outlet, row.external_id, row.guild_id), error=row.error) for row in rows)


async def subscribed(tx: AsyncConnection, outlet: OutletName) -> tuple[Target, ...]:
    """The places that follow at least one feed."""
    read = exists().where(subscriptions.c.channel_id == channels.c.id)
    rows = await tx.execute(select(channels).where(channels.c.outlet == outlet, read).order_by(channels.c.id))
    return tuple(_target(row.outlet, row.external_id, row.guild_id) for row in rows)


def _target(outlet: str, channel: int, guild: int | None) -> Target:
    return Target(outlet=OutletName(outlet), channel=channel, guild=guild)
