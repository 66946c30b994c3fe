"""Edits by the real discord.py at a small Discord: what each refusal means for a card that was to change."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import discord
import discord.http
import pytest

from bot.errors import ChannelClosed, MessageGone, SendFailed, SendRefused
from bot.model.delivery import CARD_BUTTONS, Panel, Post, Sent
from bot.model.subscription import Look, OutletName, Target
from bot.outlets.discord_channel import DiscordOutlet
from bot.outlets.guard import Guard
from tests.fakes.discord_bodies import GUILD
from tests.fakes.discord_door import FORUMS, TEXTS
from tests.fakes.discord_server import DiscordServer, Failure
from tests.fakes.looks import code, labels, titles

VIA = {"Via": "1.1 discord"}


@pytest.fixture
async def server(monkeypatch):
    async with DiscordServer() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api)
        yield server


@asynccontextmanager
async def logged_in():
    guard = Guard()
    client = discord.Client(intents=discord.Intents.none())
    client.http.http_trace = guard.trace()
    async with client:
        await client.login("MTAwMQ.made-up.token")
        yield DiscordOutlet(client, per_second=1000, guard=guard)


def _target(channel=TEXTS[0]):
    return Target(outlet=OutletName.DISCORD, channel=int(channel), guild=GUILD)


def _post(title, look=Look.EMBEDS):
    panel = Panel(title=title, url="https://diff.example/1", body="b", footer="unit BB-1")
    return Post(code="BB-1", panels=(panel,), look=look, buttons=CARD_BUTTONS)


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("channel", [TEXTS[0], FORUMS])
async def test_a_card_shows_its_new_text_in_its_look_and_nothing_is_posted_again(server, channel, look):
    async with logged_in() as outlet:
        if channel == FORUMS:
            with pytest.raises(SendFailed):  # the first post there finds out that it is a forum
                await outlet.send(_target(channel), _post("Old", look), nonce="n")
        sent = await outlet.send(_target(channel), _post("Old", look), nonce="n")
        for _ in range(2):
            await outlet.edit(_target(channel), sent, _post("New", look))
        found = await outlet.find(_target(channel), code="BB-1", since=datetime.now(UTC))

    (message,) = server.door.posts()
    assert titles(message)[0] == "New"
    assert code(message) == "BB-1"
    assert found == sent
    assert bool(message["embeds"]) is (look is Look.EMBEDS)
    assert labels(message) == ["Receipts", "More", "Save", "Less like this", "Report a bullet"]


@pytest.mark.parametrize(
    ("failure", "error", "retry_after_s"),
    [
        (Failure(429, code=30046, headers=VIA | {"Retry-After": "120"}), SendFailed, 120),
        (Failure(400, code=30046), SendFailed, 900),
        (Failure(400, code=20022), SendFailed, 900),
        (Failure(404, code=10008), MessageGone, None),
        (Failure(404, code=10003), ChannelClosed, None),
        (Failure(403, code=50001), ChannelClosed, None),
        (Failure(400, code=50083), ChannelClosed, None),
        (Failure(400, code=50035), SendRefused, None),
        (Failure(502), SendFailed, None),
        (Failure(0), SendFailed, None),
    ],
    ids=lambda each: f"{each.status}-{each.code}" if isinstance(each, Failure) else "",
)
async def test_what_a_refused_edit_means(server, failure, error, retry_after_s):
    async with logged_in() as outlet:
        sent = await outlet.send(_target(), _post("Old"), nonce="n")
        server.failures = [failure]
        asked = len(server.door.asked)

        with pytest.raises(error) as caught:
            await asyncio.wait_for(outlet.edit(_target(), sent, _post("New")), 10)

    assert caught.value.retry_after_s == retry_after_s
    assert len(server.door.asked) - asked <= 1  # the library repeats nothing by itself
    assert titles(server.door.posts()[0])[0] == "Old"


async def test_a_message_that_somebody_deleted_is_gone_and_stays_so(server):
    async with logged_in() as outlet:
        sent = await outlet.send(_target(), _post("Old"), nonce="n")
        server.channels[TEXTS[0]].clear()

        with pytest.raises(MessageGone):
            await outlet.edit(_target(), sent, _post("New"))

    assert server.door.posts() == []


async def test_a_channel_that_is_gone_is_told_as_closed(server):
    server.door.gone = {TEXTS[0]}
    async with logged_in() as outlet:
        with pytest.raises(ChannelClosed):
            await outlet.edit(_target(), Sent(message="7"), _post("New"))
