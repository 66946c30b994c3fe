"""The whole bot with the real discord.py, against a small Discord on loopback and the demo's feeds."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import discord.gateway
import discord.http
import pytest
import yarl

from bot.cli.demo.site import DemoSite
from bot.compose import run_on_discord
from bot.errors import Refused
from bot.outlets import gateway
from bot.settings import DeliverySettings, DiscordSettings, FeedsSettings, Settings, StoreSettings, WebSettings
from tests.e2e.discord.steps import follow
from tests.fakes.discord_server import MANAGE_GUILD, DiscordServer, Failure
from tests.fakes.http_server import Answer, Loopback
from tests.fakes.looks import code, labels, titles
from tests.worlds import page

TOKEN = "MTAwMQ.made-up.token"


@pytest.fixture
async def server(monkeypatch):
    async with DiscordServer() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway))
        yield server


@pytest.fixture(scope="module")
def site():
    with DemoSite(now=datetime.now(UTC)) as site:
        yield site


@pytest.fixture
def slow_web():
    with Loopback({"/Alpha": Answer(page("Alpha"), wait_s=1.7), "/gone": Answer(status=404, wait_s=1.7)}) as web:
        yield web


@pytest.fixture
def settings(store_url):
    return Settings.model_construct(
        discord=DiscordSettings(token=TOKEN),
        store=StoreSettings(url=store_url),
        web=WebSettings(allow_networks=("127.0.0.0/8",)),
        feeds=FeedsSettings(tick_s=0.1),
        delivery=DeliverySettings(tick_s=0.1, retry_s=0.1),
    )


@asynccontextmanager
async def _running(settings, server):
    stop = asyncio.Event()
    running = asyncio.create_task(run_on_discord(settings, stop=stop))
    identified = asyncio.create_task(server.identified.wait())
    await asyncio.wait({running, identified}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        running.result()
    try:
        yield running
    finally:
        stop.set()
        await running


async def _until(check, timeout_s=15.0):
    async with asyncio.timeout(timeout_s):
        while not check():
            await asyncio.sleep(0.02)


def _told(server, channel="3001"):
    return [titles(message)[0] for message in server.channels[channel]]


async def test_a_channel_follows_a_feed_and_gets_its_stories(settings, server, site):
    async with _running(settings, server):
        reply = await follow(server, url=site.feeds[0], backfill=2)
        await _until(lambda: len(server.channels["3001"]) == 2)

    assert reply.ephemeral
    assert "Following **The Daily Diff** in <#3001>" in reply.text
    assert "2 of its newest entries follow now" in reply.text
    for message in server.channels["3001"]:
        assert message["allowed_mentions"] == {"parse": []}
        assert code(message).startswith("BB-")
        assert labels(message) == ["Receipts", "More", "Save", "Less like this", "Report a bullet"]
        assert str(message["nonce"]).startswith("BB-")


async def test_the_news_goes_to_the_channel_that_was_named(settings, server, site):
    async with _running(settings, server):
        reply = await follow(server, url=site.feeds[2], channel="3002", backfill=1)
        await _until(lambda: server.channels["3002"])

    assert "<#3002>" in reply.text
    assert server.channels["3001"] == []


async def test_a_digest_waits_for_its_hour(settings, server, site):
    async with _running(settings, server):
        reply = await follow(server, url=site.feeds[0], mode="digest", backfill=2)
        await asyncio.sleep(1)

    assert "come with the next digest" in reply.text
    assert server.channels["3001"] == []


async def test_only_managers_change_what_is_followed(settings, server, site):
    async with _running(settings, server):
        reply = await server.slash("feed add", permissions=0, url=site.feeds[0])

    assert reply.ephemeral
    assert "Manage Server" in reply.text


async def test_a_right_that_we_lack_is_named_before_anything_is_promised(settings, server, site):
    server.our_permissions = 1 << 10

    async with _running(settings, server):
        reply = await server.slash("feed add", permissions=MANAGE_GUILD, url=site.feeds[0])

    assert "I lack: Send Messages, Embed Links, Read Message History" in reply.text.replace(
        "Read Message History, Send Messages, Embed Links", "Send Messages, Embed Links, Read Message History"
    )


async def test_a_dead_address_is_told_to_the_asker_alone(settings, server):
    async with _running(settings, server):
        reply = await server.slash("feed add", permissions=MANAGE_GUILD, url="http://127.0.0.1:1/feed")

    assert reply.ephemeral
    assert "I can't reach" in reply.text
    assert server.channels["3001"] == []


async def test_tldr_tells_what_an_article_comes_down_to(settings, server, site):
    link = site.feeds[0].rsplit("/", 1)[0] + "/languages/tarn-2-0"

    async with _running(settings, server):
        first = await server.slash("tldr", url=link)
        again = await server.slash("tldr", url=link)

    assert not first.ephemeral
    assert "• Tarn 2.0 is out after 26 months of work" in first.text
    assert again.text == first.text


async def test_latest_shows_what_was_posted_and_says_so_where_nothing_was(settings, server, site):
    async with _running(settings, server):
        before = await server.slash("latest")
        await follow(server, url=site.feeds[1], backfill=2)
        await _until(lambda: len(server.channels["3001"]) == 2)
        after = await server.slash("latest", count=1)

    assert "no stories here yet" in before.text
    assert after.text.count("• ") == 1


async def test_commands_are_sent_to_discord_only_when_they_changed(settings, server):
    async with _running(settings, server):
        pass
    server.identified.clear()
    async with _running(settings, server):
        pass
    assert server.syncs == 1

    server.commands, wanted = [], server.commands
    server.identified.clear()
    async with _running(settings, server):
        pass
    assert server.syncs == 2
    assert [each["name"] for each in server.commands] == [each["name"] for each in wanted]


async def test_every_command_says_where_it_can_be_used(settings, server):
    async with _running(settings, server):
        pass

    where = {each["name"]: (each["contexts"], each["integration_types"]) for each in server.commands}
    managed = dict.fromkeys(("feed", "digest", "filter", "why"), ([0], [0]))
    everywhere = dict.fromkeys(("tldr", "saved", "bytebot", "Key takeaways"), ([0, 1, 2], [0, 1]))
    assert where == managed | everywhere | dict.fromkeys(("latest", "search", "trending"), ([0], [0]))
    assert next(each for each in server.commands if each["name"] == "feed")["default_member_permissions"] == MANAGE_GUILD


async def test_a_post_that_discord_made_but_reported_as_failed_is_made_once(settings, server, site):
    server.failures = [Failure(status=503, made=True)]

    async with _running(settings, server):
        await follow(server, url=site.feeds[0], backfill=2)
        await _until(lambda: len(server.channels["3001"]) == 2)
        await asyncio.sleep(0.5)

    assert len(set(_told(server))) == len(_told(server)) == 2


async def test_a_channel_that_refuses_us_is_not_asked_again_until_somebody_looks_after_it(settings, server, site):
    server.failures = [Failure(status=403, code=50013)]

    async with _running(settings, server):
        await follow(server, url=site.feeds[0], backfill=1)
        await _until(lambda: not server.failures)
        await asyncio.sleep(0.5)
        before = len(server.channels["3001"])
        await follow(server, url=site.feeds[0])
        await _until(lambda: server.channels["3001"])

    assert before == 0


async def test_commands_that_cannot_be_synced_stop_nothing(settings, server):
    server.commands_status = 503

    async with _running(settings, server):
        pass

    assert server.syncs == 0


async def test_a_discord_that_is_out_of_reach_is_tried_again(settings, server, monkeypatch):
    monkeypatch.setattr(gateway, "LOGIN_AGAIN_S", 0.2)
    monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:1/api")
    stop = asyncio.Event()

    running = asyncio.create_task(run_on_discord(settings, stop=stop))
    await asyncio.sleep(0.5)
    monkeypatch.setattr(discord.http.Route, "BASE", server.api)
    await asyncio.wait_for(server.identified.wait(), 10)
    await asyncio.sleep(0.3)
    still_running = not running.done()
    stop.set()
    await running

    assert still_running
    assert server.syncs == 1


async def test_a_restart_repeats_nothing(settings, server, site):
    async with _running(settings, server):
        await follow(server, url=site.feeds[0], backfill=2)
        await _until(lambda: len(server.channels["3001"]) == 2)
    server.identified.clear()

    async with _running(settings, server):
        await asyncio.sleep(0.5)

    assert len(server.channels["3001"]) == 2


async def test_without_a_token_it_says_what_to_do(settings):
    with pytest.raises(Refused, match="BYTEBOT_DISCORD__TOKEN"):
        await run_on_discord(settings.model_copy(update={"discord": DiscordSettings()}), stop=asyncio.Event())


async def test_a_token_that_discord_does_not_take_is_told_in_one_line(settings, server):
    server.good_token = False

    with pytest.raises(Refused, match="does not take this token") as caught:
        await run_on_discord(settings, stop=asyncio.Event())

    assert TOKEN not in caught.value.said


async def test_a_gateway_that_ends_for_good_ends_the_bot_with_an_error(settings, server):
    stop = asyncio.Event()
    running = asyncio.create_task(run_on_discord(settings, stop=stop))
    await asyncio.wait_for(server.identified.wait(), 10)

    await server.drop()

    with pytest.raises(Refused, match="4004"):
        await asyncio.wait_for(running, 10)


async def test_a_slow_page_is_waited_for_behind_a_deferred_answer(settings, server, slow_web):
    async with _running(settings, server):
        reply = await server.slash("tldr", url=slow_web.url("/Alpha"))

    assert reply.deferred
    assert not reply.ephemeral
    assert "• Alpha released version 3.0" in reply.text


async def test_a_slow_failure_is_told_to_the_asker_alone(settings, server, slow_web):
    async with _running(settings, server):
        public = await server.slash("tldr", url=slow_web.url("/gone"))
        private = await server.slash("feed add", permissions=MANAGE_GUILD, url=slow_web.url("/gone"))

    for reply in (public, private):
        assert reply.deferred
        assert reply.ephemeral
        assert "answered 404" in reply.text
