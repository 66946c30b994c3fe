"""What a person wants to read by direct message in; a channel of such messages that brings it, quietly, once a day, out.

A direct message is a channel like any other: its subscriptions, filters, schedule and outbox are those that servers' channels have.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from bot.catalogue import ENGLISH, language, say
from bot.errors import ChannelClosed, Refused, SendFailed, SendRefused
from bot.flows import notices
from bot.flows.app import App
from bot.flows.digest import unit_code
from bot.flows.refit import refit
from bot.flows.schedule import ScheduleWish, next_due, understood
from bot.model.delivery import Panel, Post
from bot.model.feed import FeedId
from bot.model.following import Follow, Followable
from bot.model.schedule import Schedule
from bot.model.subscription import Channel, OutletName, Target
from bot.rendering.post import OURS
from bot.store import follows, posts, subscriptions
from bot.store.database import Transaction

MOST = 25
"""Things that one person can follow: as many as Discord lets them choose from."""
_WHEN = "daily 08:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowWish:
    """What a person asks for: a feed by its number, title or address, a topic, or both ("" for neither; not both).

    `when` and `zone` are for all that comes to them, "": as it was, at first daily at 08:00 UTC.
    """

    feed: str = ""
    topic: str = ""
    when: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who asks, and on which server. `letters` opens a channel of direct messages to them and gives its id; it raises `BotError`.

    `hidden`: channels of the server that they don't see, and whose feeds they cannot name.
    """

    user: int
    guild: int
    letters: Callable[[], Awaitable[int]]
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What a person follows, oldest first. `schedule`, `next_at` None: they follow nothing."""

    follows: tuple[Follow, ...]
    schedule: Schedule | None = None
    next_at: datetime | None = None


async def follow(wish: FollowWish, *, by: Member, app: App, now: datetime) -> tuple[Follow, Following]:
    """The new wish, and all of them. What a feed shows now counts as read.

    Whoever did not hear from us before gets one message that says what will come: so we know that they can be reached. Raises `Refused`
    with what to change, `StoreFailed`.
    """
    topic = _topic(wish.topic, app=app)
    async with app.db.reading() as tx:
        feed = await _feed(tx, wish.feed, by=by, topic=topic)
        _look_for_room(await follows.of_user(tx, by.user), by=by, feed=feed, topic=topic)
    target = await _reach(by)
    async with app.db.reading() as tx:
        known = await subscriptions.channel_of(tx, target)
    schedule = _schedule(wish, known)
    if known is None or known.error:
        await _greet(target, app=app)
    async with app.db.transaction() as tx:
        mine = await follows.of_user(tx, by.user)
        _look_for_room(mine, by=by, feed=feed, topic=topic)
        channel = await _open(tx, target, schedule=schedule, app=app, now=now)
        added = await follows.add(tx, user=by.user, channel=channel.id, guild=by.guild, feed=feed, topic=topic, hidden=by.hidden, now=now)
        await refit(tx, [channel.id])
        found = await _following(tx, by.user)
    return next(each for each in found.follows if each.id == added), found


async def unfollow(what: str, *, user: int, app: App) -> tuple[tuple[Follow, ...], Following]:
    """What is over, by its number or name ("": all of it), and what is left.

    Raises `Refused` where there is no such thing, `StoreFailed`.
    """
    async with app.db.transaction() as tx:
        mine = await follows.of_user(tx, user)
        over = tuple(each for each in mine if not what.strip() or what.strip().casefold() in _names_of(each))
        if not over:
            raise Refused(why=say("You don't follow that. `/bytebot following` shows what you follow."))
        await follows.remove(tx, [each.id for each in over])
        await refit(tx, sorted({each.channel for each in over}))
        return over, await _following(tx, user)


async def following(user: int, *, app: App) -> Following:
    """What a person follows, on every server. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        return await _following(tx, user)


