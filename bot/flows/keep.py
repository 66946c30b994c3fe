"""A good answer in; what is new in it stored and handed to whoever subscribes, and the feed's next poll set."""

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.errors import place
from bot.feeds.decide import Seen, new_entries
from bot.feeds.schedule import WEEK, Bounds, after_success, tempo_of
from bot.flows import notices
from bot.model.feed import EntryId, Feed, ParsedFeed, Rhythm, Tempo
from bot.model.fetch import Fetched
from bot.model.poll import Polled, Reading
from bot.settings import FeedsSettings
from bot.store import corrections, digests, entries, feeds, moves, subscriptions
from bot.store.database import Transaction

log = logging.getLogger(__name__)

_BELIEVED = 2  # answers in a row that name the same new address
_RECOUNT = timedelta(days=1)
WATCHED = timedelta(days=1)
"""For so long after an entry was first seen, its feed may correct it, and the cards that tell of it follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of a document: its entries that were new, whether a channel waits for them, what the poll says of the feed."""

    new: tuple[EntryId, ...]
    awaited: bool
    polled: Polled


def body_hash(body: bytes) -> bytes:
    """16 bytes by which an unchanged document is known."""
    return blake2b(body, digest_size=16).digest()


def bounds_of(settings: FeedsSettings) -> Bounds:
    """Between what pauses the operator wants feeds polled."""
    return Bounds(interval_s=settings.interval_s, floor_s=settings.floor_s, longest_s=settings.max_interval_s)


def some_jitter() -> float:
    """-1 to 1."""
    return random.uniform(-1, 1)  # noqa: S311  spreading load needs no secrecy


async def keep(
    tx: Transaction,
    feed: Feed,
    *,
    fetched: Fetched,
    parsed: ParsedFeed,
    limits: FeedsSettings,
    now: datetime,
    answered_at: datetime,
) -> Kept:
    """Store the document's new entries as seen `now`, hand them to the feed's active subscriptions, note the poll."""
    known = await entries.known_keys(tx, feed.id, parsed.entries)
    new = new_entries(parsed.entries, Seen(guids=known.guids, links=known.links, contents=known.contents))
    added = await entries.add(tx, feed.id, new, now=now)
    readers = await subscriptions.of_feed(tx, feed.id) if added else ()
    for channel, subscription in readers:
        await digests.hand_over(tx, added, channel=channel, mode=subscription.mode, bullets=subscription.takeaways, now=now)
    fresh = {each.keys.identity for each in new}
    shown_before = [each for each in parsed.entries if each.keys.identity not in fresh]
    await corrections.note_changes(tx, feed.id, shown_before, since=now - WATCHED, now=now)
    tempo = await tempo_now(tx, feed, grown=bool(added), limits=limits, now=answered_at)
    polled = polled_well(feed, fetched, rhythm=parsed.rhythm, tempo=tempo, limits=limits, now=answered_at)
    hub_url = fetched.hub_url or parsed.hub_url
    reading = Reading(title=parsed.title or None, site_url=parsed.site_url, hub_url=hub_url, body_hash=body_hash(fetched.body))
    await feeds.mark_read(tx, polled, reading)
    await _all_well(tx, [feed])
    return Kept(new=added, awaited=bool(readers), polled=polled)


async def keep_same(tx: Transaction, polled: Sequence[tuple[Feed, Polled]]) -> None:
    """Note polls that went well, of many feeds at once."""
    await feeds.mark_polled(tx, [each for _, each in polled])
    await _all_well(tx, [feed for feed, _ in polled])


async def tempo_now(tx: Transaction, feed: Feed, *, grown: bool, limits: FeedsSettings, now: datetime) -> Tempo | None:
    """The feed's tempo, counted anew by its stored entries where it has `grown` or the last count is old; None: too little is known."""
    if bounds_of(limits).fixed or not (grown or is_stale(feed.tempo, now=now)):
        return feed.tempo
    return tempo_of(await feeds.shown(tx, feed.id, since=now - WEEK), now=now)


def is_stale(tempo: Tempo | None, *, now: datetime) -> bool:
    """Whether entries should be counted anew though none came: a feed may have fallen silent. Pure."""
    return tempo is None or now - tempo.counted_at >= _RECOUNT


async def _all_well(tx: Transaction, polled: Sequence[Feed]) -> None:
    troubled = [feed.id for feed in polled if feed.error]
    if troubled:
        await notices.all_well(tx, troubled)


def polled_well(feed: Feed, fetched: Fetched, *, rhythm: Rhythm, tempo: Tempo | None, limits: FeedsSettings, now: datetime) -> Polled:
    """What a good answer changes about its feed. Its validators are kept whatever its body."""
    again = may_move(feed, fetched)
    return Polled(
        feed=feed.id,
        validators=fetched.validators,
        at=now,
        next_at=after_success(now=now, tempo=tempo, rhythm=rhythm, fresh_s=fetched.fresh_s, bounds=bounds_of(limits), jitter=some_jitter()),
        fresh_s=fetched.fresh_s,
        moved_to=fetched.moved_to,
        moved_seen=feed.moved_seen + 1 if again else int(fetched.moved_to is not None),
        rhythm=rhythm,
        tempo=tempo,
    )


def may_move(feed: Feed, fetched: Fetched) -> bool:
    """Whether the feed named this new address before: its rows and another feed's are then to be changed together. Pure."""
    return fetched.moved_to is not None and fetched.moved_to == feed.moved_to


def moves_now(polled: Polled) -> bool:
    """Whether a poll makes its feed move. Pure."""
    return polled.moved_to is not None and polled.moved_seen >= _BELIEVED


async def follow_move(tx: Transaction, feed: Feed, polled: Polled) -> None:
    """Two answers in a row named the same new address: it is the feed's from now on.

    Where that is a feed that we know, the two become one, and nothing is posted again.
    """
    url = polled.moved_to
    if url is None or not moves_now(polled):
        return
    other = await feeds.by_url(tx, url)
    if other is None or other.id == feed.id:
        await moves.move(tx, feed.id, url)
    else:
        await moves.join(tx, feed.id, other.id)
        await feeds.wake(tx, other.id)
    log.info("feed moved", extra={"feed_id": feed.id, "feed": place(feed.url), "to": place(url)})
