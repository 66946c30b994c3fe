"""Gateway, worker, sender and scheduler as processes of their own; any of them is killed at any time."""

import asyncpg
import pytest

from bot.store.opened import dsn_of
from tests.e2e.discord.steps import follow
from tests.fakes.http_server import Answer
from tests.worlds import page, rss

_CODES = [f"BB-{number:05}" for number in range(60)]


async def _start(world, *roles):
    bot = world.fleet.start(*roles)
    await world.until(lambda: bot.works)
    return bot


async def _died_often(world):
    connection = await asyncpg.connect(dsn_of(world.settings.store))
    marked = await connection.execute("UPDATE pgqueuer SET headers = '{\"deaths\": 50}' WHERE entrypoint = 'deliver' AND status = 'picked'")
    await connection.close()
    assert marked == "UPDATE 1"


@pytest.mark.timeout(90)
async def test_roles_share_the_work_and_any_of_them_may_be_killed(world):
    gateway, worker = world.fleet.start("gateway"), world.fleet.start("worker")
    sender, scheduler = world.fleet.start("sender"), world.fleet.start("scheduler")
    for each in (gateway, worker, sender, scheduler):
        await world.until(lambda each=each: each.works)
    await world.until(world.discord.identified.is_set)
    standby = [world.fleet.start("gateway"), world.fleet.start("sender"), world.fleet.start("scheduler")]

    # A feed is followed, and read slowly: its worker is killed meanwhile.
    world.web.answers["/Alpha"] = Answer(page("Alpha"), wait_s=2)
    await follow(world.discord, url=world.web.url("/feed"), backfill=1)
    await world.until(lambda: "/Alpha" in [path for path, _ in world.web.asked])
    worker.kill()
    world.web.answers["/Alpha"] = Answer(page("Alpha"))
    worker = world.fleet.start("worker")
    await world.until(world.shown, within_s=20)
    assert len(world.shown()) == 1

    # The sender is killed while it posts, as it was often before.
    world.discord.door.slow_s["3001"] = 0.05
    await world.put(*_CODES)
    await world.until(lambda: len(world.shown()) > 10)
    await _died_often(world)
    sender.kill()
    before = len(world.shown())
    await world.until(lambda: len(world.shown()) > before + 1)
    await world.until(lambda: len(world.shown()) >= 1 + len(_CODES), within_s=30)

    # So are the scheduler and the gateway; their standbys go on.
    scheduler.kill()
    world.discord.identified.clear()
    gateway.kill()
    await world.until(world.discord.identified.is_set)
    listed = await world.discord.slash("feed list", permissions=1 << 5)
    assert "Made-up News" in listed.text

    world.web.answers["/feed"] = Answer(rss("Beta", "Alpha", base=world.web.url("")), content_type="application/rss+xml")
    await world.discord.slash("feed check", permissions=1 << 5)
    assert sorted(world.shown()[1:]) == sorted(_CODES)
    assert [await each.stop() for each in (*standby, worker)] == [0, 0, 0, 0]
