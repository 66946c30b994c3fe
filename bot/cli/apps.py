"""A settings file in, an opened app for one verb out. Heavy: verbs import it when they are called."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.compose import open_app
from bot.flows.app import App
from bot.log import set_up_log
from bot.model.subscription import CONSOLE, OutletName, Target
from bot.settings import Settings, load_settings, secrets_of


def settings_of(config_file: Path | None, *, quiet: bool = True) -> Settings:
    """The settings, with the log set up; `quiet` lets only errors through. Raises `SettingsInvalid`."""
    settings = load_settings(config_file)
    if quiet:
        set_up_log(level="error", secrets=secrets_of(settings))
    else:
        set_up_log(level=settings.log.level, secrets=secrets_of(settings), style=settings.log.style)
    return settings


@asynccontextmanager
async def app_of(config_file: Path | None) -> AsyncIterator[App]:
    """An app that posts nowhere. Raises `SettingsInvalid`, `StoreFailed`, `PromptsInvalid`."""
    async with open_app(settings_of(config_file), outlets={}) as app:
        yield app


def target_of(channel: int) -> Target:
    """A Discord channel by its id; 0 is the console."""
    return Target(outlet=OutletName.DISCORD, channel=channel) if channel else CONSOLE
