"""The whole bot with the real discord.py through Discord's bad days: nothing lost, nothing doubled, nobody pestered."""

import asyncio
from datetime import UTC, datetime

import discord.backoff
import pytest

from bot.compose import run_on_discord
from bot.compose import running as compose_running
from bot.errors import Refused
from bot.flows import worker
from bot.model.subscription import OutletName
from bot.store import posts
from tests.e2e.faults.steps import outbox, put, running, shown, until
from tests.fakes.discord_door import FORUMS, NEWS, TEXTS
from tests.fakes.discord_server import Failure

VIA = {"Via": "1.1 discord"}


@pytest.mark.parametrize(
    "failure",
    [
        Failure(500),
        Failure(502, made=True),
        Failure(503),
        Failure(503, made=True),
        Failure(504, made=True),
        Failure(0),
        Failure(0, made=True),
        Failure(429, headers={"Retry-After": "0.3"} | VIA),
        Failure(429, headers={"Retry-After": "0.3"}),
        Failure(429, headers=VIA, body={"retry_after": 0.3}),
        Failure(429, headers=VIA, body={"retry_after": 0.3, "global": True}),
    ],
    ids=lambda failure: f"{failure.status}{'-made' if failure.made else ''}{'-'.join(failure.headers)}{'-'.join(failure.body)}",
)
async def test_a_failed_try_loses_and_doubles_nothing_and_keeps_the_order(settings, server, failure):
    server.failures = [failure]
    await put(settings, TEXTS[0], "BB-1", "BB-2")

    async with running(settings, server):
        await until(lambda: len(shown(server)) >= 2)
        await asyncio.sleep(0.3)

    assert shown(server) == ["BB-1", "BB-2"]
    assert server.door.invalid <= 1


async def test_a_post_that_arrived_before_a_crash_is_found_however_soon_nonces_are_forgotten(settings, server):
    server.door.nonce_s = 0
    server.failures = [Failure(502, made=True)]
    await put(settings, TEXTS[0], "BB-1")

    async with running(settings, server):
        await until(lambda: any(method == "GET" and "messages" in path for method, path, _ in server.door.asked))
        await asyncio.sleep(0.3)

    assert shown(server) == ["BB-1"]


async def test_a_channel_that_must_wait_holds_up_no_other(settings, server):
    server.door.slow_s[TEXTS[0]] = 3
    await put(settings, TEXTS[0], "BB-1")
    await put(settings, TEXTS[1], "BB-2", "BB-3", "BB-4")

    async with running(settings, server):
        await until(lambda: len(shown(server, TEXTS[1])) == 3)
        meanwhile = shown(server)
        await until(lambda: shown(server))

    assert meanwhile == []


@pytest.mark.parametrize("code", [1000, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009])
async def test_a_gateway_that_hangs_up_is_called_again_and_posts_go_on(settings, server, code, monkeypatch):
    monkeypatch.setattr(discord.backoff.ExponentialBackoff, "delay", lambda _: 0.05)
    monkeypatch.setattr(discord.Client, "before_identify_hook", _at_once)  # the library waits 5 s
    async with running(settings, server):
        await server.drop(code)
        await put(settings, TEXTS[0], "BB-1")
        await until(lambda: shown(server) and server.identifies >= 2, 30)

    assert shown(server) == ["BB-1"]


async def _at_once(*_given, **_named):
    return None


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013, 4014])
async def test_a_gateway_closed_for_good_ends_the_bot_with_one_line(settings, server, code):
    bot = asyncio.create_task(run_on_discord(settings, stop=asyncio.Event()))
    await asyncio.wait_for(server.identified.wait(), 20)

    await server.drop(code)

    with pytest.raises(Refused, match=str(code)):
        await asyncio.wait_for(bot, 20)


@pytest.mark.parametrize(
    "payload",
    [
        {"op": 7, "d": None},
        {"op": 9, "d": False},
        {"op": 0, "s": 9, "t": "CHANNEL_CREATE", "d": {"id": "not a number"}},
        {"op": 0, "s": 9, "t": "GUILD_CREATE", "d": None},
    ],
    ids=["op 7", "op 9", "malformed", "nothing"],
)
async def test_what_the_gateway_says_ends_nothing(settings, server, payload):
    async with running(settings, server) as bot:
        await server.say(payload)
        await put(settings, TEXTS[0], "BB-1")
        await until(lambda: shown(server) and server.identifies >= 2, 30)
        assert not bot.done()


async def test_an_unknown_event_is_passed_over(settings, server):
    async with running(settings, server):
        for payload in ({"op": 0, "s": 9, "t": "MOON_RISE", "d": {}}, {"op": 77, "d": 1}):
            await server.say(payload)
        await put(settings, TEXTS[0], "BB-1")
        await until(lambda: shown(server))

    assert server.identifies == 1


async def test_an_announcement_channel_takes_posts_as_any_other(settings, server):
    await put(settings, NEWS, "BB-1")
    async with running(settings, server):
        await until(lambda: shown(server, NEWS))

    assert shown(server, NEWS) == ["BB-1"]


@pytest.mark.parametrize("failure", [None, Failure(502, made=True), Failure(500), Failure(0, made=True), Failure(0)])
async def test_a_forum_gets_a_thread_for_each_post_and_no_double(settings, server, failure):
    server.failures = [failure] if failure else []
    await put(settings, FORUMS, "BB-1", "BB-2")

    async with running(settings, server):
        await until(lambda: len(server.door.threads) >= 2)
        await asyncio.sleep(0.5)

    assert [thread["name"] for thread in server.door.threads.values()] == ["Story BB-1", "Story BB-2"]


async def test_of_two_threads_of_one_post_the_younger_is_deleted(settings, server):
    for _ in range(2):
        server.door._start(FORUMS, {"name": "Story", "message": {"embeds": [{"footer": {"text": "unit BB-1"}}]}})
    first, _ = server.door.threads
    await put(settings, FORUMS, "BB-1")
    async with outbox(settings) as db, db.transaction() as tx:
        await posts.claim(tx, outlet=OutletName.DISCORD, owner="dead", now=datetime.now(UTC), lease_s=0, most=1)

    async with running(settings, server):
        await until(lambda: len(server.door.threads) == 1)

    assert list(server.door.threads) == [first]


async def test_a_stop_finishes_what_is_in_flight(settings, server):
    server.door.slow_s[TEXTS[0]] = 2
    await put(settings, TEXTS[0], "BB-1", "BB-2")

    async with running(settings, server):
        await until(lambda: server.door.posts_under_way)

    async with outbox(settings) as db, db.reading() as tx:
        left = await posts.next_due(tx, OutletName.DISCORD)
    assert shown(server) == ["BB-1"]
    assert left is not None
    assert not server.door.posts_under_way


async def test_a_stop_takes_no_longer_than_it_may_although_discord_is_silent(settings, server, monkeypatch):
    in_all = compose_running._STOP_WITHIN_S
    monkeypatch.setattr(worker, "FINISH_WITHIN_S", 0.5)
    monkeypatch.setattr(compose_running, "_STOP_WITHIN_S", 1.0)
    server.deaf, server.door.slow_s = True, {TEXTS[0]: 30.0}
    await put(settings, TEXTS[0], "BB-1")

    async with running(settings, server):
        await until(lambda: server.door.posts_under_way)
        began = asyncio.get_running_loop().time()
    took_s = asyncio.get_running_loop().time() - began

    async with outbox(settings) as db, db.reading() as tx:
        left = await posts.next_due(tx, OutletName.DISCORD)
    assert in_all < 18
    assert took_s < 10
    assert left is not None
