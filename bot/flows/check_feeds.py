"""Addresses of feeds in, what each of them gives right now out. Nothing is stored or posted."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.errors import BotError
from bot.flows.app import App, Readers
from bot.flows.read import parse
from bot.store import followed
from bot.web.client import Accept

_AT_ONCE: Final = 16  # the web client holds each server to fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of one address. `newest_at` None: no entry has a date. `moved_to`: where its server says that it lives now.

    `error`: why it could not be read, None where it could.
    """

    url: str
    title: str = ""
    entries: int = 0
    newest_at: datetime | None = None
    moved_to: str | None = None
    error: str | None = None


async def check_feeds(urls: Sequence[str], *, readers: Readers, told: Callable[[Checked], None]) -> tuple[Checked, ...]:
    """Fetch each address once, several at a time, and tell of each as it comes; all of them in the order given."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def check(url: str) -> Checked:
        async with turns:
            found = await _check(url, readers=readers)
        told(found)
        return found

    return tuple(await asyncio.gather(*map(check, urls)))


async def addresses(*, app: App) -> tuple[str, ...]:
    """Every feed that somebody follows, each once. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        return tuple(dict.fromkeys(each.feed.url for each in await followed.within(tx, None)))


async def _check(url: str, *, readers: Readers) -> Checked:
    try:
        fetched = await readers.web.fetch(url, accept=Accept.FEED)
        parsed = await parse(fetched, readers=readers)
    except BotError as error:
        return Checked(url=url, error=error.said)
    dates = [each.entry.published_at for each in parsed.entries if each.entry.published_at]
    return Checked(url=url, title=parsed.title, entries=len(parsed.entries), newest_at=max(dates, default=None), moved_to=fetched.moved_to)
