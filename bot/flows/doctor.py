"""The settings in, one finding for each thing that can be wrong with an installation out. Changes nothing."""

import asyncio
import platform
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from bot import VERSION
from bot.errors import StoreFailed, place
from bot.flows.health import is_alive, last_beat
from bot.model.feed import FeedState
from bot.model.finding import Finding, Shape
from bot.model.subscription import OutletName, Target
from bot.settings import LlmSettings, StoreSettings
from bot.store import troubles
from bot.store.database import Database
from bot.store.inspect import Looked, look, look_at_server
from bot.store.opened import file_of, is_shared, open_database

_LITTLE = 200 * 2**20
_NEXT_TO_NOTHING = 20 * 2**20
_LARGE_WAL = 64 * 2**20
_SHOWN = 10
_CONNECT_S = 5.0
_LIBRARIES = ("discord.py", "aiohttp", "SQLAlchemy", "lxml", "trafilatura")


def check_versions(*, sqlite: str, expat: str) -> Finding:
    """Which programs and libraries this runs on, these two as they name themselves."""
    known = []
    for name in _LIBRARIES:
        try:
            known.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            known.append(f"{name} missing")
    system = f"Python {platform.python_version()} on {sys.platform}, SQLite {sqlite}, {expat.replace('_', ' ')}"
    return Finding(about="versions", shape=Shape.OK, said=f"ByteBot {VERSION}, {system}, {', '.join(known)}.")


async def check_database(settings: StoreSettings, *, now: datetime) -> tuple[Finding, ...]:
    """The file, its disk, and what its tables say of feeds and channels."""
    try:
        if is_shared(settings):
            return await _check_server(settings, now=now)
        looked = await asyncio.to_thread(look, settings)
    except StoreFailed as error:
        return (Finding(about="database", shape=Shape.FAIL, said=error.said),)
    if looked is None:
        return (Finding(about="database", shape=Shape.WARN, said="It is in memory: all is forgotten at the end."),)
    found = [_of_file(looked), *_of_disk(looked)]
    if not looked.current:
        return tuple(found)
    db = open_database(settings)
    try:
        return (*found, *await _of_tables(db, now=now, running=looked.running))
    except StoreFailed as error:
        return (*found, Finding(about="database", shape=Shape.FAIL, said=error.said))
    finally:
        await db.close()


async def _check_server(settings: StoreSettings, *, now: datetime) -> tuple[Finding, ...]:
    """The same of a Postgres server: whether it answers, what it is, and what the tables say. Raises `StoreFailed`."""
    db = open_database(settings)
    try:
        found = await look_at_server(db)
        said = f"{db.where} answers: Postgres {found.version}, {found.size / 1e6:.1f} MB"
        if not found.current:
            return (Finding(about="database", shape=Shape.WARN, said=f"{said}; the next start migrates it: back it up before."),)
        has = f"extensions: {', '.join(found.extensions)}" if found.extensions else "no extensions"
        well = Finding(about="database", shape=Shape.OK, said=f"{said}, version {found.revision}, {has}.")
        return (well, *await _of_tables(db, now=now, running=is_alive(await last_beat(db=db), now=now)))
    finally:
        await db.close()


async def subscribed_channels(settings: StoreSettings) -> tuple[Target, ...]:
    """The Discord channels that follow a feed; () where the database does not tell, which is `check_database`'s to say."""
    try:
        file = file_of(settings)
        if not is_shared(settings) and (file is None or not await asyncio.to_thread(file.exists)):
            return ()
        db = open_database(settings)
    except StoreFailed:
        return ()
    try:
        async with db.reading() as tx:
            return await troubles.subscribed(tx, OutletName.DISCORD)
    except StoreFailed:
        return ()
    finally:
        await db.close()


