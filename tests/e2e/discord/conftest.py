"""A small Discord, a small web, and the settings of a bot between them."""

import discord.gateway
import discord.http
import pytest
import yarl

from bot.settings import DeliverySettings, DiscordSettings, FeedsSettings, Settings, StoreSettings, WebSettings, WorkersSettings
from tests.fakes.discord_server import DiscordServer
from tests.fakes.http_server import Answer, Loopback
from tests.worlds import page, rss


@pytest.fixture
async def server(monkeypatch):
    async with DiscordServer() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway))
        yield server


@pytest.fixture
def web():
    with Loopback({}) as web:
        web.answers |= {f"/{name}": Answer(page(name)) for name in ("Alpha", "Beta")}
        web.answers["/feed"] = Answer(rss("Alpha", "Beta", base=web.url("")), content_type="application/rss+xml")
        yield web


@pytest.fixture
def settings(store_url):
    return Settings.model_construct(
        discord=DiscordSettings(token="MTAwMQ.made-up.token"),
        store=StoreSettings(url=store_url),
        web=WebSettings(allow_networks=("127.0.0.0/8",)),
        workers=WorkersSettings(processes=1),
        feeds=FeedsSettings(tick_s=0.1),
        delivery=DeliverySettings(tick_s=0.1, retry_s=0.1),
    )
