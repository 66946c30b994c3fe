"""An address and a wish in; what following it would bring out, kept until the asker says yes, changes the wish, or lets it be.

The feed is read once: what it shows is stored with the offer, so that a yes soon after subscribes without asking its server again.
"""

import asyncio
import json
import logging
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.catalogue import say
from bot.errors import BotError, Refused
from bot.flows.app import App
from bot.flows.asked import Asker, note, noted
from bot.flows.preview import preview_feed
from bot.flows.read import ReadFeed, read_feed
from bot.flows.schedule import next_due
from bot.flows.style import style_at
from bot.flows.subscribe import Subscribed, Wish, begin, newest, remember, subscribe
from bot.model.delivery import Post
from bot.model.digest import DigestKind
from bot.model.feed import EntryId, Feed
from bot.model.subscription import Mode, OutletName, Subscription, Target
from bot.store import asked, entries, feeds, queues, subscriptions
from bot.store.database import Transaction

log = logging.getLogger(__name__)

_PATIENCE_S = 20.0
_FRESH = timedelta(minutes=30)  # after that, what a feed shows now is no longer what it showed at the offer
_MOST_BACKFILL = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What was found at an address and what would come of it. `key` is what the answer carries, "" where it was not kept.

    `entries`: how many the feed shows. `language`: what it is written in, "" where it does not say. `known`: this channel's
    subscription, where it has the feed already. `elsewhere`: other channels of this server that have it. `others`: more feeds that the
    page names. `card`: the newest entry as it would be posted, None where that could not be made; `trouble` then says why.
    """

    key: str
    feed: Feed
    target: Target
    wish: Wish
    entries: int
    language: str
    known: Subscription | None
    elsewhere: tuple[int, ...]
    others: tuple[str, ...]
    next_digest_at: datetime
    card: Post | None
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An offer as it is kept. `newest`: entries that a backfill is of, oldest first. `fresh`: it was the first to meet this feed."""

    url: str
    target: Target
    wish: Wish
    newest: tuple[EntryId, ...]
    at: datetime
    fresh: bool
    others: tuple[str, ...]


async def make_offer(url: str, *, target: Target, wish: Wish, asker: Asker, app: App, now: datetime) -> Offer:
    """Read the feed at `url`, or the one that the page there links to, and say what following it would bring; nothing is posted.

    Raises `FetchFailed` or `Unreadable` where no feed is to be had, `StoreFailed`.
    """
    found = await read_feed(url.strip(), readers=app.readers, guess=True)
    offer = await _keep(found, target=target, wish=wish, asker=asker, app=app, now=now)
    return await _with_card(offer, found, app=app, now=now)


async def foresee_offer(url: str, *, target: Target, wish: Wish, app: App, now: datetime) -> Offer:
    """The same for who only wants to know: nothing is kept of it. Raises as `make_offer`."""
    nobody = Asker(user=0, guild=0)
    offer = await make_offer(url, target=target, wish=wish, asker=nobody, app=app, now=now)
    await let_be(offer.key, asker=nobody, app=app)
    return replace(offer, key="")


async def change_offer(key: str, wish: Wish, *, asker: Asker, target: Target, app: App, now: datetime) -> Offer:
    """The same offer for another wish or channel. Raises as `kept_offer` and `make_offer`."""
    kept = await kept_offer(key, asker=asker, app=app)
    found = replace(await read_feed(kept.url, readers=app.readers), others=kept.others)
    offer = await _keep(found, target=target, wish=wish, asker=asker, app=app, now=now, before=(key, kept))
    return await _with_card(offer, found, app=app, now=now)


async def offer_other(key: str, number: int, *, asker: Asker, app: App, now: datetime) -> Offer:
    """The same offer for another feed of the same page, by its place among `others`. Raises as `kept_offer` and `make_offer`."""
    kept = await kept_offer(key, asker=asker, app=app)
    if not 0 <= number < len(kept.others):
        raise Refused(why=say("That feed is not on the page any more; use the command again."))
    chosen = kept.others[number]
    rest = (kept.url, *(each for each in kept.others if each != chosen))
    found = replace(await read_feed(chosen, readers=app.readers), others=rest)
    offer = await _keep(found, target=kept.target, wish=kept.wish, asker=asker, app=app, now=now, before=(key, kept))
    return await _with_card(offer, found, app=app, now=now)


