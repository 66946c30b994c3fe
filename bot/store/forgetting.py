"""A person or a server in; all that is kept of them gone, in counts out. SQL.

Every table with a column `user_id`, `guild_id` or `external_id` is looked after here; a test counts them.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.erased import Erased
from bot.model.subscription import ChannelId
from bot.store.notices import subject_of_channel
from bot.store.tables import (
    asked,
    channels,
    deliveries,
    digests,
    feeds,
    filters,
    follows,
    guilds,
    notices,
    posts,
    reports,
    saved,
    subscriptions,
    votes,
)


async def person(tx: AsyncConnection, user: int) -> Erased:
    """Everything that a person made us keep: what they saved, reported, voted and follow, and their direct messages with us."""
    mine = await _ids(tx, select(follows.c.channel_id).where(follows.c.user_id == user).distinct())
    gone = {table.name: await _drop(tx, table, table.c.user_id == user) for table in (saved, reports, votes, follows)}
    theirs = await channels_(tx, mine)
    await _drop_asked(tx, user)
    return Erased(
        saved=gone["saved"],
        reports=gone["reports"],
        votes=gone["votes"],
        follows=gone["follows"],
        posts=theirs.posts,
        waiting=theirs.waiting,
        unread=theirs.unread,
    )


async def server(tx: AsyncConnection, guild: int) -> Erased:
    """Everything of a server: its channels with all that belongs to them, what its members follow of it, and that we know it.

    What people saved or reported there stays theirs, but no longer says where. Who calls refits the followers' direct messages.
    """
    theirs = await channels_(tx, await _ids(tx, select(channels.c.id).where(channels.c.guild_id == guild)))
    untied = 0
    for table in (saved, reports):
        done = await tx.execute(update(table).where(table.c.guild_id == guild).values(guild_id=None).returning(table.c.id))
        untied += len(done.all())
    followed = await _drop(tx, follows, follows.c.guild_id == guild)
    await _drop(tx, guilds, guilds.c.guild_id == guild)
    await _drop_asked(tx, guild)
    return Erased(
        follows=followed,
        untied=untied,
        channels=theirs.channels,
        subscriptions=theirs.subscriptions,
        filters=theirs.filters,
        votes=theirs.votes,
        digests=theirs.digests,
        posts=theirs.posts,
        waiting=theirs.waiting,
        unread=theirs.unread,
    )


async def channels_(tx: AsyncConnection, ids: Collection[ChannelId]) -> Erased:
    """Channels, and by the tables' references all that belongs to them."""
    if not ids:
        return Erased()
    reads = select(subscriptions.c.feed_id).where(subscriptions.c.channel_id.in_(ids))
    was_read = await _ids(tx, reads.distinct())
    belongs = select(subscriptions.c.id).where(subscriptions.c.channel_id.in_(ids))
    counts = {table.name: await _count(tx, table, table.c.channel_id.in_(ids)) for table in (subscriptions, votes, digests, posts)}
    narrowed = await _count(tx, filters, or_(filters.c.channel_id.in_(ids), filters.c.subscription_id.in_(belongs)))
    waiting = await _count(tx, deliveries, deliveries.c.channel_id.in_(ids) & deliveries.c.digest_id.is_(None))
    await _drop(tx, notices, notices.c.subject.in_([subject_of_channel(each) for each in ids]))
    gone = await _drop(tx, channels, channels.c.id.in_(ids))
    still_read = exists().where(subscriptions.c.feed_id == feeds.c.id)
    return Erased(
        channels=gone,
        subscriptions=counts["subscriptions"],
        filters=narrowed,
        votes=counts["votes"],
        digests=counts["digests"],
        posts=counts["posts"],
        waiting=waiting,
        unread=await _count(tx, feeds, feeds.c.id.in_(was_read) & ~still_read),
    )


async def _drop_asked(tx: AsyncConnection, one: int) -> None:
    """Questions that still wait for an answer may name who asked and where; without them the question is only asked again."""
    await _drop(tx, asked, asked.c.key.contains(str(one)) | asked.c.text.contains(str(one)))


async def _drop(tx: AsyncConnection, table: Table, which: Any) -> int:  # noqa: ANN401  any condition
    return (await tx.execute(delete(table).where(which))).rowcount


async def _count(tx: AsyncConnection, table: Table, which: Any) -> int:  # noqa: ANN401  any condition
    return await tx.scalar(select(func.count()).select_from(table).where(which)) or 0


async def _ids(tx: AsyncConnection, query: Any) -> list[Any]:  # noqa: ANN401  any query of one column
    return list((await tx.execute(query)).scalars())
