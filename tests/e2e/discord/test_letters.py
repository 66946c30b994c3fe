"""Digests by direct message, and servers that removed us, with the real discord.py against a small Discord on loopback."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, update

from bot.flows import departures
from bot.settings import FeedsSettings
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.store.tables import channels, guilds
from tests.e2e.discord.steps import follow, running
from tests.fakes.http_server import Answer
from tests.worlds import rss

ADA, SERVER, LONG_GONE = "4001", 2001, 2999


async def _until(shown):
    async with asyncio.timeout(20):
        while not (found := shown()):
            await asyncio.sleep(0.05)
    return found


async def _write(settings, *statements):
    db = open_database(settings.store)
    await migrate(db)
    async with db.transaction() as tx:
        for each in statements:
            await tx.execute(each)
    await db.close()


async def test_a_digest_comes_by_direct_message_without_a_sound(settings, server, web):
    web.answers["/feed"] = Answer(rss("Alpha", base=web.url("")), content_type="application/rss+xml")
    settings = settings.model_copy(update={"feeds": FeedsSettings(tick_s=0.1, interval_s=0.5, floor_s=0.5)})
    async with running(settings, server):
        await follow(server, url=web.url("/feed"))
        await server.slash("bytebot follow", feed="made-up news")
        web.answers["/feed"] = Answer(rss("Beta", "Alpha", base=web.url("")), content_type="application/rss+xml")
        await _until(lambda: server.channels["3001"])
        due = update(channels).where(channels.c.external_id == int(f"9{ADA}")).values(next_digest_at=datetime.now(UTC))
        await _write(settings, due)
        await _until(lambda: len(server.door.letters[ADA]) > 1)

    greeting, digest = server.door.letters[ADA]
    assert digest["flags"] & 1 << 12  # SUPPRESS_NOTIFICATIONS
    assert any("Beta opens a wind tunnel" in str(part) for part in (digest["embeds"], digest["components"]))
    assert "Alpha releases" not in str(digest)
    assert "Stop these messages: /bytebot unfollow" in str(digest)
    assert "quietly" in str(greeting)
    assert server.channels["3001"][0]["flags"] & 1 << 12 == 0


async def test_a_server_that_is_on_no_list_any_more_is_noted_but_not_one_with_an_outage(settings, server, monkeypatch):
    monkeypatch.setattr(departures, "_UNKNOWN_S", 0.05)
    longer_ago = datetime.now(UTC) - timedelta(days=31)
    rows = [
        {"guild_id": SERVER, "joined_at": longer_ago, "left_at": None},
        {"guild_id": LONG_GONE, "joined_at": longer_ago, "left_at": longer_ago},
        {"guild_id": 2998, "joined_at": longer_ago, "left_at": None},
    ]
    await _write(settings, insert(guilds).values(rows))
    db = open_database(settings.store)

    async def left():
        async with db.reading() as tx:
            return {row.guild_id: row.left_at for row in await tx.execute(select(guilds))}

    async with running(settings, server):
        await server.dispatch("GUILD_DELETE", {"id": str(SERVER), "unavailable": True})
        async with asyncio.timeout(20):
            while LONG_GONE in await left():
                await asyncio.sleep(0.05)
        found = await left()
    await db.close()

    assert found[SERVER] is None
    assert found[2998] is not None
