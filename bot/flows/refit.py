"""What people follow in; their direct messages' subscriptions and filters made to match it out. Writes only what changed."""

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.model.filters import Scope
from bot.model.following import Follow, Reading, reading_of
from bot.model.subscription import ChannelId, Mode
from bot.store import follows, forgetting, subscriptions, verdicts
from bot.store.database import Transaction

_TAKEAWAYS = 3


async def refit_guild(tx: Transaction, guild: int | None) -> None:
    """A server's feeds changed: whoever follows something of it gets what it reads now. None: no server's, nothing to do.

    Raises `StoreFailed`.
    """
    if guild is not None:
        await refit(tx, await follows.channels_of_guild(tx, guild))


async def refit(tx: Transaction, channels: Iterable[ChannelId]) -> None:
    """Let these channels of direct messages read what their people follow; one for which nobody follows anything is forgotten.

    What a feed shows already counts as read: only what is new comes. Raises `StoreFailed`.
    """
    for channel in channels:
        wishes = await follows.of_channel(tx, channel)
        if not wishes:
            await forgetting.channels_(tx, [channel])
            continue
        await _fit(tx, channel, await _wanted(tx, wishes), since=max(each.since for each in wishes))


async def _wanted(tx: Transaction, wishes: Collection[Follow]) -> Reading:
    sights = {(each.guild, each.hidden) for each in wishes}
    feeds = {(guild, hidden): [each.id for each in await follows.followable(tx, guild, hidden=hidden)] for guild, hidden in sights}
    return reading_of(wishes, feeds=lambda each: feeds[each.guild, each.hidden])


async def _fit(tx: Transaction, channel: ChannelId, wanted: Reading, *, since: datetime) -> None:
    had = await follows.subscriptions_of(tx, channel)
    if gone := had.keys() - wanted.keys():
        await follows.stop_reading(tx, channel, gone)
    narrowed = await follows.topics_of(tx, channel)
    has = {feed: one for feed, one in had.items() if feed in wanted}
    for feed in sorted(wanted.keys() - had.keys()):
        has[feed] = await subscriptions.add(tx, feed=feed, channel=channel, mode=Mode.DIGEST, takeaways=_TAKEAWAYS, now=since)
    changed = {has[feed]: topics for feed, topics in wanted.items() if narrowed.get(has[feed], frozenset()) != topics}
    if changed:
        await follows.narrow(tx, changed, now=since)
        await verdicts.reopen(tx, Scope(channel=channel))
