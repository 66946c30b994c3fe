"""The message to whoever invites the bot, with the real discord.py, against a small Discord on loopback."""

import asyncio

import pytest

from bot.settings import PromptsSettings
from tests.e2e.discord.steps import running
from tests.fakes.discord_bodies import guild_of
from tests.fakes.discord_hands import choose, labels, options, press
from tests.fakes.discord_server import POSTING

READY_S = 2.3  # discord.py's own wait
ADMINISTRATOR, VIEW_AUDIT_LOG = 1 << 3, 1 << 7
THREE = ["Start with made up", "Choose feeds", "Not now"]


@pytest.fixture
def settings(settings, web, tmp_path):
    head = '[[packs]]\nname = "made"\ntitle = "Made up"\nemoji = "📰"\nabout = "For tests"\n[packs.feeds]\n'
    (tmp_path / "packs.toml").write_text(f'{head}"One" = "{web.url("/feed")}"\n')
    return settings.model_copy(update={"prompts": PromptsSettings(folder=str(tmp_path))})


async def _invite(server, number, *, permissions=POSTING):
    """Into a second server, with the channels of the first under other numbers."""
    kinds = {f"{number}1": 0, f"{number}2": 0}
    server.door.channels |= {each: [] for each in kinds}
    guild = guild_of(kinds, permissions=permissions) | {"id": number, "unavailable": False}
    guild["roles"] = [guild["roles"][0] | {"id": number}]
    await server.dispatch("GUILD_CREATE", guild)


async def _first(messages):
    async with asyncio.timeout(10):
        while not messages():
            await asyncio.sleep(0.02)
    return messages()[0]


async def test_a_server_that_invites_the_bot_is_welcomed_once_and_the_known_ones_never(settings, server):
    async with running(settings, server):
        await asyncio.sleep(READY_S)
        await _invite(server, "3100")
        hello = await _first(lambda: server.channels["31001"])
        await server.dispatch("GUILD_DELETE", {"id": "3100"})
        await _invite(server, "3100")
        server.door.channels["31001"] = [hello]
        await asyncio.sleep(0.5)

    assert server.channels["31001"] == [hello]
    assert server.channels["31002"] == []
    assert server.channels["3001"] == []
    assert labels(hello) == THREE
    assert "robot" in hello["embeds"][0]["description"]


async def test_the_starter_pack_runs_at_once_in_the_channel_that_is_chosen(settings, server):
    async with running(settings, server):
        await asyncio.sleep(READY_S)
        await server.join()
        hello = await _first(lambda: server.channels["3001"])
    async with running(settings, server):
        refused = await press(server, hello, THREE[0], permissions=0)
        asked = await press(server, hello, THREE[0])
        await choose(server, asked.last, "#news-3002")
        card = await _first(lambda: server.channels["3002"])
        chooser = await press(server, hello, "Choose feeds")
        later = await press(server, hello, "Not now")

    assert "Manage Server" in refused.text
    assert options(asked.last)[0] == "#news-3001"
    assert asked.ephemeral
    assert "Alpha releases version 3.0" in str(card["components"])
    assert "/feed add" in chooser.text
    assert options(chooser.last) == ["Made up"]
    assert labels(later.last) == []


async def test_the_inviter_is_told_in_person_where_the_audit_log_names_them(settings, server):
    server.our_permissions = POSTING | VIEW_AUDIT_LOG
    async with running(settings, server):
        await asyncio.sleep(READY_S)
        await server.join()
        hello = await _first(lambda: server.door.letters.get("4001"))
        refused = await press(server, hello, THREE[0], direct="4001")
        server.our_permissions |= ADMINISTRATOR  # of everybody, in this small Discord
        await server.dispatch("GUILD_ROLE_UPDATE", {"guild_id": "2001", "role": guild_of({}, permissions=ADMINISTRATOR)["roles"][0]})
        asked = await press(server, hello, THREE[0], direct="4001")
        await choose(server, asked.last, "#news-3002", direct="4001")
        await _first(lambda: server.channels["3002"])

    assert labels(hello) == THREE
    assert "Manage Server" in refused.text
    assert server.channels["3001"] == []
