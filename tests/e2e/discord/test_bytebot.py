"""`/bytebot` with the real discord.py, against a small Discord on loopback."""

import discord.gateway
import discord.http
import pytest
import yarl

from bot.cogs.helped import EXAMPLES
from bot.settings import DiscordSettings
from tests.e2e.discord.steps import follow, running
from tests.fakes.discord_people import People
from tests.fakes.discord_server import MANAGE_GUILD

ADA, BOB = "4001", "4002"  # Ada owns the bot


@pytest.fixture
async def server(monkeypatch):
    async with People() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway))
        yield server


def labels(reply):
    return [each["label"] for row in reply.last["components"] for each in row["components"]]


async def test_about_status_and_help_tell_each_asker_what_is_theirs(settings, server, web):
    settings = settings.model_copy(update={"discord": DiscordSettings(token="MTAwMQ.made-up.token", home="https://you.example/bot")})
    async with running(settings, server):
        empty = await server.ask("bytebot status", user=BOB)
        await follow(server, url=web.url("/feed"))
        about = await server.ask("bytebot about", user=BOB)
        managers_about = await server.ask("bytebot about", user=BOB, permissions=MANAGE_GUILD)
        status = await server.ask("bytebot status", user=BOB)
        owners = await server.ask("bytebot status", user=ADA, letters=True)
        help_ = await server.ask("bytebot help", user=BOB)
        managers_help = await server.ask("bytebot help", user=BOB, permissions=MANAGE_GUILD)
        letters_help = await server.ask("bytebot help", user=BOB, letters=True)
        topic = await server.ask("bytebot help", user=BOB, permissions=MANAGE_GUILD, topic="/digest")
        no_such = await server.ask("bytebot help", user=BOB, topic="feed")
        turned = await server.press(managers_help, "Next", user=BOB, permissions=MANAGE_GUILD)
        offered = await server.typed("bytebot help", topic="by")

    feed, bytebot = (next(each["id"] for each in server.commands if each["name"] == name) for name in ("feed", "bytebot"))
    assert "No feeds are followed here yet" in empty.text
    assert "never your messages" in about.text
    assert "[More about me](<https://you.example/bot>)" in about.text
    assert ("/latest" in about.text, "/feed add" in managers_about.text) == (True, True)
    assert "1 feed, all well." in status.text
    assert "Next digest: <#3001> <t:" in status.text
    assert "outbox" not in status.text
    assert "On this server" not in owners.text
    assert "1 feeds, about" in owners.text
    assert "Database: " in owners.text
    assert f"</bytebot follow:{bytebot}>: Get a quiet" in help_.text
    assert "/feed add" not in help_.text
    everything = managers_help.text + turned.text
    assert f"</feed add:{feed}>: Follow a feed" in everything
    assert "/latest" not in letters_help.text
    assert "`zone`: Time zone of these times" in topic.text
    assert "For example: `/digest schedule when:" in topic.text
    assert "no such command for you" in no_such.text
    assert [each["name"] for each in offered] == ["bytebot"]
    leaves = {f"{top['name']} {leaf['name']}" for top in server.commands for leaf in top.get("options", []) if leaf["type"] == 1}
    assert set(EXAMPLES) <= leaves | {each["name"] for each in server.commands}
    asked = (empty, about, status, owners, help_, topic, no_such)
    assert all(each.ephemeral for each in asked)


async def test_a_member_follows_by_direct_message_sees_it_and_ends_it_there(settings, server, web):
    server.door.closed_letters = {BOB}
    async with running(settings, server):
        nothing = await server.ask("bytebot follow", topic="AI")
        await follow(server, url=web.url("/feed"))
        feeds = await server.typed("bytebot follow", feed="made")
        topics = await server.typed("bytebot follow", topic="secur")
        zones = await server.typed("bytebot follow", topic="AI", zone="berl")
        followed = await server.ask("bytebot follow", feed=feeds[0]["value"], zone=zones[0]["value"])
        closed = await server.ask("bytebot follow", user=BOB, topic="AI")
        in_letters = await server.ask("bytebot follow", letters=True, topic="AI")
        mine = await server.ask("bytebot following", letters=True)
        bobs = await server.ask("bytebot following", user=BOB)
        ends = await server.typed("bytebot unfollow", letters=True, what="made")
        theirs = await server.ask("bytebot unfollow", user=BOB, what=ends[0]["value"])
        ended = await server.ask("bytebot unfollow", letters=True, what=ends[0]["value"])
        again = await server.ask("bytebot unfollow", letters=True)

    assert "follows no feeds yet" in nothing.text
    assert feeds[0]["name"] == "Made-up News"
    assert [each["name"] for each in topics] == ["security"]
    assert "You follow **Made-up News** now" in followed.text
    assert "daily at 08:00 (Europe/Berlin)" in followed.text
    (greeting,) = server.door.letters[ADA]
    assert "/bytebot unfollow" in greeting["embeds"][0]["description"]
    assert greeting["flags"] == 1 << 12  # SUPPRESS_NOTIFICATIONS
    assert "allow direct messages" in closed.text
    assert "on the server whose feeds" in in_letters.text
    assert "**Made-up News** (Lab)" in mine.text
    assert "You follow nothing" in bobs.text
    assert "don't follow that" in theirs.text
    assert "You no longer follow **Made-up News**" in ended.text
    assert "don't follow that" in again.text
    assert all(each.ephemeral for each in (followed, closed, mine, ended))


async def test_forgetting_asks_first_the_right_person_and_also_after_a_restart(settings, server, web):
    async with running(settings, server):
        await follow(server, url=web.url("/feed"), backfill=1)
        await server.ask("bytebot follow", topic="AI")
        refused = await server.ask("bytebot forget", what="server")
        in_letters = await server.ask("bytebot forget", letters=True, what="server")
        me = await server.ask("bytebot forget", what="me")
        all_ = await server.ask("bytebot forget", what="server", permissions=MANAGE_GUILD)
        cancelled = await server.press(me, "Cancel")
    server.identified.clear()
    async with running(settings, server):
        others = await server.press(me, "Confirm", user=BOB)
        without_right = await server.press(all_, "Confirm")
        forgot = await server.press(me, "Confirm")
        forgot_all = await server.press(all_, "Confirm", permissions=MANAGE_GUILD)
        once_more = await server.press(all_, "Confirm", permissions=MANAGE_GUILD)
        status = await server.ask("bytebot status", user=BOB)

    assert "Manage Server" in refused.text
    assert "on the server" in in_letters.text
    assert (labels(me), labels(all_)) == (["Confirm", "Cancel"], ["Confirm", "Cancel"])
    assert (cancelled.text, labels(cancelled)) == ("Nothing was erased.", [])
    assert "Only the person who asked" in others.text
    assert "Manage Server" in without_right.text
    assert "1 wish for direct messages" in forgot.text
    assert "1 subscription to a feed" in forgot_all.text
    assert labels(forgot_all) == []
    assert once_more.text == "There was nothing to erase."
    assert "No feeds are followed here yet" in status.text
    assert all(each.ephemeral for each in (refused, me, all_, others, without_right))
