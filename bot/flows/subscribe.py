"""An address and a channel in, a subscription out: finds the feed, remembers what it shows, says what will come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.errors import place
from bot.flows import notices
from bot.flows.app import App
from bot.flows.keep import keep
from bot.flows.read import ReadFeed, read_feed
from bot.flows.refit import refit_guild
from bot.flows.schedule import next_due
from bot.model.feed import Entry, EntryId, Feed, KeyedEntry
from bot.model.subscription import Channel, Mode, Target
from bot.store import digests, entries, feeds, posts, subscriptions
from bot.store.database import Transaction

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a channel wants a feed: `takeaways` per story, 1 to 5; `backfill` newest entries to post at once, 0 for none; `role` is the
    one role that its stories mention, None for none. `first`: how the backfill comes, None: as all that follows.
    """

    mode: Mode = Mode.INSTANT
    takeaways: int = 3
    backfill: int = 0
    first: Mode | None = None
    role: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """What came of it. `changed`: the channel had the feed already and reads it as wished now. `coming`: entries on their way.

    `newest`: the newest of what the feed shows, () where that was read before.
    """

    feed: Feed
    target: Target
    wish: Wish
    newest: tuple[Entry, ...]
    changed: bool
    coming: int
    next_digest_at: datetime


async def subscribe(url: str, *, target: Target, wish: Wish, app: App, now: datetime) -> Subscribed:
    """Subscribe `target` to the feed at `url`, or at what the page there links to.

    What the feed shows now is remembered as seen; only `wish.backfill` of it is posted. A channel that was held because it refused
    posts goes on. Raises `FetchFailed` or `Unreadable` where no feed is to be had, `StoreFailed`.
    """
    found = await read_feed(url.strip(), readers=app.readers, guess=True)
    keyed = found.parsed.entries
    async with app.db.transaction() as tx:
        feed = await remember(tx, found, app=app, now=now)
        wanted = await entries.ids_of(tx, feed.id, newest(keyed, wish.backfill))
        shown = tuple(each.entry for each in newest(keyed, _SHOWN))
        return await begin(tx, feed, wanted, shown=shown, target=target, wish=wish, app=app, now=now)


async def remember(tx: Transaction, found: ReadFeed, *, app: App, now: datetime) -> Feed:
    """The feed, stored with all that it shows."""
    stored = await feeds.by_url(tx, found.url)
    title = found.parsed.title or place(found.url)
    feed = stored.id if stored else await feeds.add(tx, url=found.url, title=title, site_url=None, next_at=now, now=now)
    known = await feeds.by_id(tx, feed)
    await keep(tx, known, fetched=found.fetched, parsed=found.parsed, limits=app.settings.feeds, now=now, answered_at=now)
    return await feeds.by_id(tx, feed)


async def begin(
    tx: Transaction,
    feed: Feed,
    wanted: Sequence[EntryId],
    *,
    target: Target,
    wish: Wish,
    app: App,
    now: datetime,
    shown: tuple[Entry, ...] = (),
) -> Subscribed:
    """Subscribe `target` to a feed that is stored with what it shows; `wanted` of that is posted."""
    known = await subscriptions.find(tx, feed=feed.id, target=target)
    channel = await open_channel(tx, target, app=app, now=now)
    if known:
        await subscriptions.change(tx, known.id, mode=wish.mode, takeaways=wish.takeaways, role=wish.role)
        await subscriptions.resume(tx, known.id)
    else:
        await subscriptions.add(tx, feed=feed.id, channel=channel.id, mode=wish.mode, takeaways=wish.takeaways, role=wish.role, now=now)
    coming = await digests.hand_over(tx, wanted, channel=channel.id, mode=wish.first or wish.mode, bullets=wish.takeaways, now=now)
    await refit_guild(tx, target.guild or channel.target.guild)
    return Subscribed(
        feed=feed,
        target=target,
        wish=wish,
        newest=shown,
        changed=known is not None,
        coming=coming,
        next_digest_at=channel.next_digest_at,
    )


async def open_channel(tx: Transaction, target: Target, *, app: App, now: datetime) -> Channel:
    """The channel behind a target, which takes posts again where it was held."""
    first_digest = next_due(None, settings=app.settings.digests, after=now)
    channel = await subscriptions.ensure_channel(tx, target, next_digest_at=first_digest)
    await subscriptions.set_channel_error(tx, channel.id, None)
    await notices.channel_open(tx, channel.id)
    await posts.hurry(tx, channel.id, now=now)
    return channel


def newest(keyed: Sequence[KeyedEntry], most: int) -> tuple[KeyedEntry, ...]:
    """The `most` newest entries, oldest of them first, so that they are posted as they came about. Pure."""
    dated = sorted(keyed, key=lambda each: each.entry.published_at or _LONG_AGO, reverse=True)
    return tuple(reversed(dated[:most]))
