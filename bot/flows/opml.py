"""An OPML file or a starter pack in, what following it would do out; then each of its feeds followed. And what is followed, as OPML."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.catalogue import say
from bot.errors import BotError, ReadTrouble, Refused, Unreadable, place
from bot.feeds.opml import MOST_BYTES, write_opml
from bot.flows import jobs
from bot.flows.app import App
from bot.flows.subscribe import Wish, subscribe
from bot.model.outline import Listed, Outline
from bot.model.subscription import Target
from bot.store import followed

log = logging.getLogger(__name__)

MOST_FEEDS: Final = 500
FILE_NAME: Final = "bytebot-feeds.opml"
_AT_ONCE: Final = 8  # the web client holds each server to fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What following a list would do in a channel: feeds that are `new` there, and how many it follows or cannot be read."""

    new: tuple[Outline, ...]
    followed: int
    unreadable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollowed:
    """A feed of a list that could not be followed, and why, as a person reads it."""

    title: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far following a list has come: `done` of `feeds` were tried, and `failed` are those in vain."""

    done: int
    feeds: int
    failed: tuple[Unfollowed, ...] = ()


async def read_listing(body: bytes, *, name: str, app: App) -> Listed:
    """The feeds that an OPML file lists. Raises `Refused` with what is wrong with the file."""
    check_size(len(body))
    try:
        listed = await app.readers.pool.run(name, jobs.read_opml, body, name=name)
    except Unreadable as error:
        log.info("list of feeds not read", extra={"why": error.trouble.value})
        raise Refused(why=_why(error.trouble)) from error
    if not listed.outlines:
        raise Refused(why=say("I find no feeds in that file; export the list of feeds from your reader as OPML, and give me that."))
    if len(listed.outlines) > MOST_FEEDS:
        raise Refused(why=say("That file lists {n} feeds; I take {most} at once, so split it.", n=len(listed.outlines), most=MOST_FEEDS))
    return listed


def check_size(size: int) -> None:
    """Raises `Refused` where a file of so many bytes is too large to be looked at. Pure."""
    if size > MOST_BYTES:
        raise Refused(why=say("That file is too large: a list of feeds has at most 1 MiB."))


def _why(trouble: ReadTrouble) -> str:
    if trouble is ReadTrouble.HOSTILE:
        return say("That file contains something no honest list of feeds needs, so I left it alone.")
    if trouble is ReadTrouble.BROKEN:
        return say("That OPML file is broken; export it anew from your reader, and give me that.")
    if trouble is ReadTrouble.TOO_HARD:
        return say("That file takes too much time or memory to read, so I stopped.")
    return say("That is not OPML; export the list of feeds from your reader as OPML, and give me that.")


async def plan(listed: Listed, *, target: Target, app: App) -> Plan:
    """What is new for the channel. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        known = await followed.known_to(tx, target)
    new = tuple(each for each in listed.outlines if followed.key_of(each.url) not in known)
    return Plan(new=new, followed=len(listed.outlines) - len(new), unreadable=listed.unreadable)


async def follow_all(
    feeds: Sequence[Outline], *, target: Target, wish: Wish, app: App, now: datetime, told: Callable[[Progress], None]
) -> Progress:
    """Follow each feed, several at a time, and tell how far it has come after each. One that fails stops no other; what is done stays
    done whatever becomes of the rest. Never raises of a feed's own failure.
    """
    progress = Progress(done=0, feeds=len(feeds))
    turns = asyncio.Semaphore(_AT_ONCE)

    async def follow(one: Outline) -> None:
        nonlocal progress
        async with turns:
            why = await _why_not(one, target=target, wish=wish, app=app, now=now)
        failed = (Unfollowed(title=one.title or place(one.url), why=why),) if why else ()
        progress = replace(progress, done=progress.done + 1, failed=progress.failed + failed)
        told(progress)

    async with asyncio.TaskGroup() as group:
        for each in feeds:
            group.create_task(follow(each))
    return progress


async def _why_not(one: Outline, *, target: Target, wish: Wish, app: App, now: datetime) -> str:
    """ "" where it is followed now."""
    try:
        await subscribe(one.url, target=target, wish=wish, app=app, now=now)
    except BotError as error:
        return error.said
    except Exception:
        log.exception("following a listed feed met a bug", extra={"feed": place(one.url)})
        return BotError().said
    return ""


async def export(*, within: Target | None, name_of: Callable[[Target], str], app: App, now: datetime) -> bytes:
    """The feeds of a guild's channels, or of this very channel where it has no guild (None: of everybody), as OPML: a heading for each
    channel, called as `name_of` says. Raises `Refused` where there are none, `StoreFailed`.
    """
    async with app.db.reading() as tx:
        found = await followed.within(tx, within)
    if not found:
        raise Refused(why=say("Nothing is followed here yet; `/feed add` begins."))
    listed = [
        Outline(title=each.feed.title, url=each.feed.url, category=name_of(each.target), site_url=each.feed.site_url or "")
        for each in found
    ]
    return write_opml(listed, title="ByteBot's feeds", now=now)