async def take_up(key: str, *, asker: Asker, app: App, now: datetime) -> Subscribed:
    """Subscribe as offered. A second yes finds no offer. Raises as `kept_offer`; for an old offer also as `subscribe`."""
    async with app.db.transaction() as tx:
        kept = _thaw(await noted(tx, key, asker=asker))
        feed = await feeds.by_url(tx, kept.url)
        if feed is not None and now - kept.at < _FRESH:
            await asked.drop(tx, key)
            there = await queues.still_of(tx, kept.newest, feed=feed.id)
            wanted = there[len(there) - min(kept.wish.backfill, len(there)) :]
            return await begin(tx, feed, wanted, target=kept.target, wish=kept.wish, app=app, now=now)
    done = await subscribe(kept.url, target=kept.target, wish=kept.wish, app=app, now=now)
    async with app.db.transaction() as tx:
        await asked.drop(tx, key)
    return done


async def let_be(key: str, *, asker: Asker, app: App) -> None:
    """Forget the offer, and the feed where nobody knew it before. Raises as `kept_offer`."""
    async with app.db.transaction() as tx:
        kept = _thaw(await noted(tx, key, asker=asker))
        await asked.drop(tx, key)
        feed = await feeds.by_url(tx, kept.url)
        if feed is not None and kept.fresh:
            await feeds.forget_unread(tx, feed.id)


async def kept_offer(key: str, *, asker: Asker, app: App) -> Kept:
    """What was offered. Raises `Refused` where it was offered to somebody else or is over, `StoreFailed`."""
    async with app.db.reading() as tx:
        return _thaw(await noted(tx, key, asker=asker))


async def _keep(
    found: ReadFeed,
    *,
    target: Target,
    wish: Wish,
    asker: Asker,
    app: App,
    now: datetime,
    before: tuple[str, Kept] | None = None,
) -> Offer:
    """`before`: the offer that this one takes the place of, under its key."""
    keyed = found.parsed.entries
    async with app.db.transaction() as tx:
        key, replaced = before or ("", None)
        stored = await feeds.by_url(tx, found.url)
        fresh = stored is None or (replaced is not None and replaced.fresh and replaced.url == stored.url)
        feed = await remember(tx, found, app=app, now=now)
        backfill = await entries.ids_of(tx, feed.id, newest(keyed, _MOST_BACKFILL))
        kept = Kept(url=feed.url, target=target, wish=wish, newest=backfill, at=now, fresh=fresh, others=found.others)
        key = await note(tx, _freeze(kept), asker=asker, now=now, key=key)
        here = [each for each in await subscriptions.within(tx, target) if each.feed_id == feed.id]
        next_digest_at = await _next_digest(tx, target, app=app, now=now)
    return Offer(
        key=key,
        feed=feed,
        target=target,
        wish=wish,
        entries=len(keyed),
        language=found.parsed.language or "",
        known=next((each for each in here if each.target.channel == target.channel), None),
        elsewhere=tuple(each.target.channel for each in here if each.target.channel != target.channel),
        others=found.others,
        next_digest_at=next_digest_at,
        card=None,
        trouble="",
    )


async def _with_card(offer: Offer, found: ReadFeed, *, app: App, now: datetime) -> Offer:
    """With its newest entry as it will look; where that takes too long or cannot be read, with why it is missing."""
    if not found.parsed.entries:
        return offer
    kind = DigestKind.DIGEST if offer.wish.mode is Mode.DIGEST else DigestKind.CARD
    style = await style_at(offer.target, app=app)
    parsed, bullets = replace(found.parsed, title=offer.feed.title), offer.wish.takeaways
    try:
        async with asyncio.timeout(_PATIENCE_S):
            made = await preview_feed(
                parsed, readers=app.readers, voice=app.voice, most=1, bullets=bullets, now=now, kind=kind, style=style
            )
    except TimeoutError:
        return replace(offer, trouble=say("Its newest entry takes too long to read just now; it will be tried again when it is posted."))
    except BotError as error:
        log.info("no card for an offer", extra={"why": str(error)})
        return replace(offer, trouble=error.said)
    return replace(offer, card=next(iter(made.posts), None))


async def _next_digest(tx: Transaction, target: Target, *, app: App, now: datetime) -> datetime:
    channel = await subscriptions.channel_of(tx, target)
    return channel.next_digest_at if channel else next_due(None, settings=app.settings.digests, after=now)


def _freeze(kept: Kept) -> str:
    return json.dumps(asdict(kept) | {"at": kept.at.timestamp()})


def _thaw(text: str) -> Kept:
    told = json.loads(text)
    target, wish = told["target"], told["wish"]
    return Kept(
        url=told["url"],
        target=Target(outlet=OutletName(target["outlet"]), channel=target["channel"], guild=target["guild"]),
        wish=Wish(mode=Mode(wish["mode"]), takeaways=wish["takeaways"], backfill=wish["backfill"], role=wish["role"]),
        newest=tuple(EntryId(each) for each in told["newest"]),
        at=datetime.fromtimestamp(told["at"], UTC),
        fresh=told["fresh"],
        others=tuple(told["others"]),
    )
