"""`bytebot run` without roles on Postgres, a second one beside it, and roles that cannot be had."""

import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.e2e.discord.steps import follow


@pytest.mark.timeout(60)
async def test_a_second_bot_waits_and_takes_over(world):
    first = world.fleet.start()
    await world.until(lambda: first.works and world.discord.identified.is_set())
    second = world.fleet.start()
    await follow(world.discord, url=world.web.url("/feed"), backfill=1)
    await world.until(world.shown)
    await world.until(lambda: "waiting to take over" in second.log)
    assert world.discord.identifies == 1

    world.discord.identified.clear()
    first.kill()
    await world.put("BB-00001", "BB-00002")
    await world.until(lambda: world.discord.identified.is_set() and len(world.shown()) == 3)

    assert world.shown()[1:] == ["BB-00001", "BB-00002"]
    assert await second.stop() == 0


@pytest.mark.timeout(60)
async def test_one_that_waits_stops_when_it_is_told_to(world):
    first = world.fleet.start("sender")
    await world.until(lambda: first.works)
    second = world.fleet.start("sender")
    await world.until(lambda: '"what": "sender"' in second.log)

    assert await second.stop() == 0
    assert await first.stop() == 0


@pytest.mark.parametrize(
    ("roles", "store", "said"),
    [
        (["worker"], "sqlite+aiosqlite:///bot.db", "Roles share their work through Postgres"),
        (["sender"], "postgresql+asyncpg://nobody@127.0.0.1:1/none", "There is no token"),
        (["gateway", "worker"], "postgresql+asyncpg://nobody@127.0.0.1:1/none", "There is no token"),
    ],
)
def test_roles_that_cannot_be_had_are_refused_in_one_line(roles, store, said, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BYTEBOT_STORE__URL", store)
    monkeypatch.delenv("BYTEBOT_DISCORD__TOKEN", raising=False)

    told = CliRunner().invoke(main, ["run", *(word for role in roles for word in ("--role", role))])

    assert told.exit_code == 1
    assert said in told.output
    assert "Traceback" not in told.output
    assert len(told.output.strip().splitlines()) == 1