async def check_model(settings: LlmSettings) -> Finding:
    """Whether the language model's address takes a connection; nothing is asked of it."""
    if not settings.configured:
        return Finding(about="language model", shape=Shape.OK, said="None is configured: takeaways are the articles' own sentences.")
    parts = urlsplit(settings.base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(_CONNECT_S):
            _, writer = await asyncio.open_connection(parts.hostname, port)
        writer.close()
    except (OSError, TimeoutError):
        said = (
            f"{place(settings.base_url)} takes no connection: start it, or set [llm] base_url right. Until then the built-in way stands in."
        )
        return Finding(about="language model", shape=Shape.WARN, said=said)
    return Finding(about="language model", shape=Shape.OK, said=f"{place(settings.base_url)} takes connections.")


def _of_file(looked: Looked) -> Finding:
    found = looked.checked
    if found is None:
        return Finding(about="database", shape=Shape.OK, said=f"{looked.file} is not there yet; the first start makes it.")
    size = f"{looked.file}: sound, version {found.revision}, {found.size / 1e6:.1f} MB, WAL {looked.wal / 1e6:.1f} MB"
    if not looked.current:
        return Finding(about="database", shape=Shape.WARN, said=f"{size}; the next start migrates it, with a copy from before beside it.")
    if looked.wal > _LARGE_WAL:
        return Finding(about="database", shape=Shape.WARN, said=f"{size}; some program reads on and on and keeps the WAL long: end it.")
    return Finding(about="database", shape=Shape.OK, said=f"{size}.")


def _of_disk(looked: Looked) -> Iterator[Finding]:
    size = looked.checked.size if looked.checked else 0
    said = f"{looked.free / 1e9:.1f} GB free beside {looked.file.name}"
    if looked.free < _NEXT_TO_NOTHING:
        yield Finding(about="disk", shape=Shape.FAIL, said=f"{said}: make room, nothing can be stored.")
    elif looked.free < max(_LITTLE, 2 * size):
        yield Finding(about="disk", shape=Shape.WARN, said=f"{said}: make room for a backup and for growth.")
    else:
        yield Finding(about="disk", shape=Shape.OK, said=f"{said}.")


async def _of_tables(db: Database, *, now: datetime, running: bool) -> tuple[Finding, ...]:
    beat_at = await last_beat(db=db)
    async with db.reading() as tx:
        feeds, closed = await troubles.of_feeds(tx), await troubles.of_channels(tx)
    return (_of_bot(beat_at, now=now, running=running), *_of_feeds(feeds), *_of_channels(closed))


def _of_bot(beat_at: datetime | None, *, now: datetime, running: bool) -> Finding:
    if not running:
        return Finding(about="bot", shape=Shape.OK, said="It does not run now.")
    if is_alive(beat_at, now=now):
        return Finding(about="bot", shape=Shape.OK, said="It runs.")
    return Finding(about="bot", shape=Shape.FAIL, said="It runs but gives no sign of life; look at its log, then restart it.")


def _of_feeds(feeds: Sequence[troubles.FeedTrouble]) -> Iterator[Finding]:
    if not feeds:
        yield Finding(about="feeds", shape=Shape.OK, said="None is in trouble.")
    for feed in feeds[:_SHOWN]:
        what = feed.state.value if feed.state is not FeedState.ACTIVE else f"failed {feed.failures} times in a row"
        yield Finding(
            about="feed", shape=Shape.WARN, said=f"{feed.title or place(feed.url)} ({place(feed.url)}): {what}. {feed.error}".rstrip()
        )
    if len(feeds) > _SHOWN:
        yield Finding(about="feeds", shape=Shape.WARN, said=f"{len(feeds) - _SHOWN} more are in trouble; `bytebot feeds list` shows them.")


def _of_channels(closed: Sequence[troubles.ClosedChannel]) -> Iterator[Finding]:
    for each in closed[:_SHOWN]:
        yield Finding(about=f"channel {each.target.channel}", shape=Shape.WARN, said=each.error)
    if len(closed) > _SHOWN:
        yield Finding(about="channels", shape=Shape.WARN, said=f"{len(closed) - _SHOWN} more take no posts.")
