"""A fetched feed document in; what is new in it stored, and handed to whoever subscribes to it."""

import random
from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

from bot.feeds.decide import Seen, new_entries
from bot.feeds.schedule import next_check
from bot.model.feed import FeedId, KeyedEntry, ParsedFeed
from bot.model.fetch import Fetched
from bot.settings import FeedsSettings
from bot.store import digests, entries, feeds, subscriptions
from bot.store.database import Transaction


def body_hash(body: bytes) -> bytes:
    """16 bytes by which an unchanged document is known."""
    return blake2b(body, digest_size=16).digest()


def after_success(now: datetime, settings: FeedsSettings) -> datetime:
    """When a feed that was just polled well is due again, a little early or late so that feeds spread out."""
    return next_check(
        now=now,
        interval_s=settings.interval_s,
        max_interval_s=settings.max_interval_s,
        failures=0,
        retry_after_s=None,
        jitter=random.uniform(-1, 1),  # noqa: S311  spreading load needs no secrecy
    )


async def keep(
    tx: Transaction, feed: FeedId, *, fetched: Fetched, parsed: ParsedFeed, keyed: Sequence[KeyedEntry], now: datetime, next_at: datetime
) -> int:
    """Store the document's new entries, hand them to the feed's active subscriptions, note the poll. How many were new."""
    known = await entries.known_keys(tx, feed, keyed)
    new = new_entries(keyed, Seen(guids=known.guids, links=known.links, contents=known.contents))
    added = await entries.add(tx, feed, new, now=now)
    for channel, subscription in await subscriptions.of_feed(tx, feed):
        await digests.hand_over(tx, added, channel=channel, mode=subscription.mode, bullets=subscription.takeaways, now=now)
    await feeds.mark_polled(
        tx,
        feed,
        validators=fetched.validators,
        body_hash=body_hash(fetched.body),
        title=parsed.title or None,
        site_url=parsed.site_url,
        now=now,
        next_at=next_at,
    )
    return len(added)
