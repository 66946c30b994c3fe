"""A database that may have forgotten in; what its channels show of ours marked as posted, so that nothing is posted again.

A backup put back, a crash whose WAL was lost, a machine rolled back: the database then knows less than Discord does, and cannot tell.
So every start is taken for one: the time between the last sign of life in the database and now is a gap. Before a channel gets its
first post after a start, its messages of ours from that gap are read, once. A post that the database thinks unsent is found by its
unit code, an entry whose post the database never knew by its link. After an ordinary restart the gap holds nothing unknown.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.errors import BotError, ChannelClosed, SendFailed, SendRefused
from bot.flows import notices
from bot.flows.app import App
from bot.flows.health import last_beat
from bot.model.delivery import OwnMessage, Post
from bot.model.digest import Ready
from bot.model.notice import NoticeKind
from bot.model.subscription import Channel
from bot.outlets.absent import AbsentOutlet
from bot.rendering.frozen import freeze
from bot.store import digests, posts, recall, subscriptions
from bot.store.database import Transaction
from bot.store.keys import url_key
from bot.store.recall import Gap, Recalled
from bot.text.markdown import link_target

log = logging.getLogger(__name__)

_SLACK = timedelta(minutes=2)  # Discord's clock against ours
_AT_ONCE = 20
_SOON = timedelta(seconds=30)
_LATER = timedelta(hours=1)  # a channel that refuses us: asking again only counts against us
_KEPT = timedelta(days=30)


async def begin(*, app: App, now: datetime) -> None:
    """For a start, before any other step: open the gap. A database that no bot ever ran on has none. Raises `StoreFailed`."""
    last = await last_beat(db=app.db)
    async with app.db.transaction() as tx:
        times = [each for each in (last, await recall.known_until(tx)) if each is not None]
        if not times:
            return
        before = await recall.gap(tx)
        unread = [before.since] if before and now - before.until < timedelta(days=1) else []
        since = min([*times, *unread, now])
        await recall.open_gap(tx, Gap(since=since, until=now))
        await recall.forget_backup(tx)
        await recall.doubt(tx, since=since)


async def forget_old_gap(*, app: App, now: datetime) -> None:
    """A gap of a month ago matters no more. Raises `StoreFailed`."""
    async with app.db.transaction() as tx:
        known = await recall.gap(tx)
        if known and now - known.until > _KEPT:
            await recall.close_gap(tx)


async def recall_unsent(*, app: App, now: datetime) -> None:
    """Before posts are delivered: the channels of those that no try is known of are asked. One that does not answer keeps its posts
    in doubt, and each of them is looked for before it is sent. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        wanted = await recall.doubted(tx)
        channels = [each for name in app.outlets for each in await subscriptions.channels_of(tx, name)] if wanted else []
    await recall_channels([each for each in channels if each.id in wanted], app=app, now=now)


async def recall_waiting(*, app: App, now: datetime) -> None:
    """The channels for which something waits that another process will build: it does not, until they were read. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        if await recall.gap(tx) is None:
            return
        waiting = await digests.waiting(tx, since=now)
        channels = [each for name in app.outlets for each in await subscriptions.channels_of(tx, name)]
    wanted = waiting.settled | waiting.unsettled
    await recall_channels([each for each in channels if each.id in wanted or each.next_digest_at <= now], app=app, now=now)


async def recall_channels(channels: Collection[Channel], *, app: App, now: datetime) -> tuple[Channel, ...]:
    """Those of `channels` of which all is known now: there is no gap, or their messages from it were read. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        gap = await recall.gap(tx)
        known = {each.id: await recall.recalled(tx, each.id) for each in channels} if gap else {}
    if gap is None:
        return tuple(channels)
    turns = asyncio.Semaphore(_AT_ONCE)
    sure = await asyncio.gather(*(_is_known(each, known[each.id], gap=gap, app=app, now=now, turns=turns) for each in channels))
    return tuple(each for each, is_sure in zip(channels, sure, strict=True) if is_sure)


async def _is_known(channel: Channel, known: Recalled | None, *, gap: Gap, app: App, now: datetime, turns: asyncio.Semaphore) -> bool:
    if known is not None and (known.again_at is None or known.again_at > now):
        return known.again_at is None
    outlet = app.outlets[channel.target.outlet]
    if isinstance(outlet, AbsentOutlet):
        return False  # the sender reads it
    async with turns:
        try:
            told = await outlet.told(channel.target, since=gap.since - _SLACK, until=gap.until + _SLACK)
        except SendRefused as error:  # a kind of place that has no history
            log.warning("channel has no history to read", extra={"channel": channel.target.channel, "why": str(error)})
            told = ()
        except (ChannelClosed, SendFailed) as error:
            return await _ask_again(channel, error, app=app, now=now)
        except Exception:
            log.exception("reading a channel's history met a bug", extra={"channel": channel.target.channel})
            return await _ask_again(channel, BotError(), app=app, now=now)
        async with app.db.transaction() as tx:
            await recall.keep_recalled(tx, channel.id, await recall.forgotten(tx, told))
            await recall.believe(tx, channel.id, told, now=now)
            if known is not None:  # it was this reading that its history was closed to
                await posts.reopen(tx, channel.id, now=now)
                await notices.channel_open(tx, channel.id)
    return True


async def _ask_again(channel: Channel, error: BotError, *, app: App, now: datetime) -> bool:
    """False, for who asked: not yet."""
    closed = isinstance(error, ChannelClosed)
    again_at = now + (_LATER if closed else max(_SOON, timedelta(seconds=error.retry_after_s or 0)))
    log.warning("channel's history not read, its posts wait", extra={"channel": channel.target.channel, "why": str(error)})
    async with app.db.transaction() as tx:
        await recall.keep_recalled(tx, channel.id, (), again_at=again_at)
        if closed:
            await subscriptions.set_channel_error(tx, channel.id, error.said)
            await notices.tell_channel(tx, channel.id, NoticeKind.CLOSED, target=channel.target, why=error.said, now=now)
    return False


async def not_posted_yet(tx: Transaction, ready: Sequence[Ready], *, channel: Channel, now: datetime) -> list[Ready]:
    """`ready` less what stands in the channel already, in a message from the gap: that is marked as told by it."""
    known = await recall.recalled(tx, channel.id)
    if known is None or not known.messages:
        return list(ready)
    found = {each.delivery_id: told for each in ready if (told := _message_of(each, known.messages))}
    stories = {each.coverage.story_id: found[each.delivery_id] for each in ready if each.delivery_id in found}
    for told in set(stories.values()):
        theirs = [each for each in ready if stories.get(each.coverage.story_id) == told]
        payload = freeze(Post(code=told.code, panels=(), look=told.look))
        await recall.adopt(tx, theirs, told, channel=channel, payload=payload, now=now)
        log.warning("found what the database forgot", extra={"channel": channel.target.channel, "code": told.code, "stories": len(theirs)})
    return [each for each in ready if each.coverage.story_id not in stories]


def _message_of(ready: Ready, messages: Mapping[bytes, OwnMessage]) -> OwnMessage | None:
    link = ready.coverage.link
    return messages.get(url_key(link_target(link) or link)) if link else None