async def followable(part: str, *, guild: int, hidden: frozenset[int], app: App, most: int) -> tuple[Followable, ...]:
    """The feeds of a server, less those of its `hidden` channels, whose title has `part`. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        found = await follows.followable(tx, guild, hidden=hidden)
    return tuple(each for each in found if part.strip().casefold() in each.title.casefold())[:most]


def topics(part: str, *, app: App, most: int) -> tuple[str, ...]:
    """The topics whose name has `part`. Pure."""
    return tuple(each.tag for each in app.voice.rules.topics if part.strip().casefold() in each.tag.casefold())[:most]


async def _following(tx: Transaction, user: int) -> Following:
    found = await follows.of_user(tx, user)
    if not found:
        return Following(follows=())
    channel = await subscriptions.channel_by_id(tx, found[-1].channel)
    return Following(follows=found, schedule=channel.schedule, next_at=channel.next_digest_at)


async def _feed(tx: Transaction, typed: str, *, by: Member, topic: str) -> FeedId | None:
    """Among those of the server's that they see. None: all of them, for their stories of one topic. Raises `Refused`."""
    there = await follows.followable(tx, by.guild, hidden=by.hidden)
    if not there:
        raise Refused(why=say("This server follows no feeds yet, so there is nothing to send you from here."))
    wanted = typed.strip().casefold()
    if not wanted:
        if not topic:
            raise Refused(why=say("Say what to follow: one of this server's feeds, a topic, or a topic of one feed."))
        return None
    for each in there:
        if wanted in {f"#{each.id}", each.title.casefold(), each.url.casefold()}:
            return each.id
    raise Refused(why=say("This server follows no such feed; choose one of the list that opens while you type."))


def _topic(typed: str, *, app: App) -> str:
    """Raises `Refused` where there is none of that name."""
    wanted = typed.strip().casefold()
    tags = [each.tag for each in app.voice.rules.topics]
    if wanted and wanted not in map(str.casefold, tags):
        raise Refused(why=say("I know no such topic; there are: {topics}.", topics=", ".join(tags)))
    return next((tag for tag in tags if tag.casefold() == wanted), "")


def _look_for_room(mine: tuple[Follow, ...], *, by: Member, feed: FeedId | None, topic: str) -> None:
    if any((each.guild, each.feed, each.topic) == (by.guild, feed, topic) for each in mine):
        raise Refused(why=say("You follow that already. `/bytebot following` shows when it comes."))
    if len(mine) >= MOST:
        raise Refused(why=say("You follow {n} things already, the most there can be; `/bytebot unfollow` makes room.", n=MOST))


def _schedule(wish: FollowWish, known: Channel | None) -> Schedule:
    """Raises `Refused` with how to write it."""
    had = known.schedule if known else None
    if had is None or wish.when:
        return understood(ScheduleWish(when=wish.when or _WHEN, zone=wish.zone or (had.zone if had else "UTC")))
    return replace(had, zone=understood(ScheduleWish(when=_WHEN, zone=wish.zone)).zone) if wish.zone else had


async def _reach(by: Member) -> Target:
    """Raises `Refused`."""
    with _told_plainly():
        return Target(outlet=OutletName.DISCORD, channel=await by.letters())


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What a channel's owners are told of it makes no sense to a person who asks for messages to themselves."""
    try:
        yield
    except (ChannelClosed, SendRefused) as error:
        why = say("I can't write to you: allow direct messages from this server's members in its privacy settings, then ask again.")
        raise Refused(why=why) from error
    except SendFailed as error:
        raise Refused(why=say("Discord doesn't take my message to you right now; ask again in a minute.")) from error


async def _greet(target: Target, *, app: App) -> None:
    """Raises `Refused` where that message does not arrive."""
    lines = (
        say("Beep! You asked me for a digest by direct message. It comes quietly, by default once a day, and only when there is news."),
        say("`/bytebot following` shows what you follow, `/bytebot unfollow` ends it, `/bytebot forget` erases what I keep of you."),
    )
    code = unit_code()
    post = Post(code=code, panels=(Panel(body="\n".join(lines), colour=OURS),), silent=True)
    with _told_plainly():
        await app.outlets[OutletName.DISCORD].send(target, post, nonce=f"{code}-0")


async def _open(tx: Transaction, target: Target, *, schedule: Schedule, app: App, now: datetime) -> Channel:
    """The channel of direct messages, with this schedule and the asker's language; whatever was wrong with it is over."""
    next_at = next_due(schedule, settings=app.settings.digests, after=now)
    channel = await subscriptions.ensure_channel(tx, target, next_digest_at=next_at)
    if channel.schedule != schedule:
        await subscriptions.set_schedule(tx, channel.id, schedule, next_digest_at=next_at)
    await follows.speak(tx, channel.id, "" if language() == ENGLISH else language())
    if channel.error:
        await posts.reopen(tx, channel.id, now=now)
        await notices.channel_open(tx, channel.id)
    return channel


def _names_of(each: Follow) -> set[str]:
    both = f"{each.feed_title} {each.topic}".strip()
    return {f"#{each.id}", both.casefold()}
