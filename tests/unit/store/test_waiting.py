"""Who waits for the database: in line, whoever comes later."""

import asyncio

import pytest

from bot.settings import StoreSettings
from bot.store.database import open_database


@pytest.fixture
async def db(tmp_path):
    db = open_database(StoreSettings(url=f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", readers=1))
    yield db
    await db.close()


@pytest.mark.parametrize("kind", ["transaction", "reading"])
async def test_newcomers_do_not_pass_those_who_wait(db, kind):
    done: list[str] = []
    busy = True

    async def turn(name: str) -> None:
        async with getattr(db, kind)() as tx:
            await tx.exec_driver_sql("SELECT 1")
        done.append(name)

    async def come_again(name: str) -> None:
        while busy:
            await turn(name)

    crowd = [asyncio.create_task(come_again(name)) for name in "abc"]
    while len(done) < 6:
        await asyncio.sleep(0)
    before = len(done)
    await asyncio.create_task(turn("late"))
    busy = False
    await asyncio.gather(*crowd)

    assert done.index("late") - before <= 4
