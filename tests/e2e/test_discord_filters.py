"""`/filter` and `/why` with the real discord.py, against a small Discord on loopback."""

import asyncio
from contextlib import asynccontextmanager

import discord.gateway
import discord.http
import pytest
import yarl

from bot.compose import run_on_discord
from bot.settings import DeliverySettings, DiscordSettings, FeedsSettings, Settings, StoreSettings, WebSettings, WorkersSettings
from tests.fakes.discord_server import MANAGE_GUILD, DiscordServer
from tests.fakes.http_server import Answer, Loopback
from tests.worlds import page, rss

BETA = "Beta opens a wind tunnel for drones in hail"


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
def settings(tmp_path):
    return Settings.model_construct(
        discord=DiscordSettings(token="MTAwMQ.made-up.token"),
        store=StoreSettings(url=f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"),
        web=WebSettings(allow_networks=("127.0.0.0/8",)),
        workers=WorkersSettings(processes=1),
        feeds=FeedsSettings(tick_s=0.1),
        delivery=DeliverySettings(tick_s=0.1, retry_s=0.1),
    )


@asynccontextmanager
async def _running(settings, server):
    stop = asyncio.Event()
    running = asyncio.create_task(run_on_discord(settings, stop=stop))
    await asyncio.wait_for(server.identified.wait(), 15)
    try:
        yield
    finally:
        stop.set()
        await running


async def _ask(server, name, **options):
    return (await server.slash(name, permissions=MANAGE_GUILD, **options)).text


async def test_a_filter_is_added_tried_listed_explained_and_removed(settings, server, web):
    async with _running(settings, server):
        await _ask(server, "feed add", url=web.url("/feed"))
        feeds = await server.complete("filter add", permissions=MANAGE_GUILD, action="deny", value="x", feed="made")
        added = await _ask(server, "filter add", action="deny", value="wind tunnel", field="title")
        narrow = await _ask(server, "filter add", action="deny", value="spam", feed=feeds[0]["value"])
        tested = await _ask(server, "filter test")
        listed = await _ask(server, "filter list")
        await _ask(server, "feed add", url=web.url("/feed"), backfill=2)
        async with asyncio.timeout(20):
            while not server.channels["3001"]:
                await asyncio.sleep(0.05)
        items = await server.complete("why", permissions=MANAGE_GUILD, item="WIND")
        why = await _ask(server, "why", item=items[0]["value"])
        numbers = await server.complete("filter remove", permissions=MANAGE_GUILD, filter="wind")
        removed = await _ask(server, "filter remove", filter=numbers[0]["value"])
        again = await _ask(server, "filter remove", filter=numbers[0]["value"])

    assert [each["name"] for each in feeds] == ["Made-up News in #news-3001"]
    assert "deny the phrase “wind tunnel” in the title in <#3001>" in added
    assert "from Made-up News" in narrow
    assert "1 of the 2 newest entries would be dropped" in tested
    assert BETA in tested
    assert listed.count("deny the") == 2
    assert [message["embeds"][0]["title"].split(" ", 1)[1] for message in server.channels["3001"]] == ["Alpha releases version 3.0"]
    assert items[0]["name"] == BETA
    assert "<#3001>: dropped <t:" in why
    assert "Filter 1 of the channel denies the phrase" in why
    assert "Removed filter" in removed
    assert "no filter 1 here" in again


async def test_only_managers_see_and_change_filters_and_reasons(settings, server):
    async with _running(settings, server):
        refused = [
            await server.slash("filter add", action="deny", value="x"),
            await server.slash("filter list"),
            await server.slash("filter remove", filter="1"),
            await server.slash("filter test"),
            await server.slash("why", item="x"),
        ]
        offered = [await server.complete("filter remove", filter=""), await server.complete("why", item="")]

    assert all(each.ephemeral and "Manage Server" in each.text for each in refused)
    assert offered == [[], []]


async def test_a_pattern_that_cannot_be_read_is_refused_in_one_line(settings, server, web):
    async with _running(settings, server):
        await _ask(server, "feed add", url=web.url("/feed"))
        refused = await _ask(server, "filter add", action="deny", value="(a", kind="pattern")

    assert "I can't read this pattern" in refused
