"""Which feeds a server, a channel or everybody follows, and how each of them fares. SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.feed import Feed
from bot.model.subscription import ChannelId, Mode, OutletName, SubscriptionId, SubscriptionState, Target
from bot.store.feeds import row_to_feed
from bot.store.keys import url_key
from bot.store.tables import channels, feeds, hosts, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A subscription with its feed and its channel. `held`: why the channel takes no posts now, None where it does. `rests_until`: when
    the feed's server may be asked again, None where it asked for no pause.
    """

    id: SubscriptionId
    feed: Feed
    channel: ChannelId
    target: Target
    mode: Mode
    takeaways: int
    state: SubscriptionState
    next_digest_at: datetime
    held: str | None
    rests_until: datetime | None


async def within(tx: AsyncConnection, target: Target | None) -> tuple[Followed, ...]:
    """What the channels of the target's guild follow, or this very channel where it has none; None: what anybody does. Oldest first."""
    rows = await tx.execute(_joined().where(true() if target is None else _ours(target)).order_by(subscriptions.c.id))
    return tuple(_row_to_followed(row) for row in rows)


async def one(tx: AsyncConnection, subscription: SubscriptionId, *, within: Target) -> Followed | None:
    """A subscription of these channels; None: they have no such one."""
    row = (await tx.execute(_joined().where(subscriptions.c.id == subscription, _ours(within)))).first()
    return _row_to_followed(row) if row else None


async def known_to(tx: AsyncConnection, target: Target) -> frozenset[bytes]:
    """The keys of the addresses that this very channel follows."""
    here = (channels.c.outlet == target.outlet, channels.c.external_id == target.channel)
    query = select(feeds.c.url_key).join(subscriptions, subscriptions.c.feed_id == feeds.c.id)
    rows = await tx.execute(query.join(channels, channels.c.id == subscriptions.c.channel_id).where(*here))
    return frozenset(rows.scalars())


def key_of(url: str) -> bytes:
    """By what `known_to` knows an address, in any spelling. Pure."""
    return url_key(url)


def _ours(target: Target) -> ColumnElement[bool]:
    mine = [channels.c.external_id == target.channel]  # one that the command line added has no guild yet
    mine += [channels.c.guild_id == target.guild] if target.guild is not None else []
    return and_(channels.c.outlet == target.outlet, or_(*mine))


def _joined() -> Any:  # noqa: ANN401  SQLAlchemy's own name for it says only how many columns there are
    columns = (
        *(subscriptions.c.id.label("subscription_id"), subscriptions.c.channel_id, subscriptions.c.mode, subscriptions.c.takeaways),
        *(subscriptions.c.state.label("subscription_state"), channels.c.outlet, channels.c.external_id, channels.c.guild_id),
        *(channels.c.next_digest_at, channels.c.error.label("held"), hosts.c.rest_until),
    )
    query = select(feeds, *columns).join(subscriptions, subscriptions.c.feed_id == feeds.c.id)
    return query.join(channels, channels.c.id == subscriptions.c.channel_id).outerjoin(hosts, hosts.c.name == feeds.c.host)


def _row_to_followed(row: Row[Any]) -> Followed:
    return Followed(
        id=SubscriptionId(row.subscription_id),
        feed=row_to_feed(row),
        channel=ChannelId(row.channel_id),
        target=Target(outlet=OutletName(row.outlet), channel=row.external_id, guild=row.guild_id),
        mode=Mode(row.mode),
        takeaways=row.takeaways,
        state=SubscriptionState(row.subscription_state),
        next_digest_at=row.next_digest_at,
        held=row.held,
        rests_until=row.rest_until,
    )
