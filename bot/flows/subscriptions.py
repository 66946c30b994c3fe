"""What a server or a channel follows: listed, chosen by what somebody typed, and told of in full."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.catalogue import say
from bot.errors import Refused, place
from bot.flows.app import App
from bot.model.feed import Feed, FeedState
from bot.model.subscription import Channel, Subscription, SubscriptionState, Target
from bot.store import feeds, filters, queues, subscriptions
from bot.store.database import Transaction
from bot.text.clip import clip

_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A subscription with its feed."""

    feed: Feed
    subscription: Subscription

    @property
    def trouble(self) -> str:
        """What is wrong, as a person reads it; "" where nothing is."""
        return self.subscription.error or self.feed.error or ""

    @property
    def rests(self) -> bool:
        """Nothing comes of it: a person paused it, or its feed is not polled any more."""
        return self.subscription.state is SubscriptionState.PAUSED or self.feed.state is not FeedState.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All there is to tell of a subscription. `filters`: how many hold for it; `waiting` and `posted` count its entries."""

    followed: Followed
    channel: Channel
    filters: int
    waiting: int
    posted: int


async def list_feeds(*, target: Target, app: App) -> tuple[Followed, ...]:
    """What the channels of the target's guild are subscribed to, or this one channel where it has none; oldest first.

    Raises `StoreFailed`.
    """
    async with app.db.reading() as tx:
        return await _within(tx, target)


async def choose(typed: str, *, within: Target, app: App) -> Followed:
    """The subscription that `typed` names, among those of `list_feeds`. Raises as `chosen`."""
    async with app.db.reading() as tx:
        return await chosen(tx, typed, within=within)


async def show(typed: str, *, within: Target, app: App) -> Shown:
    """All about the subscription that `typed` names. Raises as `chosen`."""
    async with app.db.reading() as tx:
        found = await chosen(tx, typed, within=within)
        channel = await channel_of(tx, found)
        holding = [each for each in await filters.applying(tx, channel.id) if each.feed in (None, found.feed.id)]
        waiting = await queues.waiting(tx, feed=found.feed.id, channel=channel.id)
        posted = await queues.posted(tx, feed=found.feed.id, channel=channel.id)
    return Shown(followed=found, channel=channel, filters=len(holding), waiting=len(waiting), posted=posted)


async def chosen(tx: Transaction, typed: str, *, within: Target) -> Followed:
    """By the subscription's number, the feed's address in any spelling, its title, or a part of that which fits one alone.

    Raises `Refused` where it names none or several, with what to write instead; `StoreFailed`.
    """
    wanted = typed.strip()
    found = await _within(tx, within)
    digits = wanted.removeprefix("#")
    if by_number := [each for each in found if digits == str(each.subscription.id)]:
        return by_number[0]
    known = await feeds.by_url(tx, wanted) if wanted else None
    if known is not None:
        fitting = [each for each in found if each.feed.id == known.id]
        # The channel that was asked in comes first: an address alone says nothing of where.
        fitting = [each for each in fitting if each.subscription.target.channel == within.channel] or fitting
    else:
        fitting = _titled(found, wanted.casefold())
    if len(fitting) == 1:
        return fitting[0]
    raise _several(wanted, fitting) if fitting else _none(wanted)


async def channel_of(tx: Transaction, followed: Followed) -> Channel:
    """The channel that has the subscription. Raises `Refused` where it was just taken away."""
    channel = await subscriptions.channel_of(tx, followed.subscription.target)
    if channel is None:
        raise _none(followed.feed.title)
    return channel


async def again(tx: Transaction, followed: Followed) -> Followed:
    """The same subscription, which is known to be there, as it is now."""
    known = await subscriptions.by_id(tx, followed.subscription.id)
    return Followed(feed=await feeds.by_id(tx, known.feed_id), subscription=known)


async def _within(tx: Transaction, target: Target) -> tuple[Followed, ...]:
    found = await subscriptions.within(tx, target)
    known = await feeds.by_ids(tx, {each.feed_id for each in found})
    return tuple(Followed(feed=known[each.feed_id], subscription=each) for each in found)


def _titled(found: Sequence[Followed], title: str) -> list[Followed]:
    """Those of this very title; where there are none, those whose title has it as a part."""
    if not title:
        return []
    whole = [each for each in found if each.feed.title.casefold() == title]
    return whole or [each for each in found if title in each.feed.title.casefold()]


def _none(typed: str) -> Refused:
    shown = place(typed) if "://" in typed else clip(typed, 60)
    return Refused(why=say("There is no subscription to “{feed}” here; the list of feeds shows what there is.", feed=shown))


def _several(typed: str, fitting: Sequence[Followed]) -> Refused:
    names = ", ".join(f"{each.subscription.id} ({clip(each.feed.title, 40)})" for each in fitting[:_NAMED])
    more = "" if len(fitting) <= _NAMED else ", …"
    return Refused(why=say("Several feeds fit “{feed}”: {names}. Name one by its number.", feed=clip(typed, 60), names=names + more))
