"""Channels, threads and servers that go, refuse us and come back, with the real discord.py: nothing lost, nobody pestered."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.subscription import ChannelId
from bot.outlets.unseen import REFUSALS
from bot.store import posts
from tests.e2e.faults.steps import error_of, outbox, put, running, shown, until, until_held
from tests.fakes.discord_bodies import GUILD, POSTING, guild_of, thread_of
from tests.fakes.discord_door import NEWS, TEXTS
from tests.fakes.discord_server import Failure


async def test_a_deleted_channel_is_asked_once_and_held(settings, server):
    server.door.gone = {TEXTS[0]}
    await put(settings, TEXTS[0], "BB-1", "BB-2")
    await put(settings, TEXTS[1], "BB-3")

    async with running(settings, server):
        await until(lambda: server.door.invalid and shown(server, TEXTS[1]))
        await asyncio.sleep(0.5)

    assert server.door.invalid == 1
    assert await error_of(settings, TEXTS[0])


@pytest.mark.parametrize("an_earlier_run", [False, True], ids=["first run", "restart"])
async def test_channels_deleted_while_we_were_away_cost_the_others_no_rest(settings, server, an_earlier_run):
    if an_earlier_run:  # then each channel's history is read before its first post
        async with running(settings, server):
            pass
    many = [str(4000 + number) for number in range(30)]
    server.door.gone = set(many)
    for channel in many:
        await put(settings, channel, f"BB-{channel}")
    await put(settings, TEXTS[0], "BB-1")
    await put(settings, TEXTS[1], "BB-2")

    async with running(settings, server):
        await asyncio.sleep(2.5)
        await put(settings, NEWS, "BB-3")
        await until(lambda: shown(server, TEXTS[0]) and shown(server, TEXTS[1]) and shown(server, NEWS), 30)

    assert 0 < server.door.invalid <= REFUSALS


@pytest.mark.parametrize(
    ("event", "gone"),
    [
        ("CHANNEL_DELETE", {"id": TEXTS[0], "type": 0, "name": "news", "position": 0, "permission_overwrites": [], "guild_id": str(GUILD)}),
        ("THREAD_DELETE", {"id": "3999", "type": 11, "parent_id": TEXTS[0], "guild_id": str(GUILD)}),
    ],
)
async def test_what_is_deleted_under_us_is_held_without_a_request(settings, server, event, gone):
    await put(settings, gone["id"], "BB-1")
    async with running(settings, server):
        await until(lambda: shown(server, gone["id"]))
        await server.dispatch(event, gone)
        server.door.gone = {gone["id"]}
        await until_held(settings, gone["id"])
        await put(settings, gone["id"], "BB-2")
        await asyncio.sleep(0.3)

    assert server.door.invalid == 0


@pytest.mark.parametrize(
    "failure", [Failure(400, code=50083), Failure(403, code=50013), Failure(403, code=50001), Failure(400, code=160005)]
)
async def test_a_refusal_that_may_pass_holds_the_channel_and_loses_nothing(settings, server, failure):
    await put(settings, TEXTS[0], "BB-1")
    async with running(settings, server):
        await until(lambda: shown(server))
        server.failures = [failure]
        await put(settings, TEXTS[0], "BB-2")
        await until(lambda: not server.failures)
        await asyncio.sleep(0.3)
        before = shown(server)
        await server.dispatch("CHANNEL_UPDATE", _channel_update())
        await until(lambda: len(shown(server)) == 2)

    assert before == ["BB-1"]
    assert shown(server) == ["BB-1", "BB-2"]


def _channel_update():
    return {"id": TEXTS[0], "type": 0, "name": "news", "position": 0, "permission_overwrites": [], "guild_id": str(GUILD)}


@pytest.mark.parametrize("known", [False, True], ids=["archived", "shown"])
async def test_a_thread_that_is_opened_again_gets_what_waited(settings, server, known):
    server.our_permissions = POSTING | 1 << 38
    thread = thread_of("3999", TEXTS[0], name="news")
    async with running(settings, server):
        await asyncio.sleep(2.5)
        if known:
            await server.dispatch("THREAD_CREATE", thread)
        server.failures = [Failure(400, code=50083)]
        await put(settings, thread["id"], "BB-1")
        await until_held(settings, thread["id"])
        await server.dispatch("THREAD_UPDATE", thread)
        await until(lambda: shown(server, thread["id"]))

    assert shown(server, thread["id"]) == ["BB-1"]


async def test_a_role_that_gets_the_right_back_opens_the_channel(settings, server):
    server.our_permissions = POSTING & ~(1 << 11)
    async with running(settings, server):
        await asyncio.sleep(2.5)
        await put(settings, TEXTS[0], "BB-1")
        await until_held(settings, TEXTS[0])
        (role,) = guild_of({}, permissions=POSTING)["roles"]
        await server.dispatch("GUILD_ROLE_UPDATE", {"guild_id": str(GUILD), "role": role})
        await until(lambda: shown(server))

    assert server.door.invalid == 0


async def test_a_channel_that_was_opened_while_we_were_away_gets_what_waited(settings, server):
    await put(settings, TEXTS[0], "BB-1")
    now = datetime.now(UTC)
    async with outbox(settings) as db, db.transaction() as tx:
        await posts.hold(tx, ChannelId(1), error="403", until=now + timedelta(days=1))

    async with running(settings, server):
        await until(lambda: shown(server))

    assert shown(server) == ["BB-1"]


async def test_a_right_that_the_gateway_says_we_lack_costs_no_request(settings, server):
    server.our_permissions = POSTING & ~(1 << 11)
    async with running(settings, server):
        await asyncio.sleep(2.5)
        await put(settings, TEXTS[0], "BB-1")
        await asyncio.sleep(0.5)

    assert server.door.asked == []
    assert await error_of(settings, TEXTS[0])


async def test_a_server_that_we_left_is_held_and_goes_on_when_we_are_back(settings, server):
    await put(settings, TEXTS[0], "BB-1")
    async with running(settings, server):
        await until(lambda: shown(server))
        await asyncio.sleep(2.5)
        await server.dispatch("GUILD_DELETE", {"id": str(GUILD)})
        await asyncio.sleep(0.5)
        at_once = await error_of(settings, TEXTS[0])
        await put(settings, TEXTS[0], "BB-2")
        await asyncio.sleep(0.5)
        held, before = await error_of(settings, TEXTS[0]), shown(server)
        await server.join()
        await until(lambda: len(shown(server)) == 2)

    assert (at_once, held, before) == (True, True, ["BB-1"])
    assert server.door.invalid == 0


async def test_a_server_that_removed_us_while_we_were_away_is_asked_nothing(settings, server):
    elsewhere = GUILD + 1
    async with running(settings, server):
        await asyncio.sleep(2.5)
        await put(settings, "3999", "BB-1", guild=elsewhere)
        await asyncio.sleep(0.5)

    assert server.door.asked == []
    assert await error_of(settings, "3999", guild=elsewhere)
