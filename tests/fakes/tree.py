"""The bot's whole command tree, joined as it is at a start, without a Discord."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.cogs.client import ByteBotClient
from bot.cogs.translator import CatalogueTranslator
from bot.compose import open_app
from bot.settings import Settings, StoreSettings


@asynccontextmanager
async def grown_tree(folder: Path) -> AsyncIterator[ByteBotClient]:
    """A client whose commands are all there; its database lies in `folder`."""
    settings = Settings.model_construct(store=StoreSettings(url=f"sqlite+aiosqlite:///{folder / 'bot.db'}"))
    async with ByteBotClient() as client, open_app(settings, outlets={}) as app:
        await client.join(app, look=lambda: None)
        await client.tree.set_translator(CatalogueTranslator())
        yield client
