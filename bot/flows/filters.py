"""A person's wish about filters in; filters added, listed, removed or tried out. What they do to news is `bot.flows.judge`'s."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.digests.filters import clean_value
from bot.errors import Refused, place
from bot.flows.app import App
from bot.flows.judge import verdicts_of
from bot.model.feed import Feed
from bot.model.filters import Filter, FilterAction, FilterField, FilterId, FilterKind, Scope, Verdict
from bot.model.subscription import SubscriptionId, Target
from bot.store import feeds, filters, subscriptions, verdicts
from bot.store.database import Transaction
from bot.store.filters import Owned, Subscribed

_MOST = 25
_MOST_PATTERNS = 10  # each may cost milliseconds an entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a filter is to hold for: the channel `target`; or, with `feed_url`, that channel's subscription to the feed there; or the
    subscription `subscription`, of any channel of the target's guild.

    `everywhere`: the feed in all channels, which only operators may ask for.
    """

    target: Target
    feed_url: str = ""
    subscription: SubscriptionId | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterWish:
    """A filter as a person asks for it. `kind` None: a word, or a phrase where `value` has spaces."""

    action: FilterAction
    value: str
    kind: FilterKind | None = None
    field: FilterField = FilterField.ANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new filter. `waiting`: how many entries that wait already are judged anew with it."""

    owned: Owned
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What a channel's filters say of one of its newest entries."""

    title: str
    link: str
    source: str
    verdict: Verdict


async def add_filter(wish: FilterWish, *, at: Place, app: App, now: datetime) -> Added:
    """Store a filter; it counts for what comes and for what still waits. Raises `Refused` with what to change, `StoreFailed`."""
    kind = wish.kind or (FilterKind.PHRASE if " " in wish.value.strip() else FilterKind.WORD)
    topics = [topic.tag for topic in app.voice.rules.topics]
    value = await app.readers.pool.run("a filter", clean_value, wish.value, kind=kind, field=wish.field, topics=topics)
    async with app.db.transaction() as tx:
        scope = await _scope(tx, at)
        _check_room(await filters.of_scope(tx, scope), wish, kind=kind, value=value)
        added = await filters.add(tx, scope, action=wish.action, kind=kind, field=wish.field, value=value, now=now)
        waiting = await verdicts.reopen(tx, scope)
        owned = await filters.find(tx, added.id)
    if owned is None:
        raise Refused.of("The filter was removed while it was added; add it again.")
    return Added(owned=owned, waiting=waiting)


async def list_filters(*, at: Place, app: App) -> tuple[Owned, ...]:
    """The filters that hold at a place: for a channel its own, its subscriptions' and its feeds'. Raises `Refused`, `StoreFailed`."""
    async with app.db.reading() as tx:
        if at.feed_url or at.subscription is not None:
            return await filters.owned_by(tx, await _scope(tx, at))
        channel = await filters.channel_at(tx, at.target)
        return await filters.owned_by_channel(tx, channel) if channel is not None else ()


async def remove_filter(number: int, *, within: Target | None, app: App) -> Owned:
    """Remove a filter; what it dropped stays dropped. `within`: only one of this target's guild, or of this very channel; None: any.

    Raises `Refused` where there is no such filter, `StoreFailed`.
    """
    async with app.db.transaction() as tx:
        found = await filters.find(tx, FilterId(number)) if 0 < number < 2**63 else None
        mine = within is None or number in {each.filter.id for each in await filters.within(tx, within)}
        if found is None or not mine:
            raise Refused.of("There is no filter {number} here; list the filters to see their numbers.", number=number)
        await verdicts.reopen(tx, found.filter.scope)
        await filters.remove(tx, found.filter.id)
    return found


async def try_filters(*, target: Target, most: int, app: App) -> tuple[Tested, ...]:
    """What the filters of now say of the channel's newest entries, the newest first; from the database alone. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        channel = await filters.channel_at(tx, target)
        if channel is None:
            return ()
        applied = await filters.applying(tx, channel)
        newest = await verdicts.newest(tx, channel, most=most)
    made = await verdicts_of([each.subject for each in newest], applied, app=app)
    return tuple(
        Tested(title=each.title, link=each.link, source=each.subject.feed_title, verdict=verdict)
        for each, verdict in zip(newest, made, strict=True)
    )


async def followed_here(part: str, *, within: Target, most: int, app: App) -> tuple[Subscribed, ...]:
    """The subscriptions of a guild's channels whose feed's title has `part`, oldest first. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        found = await filters.subscribed(tx, within)
    return tuple(each for each in found if part.strip().casefold() in each.feed_title.casefold())[:most]


async def filters_here(*, within: Target, app: App) -> tuple[Owned, ...]:
    """The filters of a guild's channels, or of this very channel, the newest first. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        return await filters.within(tx, within)


async def _scope(tx: Transaction, at: Place) -> Scope:
    """Raises `Refused` where there is no such channel, feed or subscription."""
    if at.subscription is not None:
        if at.subscription not in {each.id for each in await filters.subscribed(tx, at.target)}:
            raise Refused.of("That feed is not followed here; choose one of the list.")
        return Scope(subscription=at.subscription)
    if not at.feed_url:
        channel = await filters.channel_at(tx, at.target)
        if channel is None:
            raise Refused.of("That channel follows nothing yet; let it follow a feed first.")
        return Scope(channel=channel)
    feed = await _known_feed(tx, at)
    if at.everywhere:
        return Scope(feed=feed.id)
    subscription = await subscriptions.find(tx, feed=feed.id, target=at.target)
    if subscription is None:
        raise _unknown(at)
    return Scope(subscription=subscription.id)


async def _known_feed(tx: Transaction, at: Place) -> Feed:
    """Raises `Refused` where nobody ever followed it."""
    feed = await feeds.by_url(tx, at.feed_url.strip())
    if feed is None:
        raise _unknown(at)
    return feed


def _unknown(at: Place) -> Refused:
    if at.everywhere:
        return Refused.of("{feed} is not followed; give the feed's own address, as the list of feeds shows it.", feed=place(at.feed_url))
    return Refused.of(
        "{feed} is not followed by that channel; give the feed's own address, as the list of feeds shows it.", feed=place(at.feed_url)
    )


def _check_room(there: Sequence[Filter], wish: FilterWish, *, kind: FilterKind, value: str) -> None:
    """Raises `Refused` where the filter is there already, or too many are."""
    for each in there:
        if (each.action, each.kind, each.field, each.value) == (wish.action, kind, wish.field, value):
            raise Refused.of("That filter is there already: it is filter {number}.", number=each.id)
    if len(there) >= _MOST:
        raise Refused.of("There are {many} filters there already, the most there can be; remove one first.", many=_MOST)
    if kind is FilterKind.PATTERN and sum(each.kind is kind for each in there) >= _MOST_PATTERNS:
        raise Refused.of(
            "There are {many} patterns there already, the most there can be; use words, or remove one first.", many=_MOST_PATTERNS
        )
