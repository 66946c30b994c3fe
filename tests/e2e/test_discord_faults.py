"""The whole bot with the real discord.py through Discord's bad days: nothing lost, nothing doubled, nobody pestered."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import discord.backoff
import discord.gateway
import discord.http
import pytest
import yarl
from sqlalchemy import insert

from bot import compose
from bot.compose import run_on_discord
from bot.errors import Refused
from bot.flows import worker
from bot.model.delivery import NewPost, Panel, Post
from bot.model.subscription import ChannelId, OutletName, Target
from bot.outlets import gateway
from bot.outlets.unseen import REFUSALS
from bot.rendering.frozen import freeze
from bot.settings import DeliverySettings, DiscordSettings, FeedsSettings, Settings, StoreSettings
from bot.store import posts, subscriptions
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.tables import digests
from tests.fakes.discord_bodies import GUILD, POSTING, guild_of, thread_of
from tests.fakes.discord_door import FORUMS, NEWS, TEXTS
from tests.fakes.discord_server import DiscordServer, Failure

VIA = {"Via": "1.1 discord"}


@pytest.fixture
async def server(monkeypatch):
    async with DiscordServer() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway))
        monkeypatch.setattr(gateway, "CONNECT_AGAIN_S", 0.1)
        yield server


@pytest.fixture
async def settings(tmp_path):
    settings = Settings.model_construct(
        discord=DiscordSettings(token="MTAwMQ.made-up.token"),
        store=StoreSettings(url=f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"),
        feeds=FeedsSettings(tick_s=60),
        delivery=DeliverySettings(tick_s=0.1, retry_s=0.1),
    )
    db = open_database(settings.store)
    await migrate(db)
    await db.close()
    return settings


@asynccontextmanager
async def outbox(settings):
    db = open_database(settings.store)
    yield db
    await db.close()


async def put(settings, channel, *codes):
    """Posts with these codes, ready to go to a channel."""
    now = datetime.now(UTC)
    async with outbox(settings) as db, db.transaction() as tx:
        target = Target(outlet=OutletName.DISCORD, channel=int(channel), guild=GUILD)
        known = (await subscriptions.ensure_channel(tx, target, next_digest_at=now)).id
        row = insert(digests).values(channel_id=known, kind="cards", created_at=now).returning(digests.c.id)
        made = [Post(code=code, panels=(Panel(title=f"Story **{code}**", body="b", footer=f"unit {code}"),)) for code in codes]
        new = [NewPost(code=post.code, payload=freeze(post), nonce=f"{post.code}-0") for post in made]
        await posts.add(tx, new, digest=(await tx.execute(row)).scalar_one(), channel=known, now=now)


async def error_of(settings, channel):
    async with outbox(settings) as db, db.reading() as tx:
        held = await posts.channels_of_guild(tx, GUILD, held=True)
    return any(external == int(channel) for _, external in held)


@asynccontextmanager
async def running(settings, server):
    stop = asyncio.Event()
    server.identified.clear()
    bot = asyncio.create_task(run_on_discord(settings, stop=stop))
    identified = asyncio.create_task(server.identified.wait())
    await asyncio.wait({bot, identified}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
    if bot.done():
        bot.result()
    try:
        yield bot
    finally:
        stop.set()
        await bot


async def until(check, timeout_s=20.0):
    async with asyncio.timeout(timeout_s):
        while not check():
            await asyncio.sleep(0.02)


def shown(server, channel=TEXTS[0]):
    return [message["embeds"][-1]["footer"]["text"].removeprefix("unit ") for message in server.channels.get(channel, ())]


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
        async with asyncio.timeout(20):
            while not await error_of(settings, gone["id"]):
                await asyncio.sleep(0.05)
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
        async with asyncio.timeout(20):
            while not await error_of(settings, thread["id"]):
                await asyncio.sleep(0.05)
        await server.dispatch("THREAD_UPDATE", thread)
        await until(lambda: shown(server, thread["id"]))


async def test_a_role_that_gets_the_right_back_opens_the_channel(settings, server):
    server.our_permissions = POSTING & ~(1 << 11)
    async with running(settings, server):
        await asyncio.sleep(2.5)
        await put(settings, TEXTS[0], "BB-1")
        async with asyncio.timeout(20):
            while not await error_of(settings, TEXTS[0]):
                await asyncio.sleep(0.05)
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


@pytest.mark.parametrize("code", [1000, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009])
async def test_a_gateway_that_hangs_up_is_called_again_and_posts_go_on(settings, server, code, monkeypatch):
    monkeypatch.setattr(discord.backoff.ExponentialBackoff, "delay", lambda _: 0.05)
    monkeypatch.setattr(discord.Client, "before_identify_hook", _at_once)  # the library waits 5 s
    async with running(settings, server):
        await server.drop(code)
        await put(settings, TEXTS[0], "BB-1")
        await until(lambda: shown(server) and server.identifies >= 2, 30)


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


@pytest.mark.parametrize("failure", [None, Failure(502, made=True), Failure(500), Failure(0, made=True), Failure(0)])
async def test_a_forum_gets_a_thread_for_each_post_and_no_double(settings, server, failure):
    server.failures = [failure] if failure else []
    await put(settings, FORUMS, "BB-1", "BB-2")

    async with running(settings, server):
        await until(lambda: len(server.door.threads) >= 2)
        await asyncio.sleep(0.5)

    assert [thread["name"] for thread in server.door.threads.values()] == ["Story BB-1", "Story BB-2"]


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
    in_all = compose._STOP_WITHIN_S
    monkeypatch.setattr(worker, "FINISH_WITHIN_S", 0.5)
    monkeypatch.setattr(compose, "_STOP_WITHIN_S", 1.0)
    server.deaf, server.door.slow_s = True, {TEXTS[0]: 30.0}
    await put(settings, TEXTS[0], "BB-1")

    async with running(settings, server):
        await until(lambda: server.door.posts_under_way)
        began = asyncio.get_running_loop().time()
    took_s = asyncio.get_running_loop().time() - began

    async with outbox(settings) as db, db.reading() as tx:
        left = await posts.next_due(tx, OutletName.DISCORD)
    assert in_all < 18
    assert took_s < 3
    assert left is not None
