"""Feeds that live at another address now. SQL."""

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.feed import FeedId
from bot.store.keys import url_key
from bot.store.tables import deliveries, entries, feeds, follows, subscriptions
from bot.text.servers import server_of


async def move(tx: AsyncConnection, feed: FeedId, url: str) -> None:
    """The feed's address is `url` from now on; all else about it stays. The caller has looked that no other feed has that address."""
    values = {"url": url, "url_key": url_key(url), "host": server_of(url), "moved_to": None, "moved_seen": 0}
    await tx.execute(update(feeds).where(feeds.c.id == feed).values(values))


async def join(tx: AsyncConnection, old: FeedId, new: FeedId) -> None:
    """Two feeds turned out to be one: the old one's entries and subscriptions are the new one's now, and the old one is forgotten.

    Nothing is handed over anew. What a channel waits for stays: where both feeds hold an entry, it waits for the new one's. A channel
    that was subscribed to both keeps its subscription to the new one.
    """
    await _repoint_deliveries(tx, old, new)
    held = select(entries.c.identity).where(entries.c.feed_id == new)
    await tx.execute(update(entries).where(entries.c.feed_id == old, entries.c.identity.not_in(held)).values(feed_id=new))
    there = select(subscriptions.c.channel_id).where(subscriptions.c.feed_id == new)
    await tx.execute(
        update(subscriptions).where(subscriptions.c.feed_id == old, subscriptions.c.channel_id.not_in(there)).values(feed_id=new)
    )
    mine, twin = follows.alias("mine"), follows.alias("twin")
    same = (twin.c.user_id == mine.c.user_id, twin.c.guild_id == mine.c.guild_id, twin.c.topic == mine.c.topic, twin.c.feed_id == new)
    doubled = select(mine.c.id).where(mine.c.feed_id == old, exists().where(*same))
    await tx.execute(update(follows).where(follows.c.feed_id == old, follows.c.id.not_in(doubled)).values(feed_id=new))
    await tx.execute(delete(feeds).where(feeds.c.id == old))


async def _repoint_deliveries(tx: AsyncConnection, old: FeedId, new: FeedId) -> None:
    """Deliveries of an entry that both feeds hold lead to the new one's; what the channel was given already goes with the old entry."""
    mine, twin, other = entries.alias("mine"), entries.alias("twin"), deliveries.alias("other")
    same = (mine.c.id == deliveries.c.entry_id, mine.c.feed_id == old, twin.c.feed_id == new, twin.c.identity == mine.c.identity)
    to = select(twin.c.id).where(*same).correlate(deliveries).scalar_subquery()  # by itself it would not, one level further in
    has_twin = exists(select(twin.c.id).where(*same).correlate(deliveries))
    given = exists().where(other.c.channel_id == deliveries.c.channel_id, other.c.entry_id == to).correlate(deliveries)
    theirs = deliveries.c.entry_id.in_(select(entries.c.id).where(entries.c.feed_id == old))
    await tx.execute(update(deliveries).where(theirs, has_twin, ~given).values(entry_id=to))
