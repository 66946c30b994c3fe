"""Postgres goes away under every role, and comes back: nobody has to look after anything."""

import asyncio

import pytest

from tests.e2e.discord.steps import follow
from tests.fakes.http_server import Answer
from tests.worlds import rss

_BACK_WITHIN_S = 15.0


async def _stop_while_posting(world, mode, codes):
    before = world.shown()
    await world.put(*codes)
    await world.until(lambda: codes[2] in world.shown())
    world.server.stop(mode=mode)
    await asyncio.sleep(3)
    stopped_at = len(world.shown())
    world.server.start()
    await world.until(lambda: len(world.shown()) > stopped_at, within_s=_BACK_WITHIN_S)
    await world.until(lambda: len(world.shown()) >= len(before) + len(codes))
    assert world.shown() == [*before, *codes]


@pytest.mark.timeout(120)
async def test_all_roles_work_again_once_postgres_does(shaky_world):
    world = shaky_world
    fleet = [world.fleet.start(role) for role in ("gateway", "worker", "scheduler", "sender", "sender")]
    await world.until(lambda: sum(each.works for each in fleet) == 4 and world.discord.identified.is_set())
    await follow(world.discord, url=world.web.url("/feed"))
    world.discord.door.slow_s["3001"] = 0.05

    for mode in ("fast", "immediate"):
        await _stop_while_posting(world, mode, [f"BB-{mode[0].upper()}{number:04}" for number in range(15)])

    world.web.answers["/feed"] = Answer(rss("Beta", "Alpha", base=world.web.url("")), content_type="application/rss+xml")
    await follow(world.discord, url=world.web.url("/feed"), into="3002", backfill=1)
    await world.until(lambda: world.shown("3002"))
    assert [await each.stop() for each in fleet] == [0] * 5
    assert not [line for each in fleet for line in each.log.splitlines() if "Traceback" in line]
