"""A small Discord, and the settings of a bot that talks to it."""

import discord.gateway
import discord.http
import pytest
import yarl

from bot.outlets import gateway
from bot.settings import DeliverySettings, DiscordSettings, FeedsSettings, Settings, StoreSettings
from bot.store.migrate import migrate
from bot.store.opened import open_database
from tests.fakes.discord_server import DiscordServer


@pytest.fixture
async def server(monkeypatch):
    async with DiscordServer() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway))
        monkeypatch.setattr(gateway, "CONNECT_AGAIN_S", 0.1)
        yield server


@pytest.fixture
async def settings(store_url):
    settings = Settings.model_construct(
        discord=DiscordSettings(token="MTAwMQ.made-up.token"),
        store=StoreSettings(url=store_url),
        feeds=FeedsSettings(tick_s=60),
        delivery=DeliverySettings(tick_s=0.1, retry_s=0.1),
    )
    db = open_database(settings.store)
    await migrate(db)
    await db.close()
    return settings
