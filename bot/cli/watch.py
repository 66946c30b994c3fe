"""`bytebot status --watch`: a look each second, drawn over the one before, until Ctrl-C."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.live import Live as Screen

from bot.cli.apps import settings_of
from bot.cli.dashboard import picture
from bot.compose import open_queue, open_store, stop_on_signals
from bot.errors import StoreFailed
from bot.flows.live import Live, Observer

_EVERY_S = 1.0


async def watch(config_file: Path | None, *, console: Console) -> None:
    """Draw until a signal comes. Raises `SettingsInvalid`, and `StoreFailed` where the first look fails; later ones are tried again."""
    settings, stop = settings_of(config_file), asyncio.Event()
    stop_on_signals(stop)
    async with open_store(settings) as db, open_queue(settings) as queue:
        observer = Observer(db, since=_now(), interval_s=settings.feeds.interval_s, engine=queue)
        found: Live = await observer.look(now=_now())
        with Screen(picture(found), console=console, auto_refresh=False, screen=True) as screen:
            while not stop.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _EVERY_S)
                trouble = ""
                try:
                    found = await observer.look(now=_now())
                except StoreFailed as error:
                    trouble = error.said
                screen.update(picture(found, trouble=trouble), refresh=True)
        console.print(picture(found))


def _now() -> datetime:
    return datetime.now(UTC)
