"""Who waits for the database: in line, whoever comes later."""

import asyncio
import random
from itertools import count

import pytest

from bot.settings import StoreSettings
from bot.store.opened import open_database


@pytest.fixture
async def db(tmp_path):
    db = open_database(StoreSettings(url=f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", readers=1))
    yield db
    await db.close()


@pytest.mark.parametrize("kind", ["transaction", "reading"])
async def test_newcomers_do_not_pass_those_who_wait(db, kind):
    asked, served, chance = count(), list[int](), random.Random(1)

    async def come_often() -> None:
        for _ in range(20):
            await asyncio.sleep(chance.random() * 0.01)
            mine = next(asked)
            async with getattr(db, kind)() as tx:
                served.append(mine)
                await tx.exec_driver_sql("SELECT 1")

    await asyncio.gather(*(come_often() for _ in range(40)))

    assert served == sorted(served)
