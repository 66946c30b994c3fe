"""Counting what the model costs, on a real database."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.usage import Caps, Usage
from bot.settings import StoreSettings
from bot.store import answers, usage
from bot.store.migrate import migrate
from bot.store.opened import open_database

NOW = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
CAPS = Caps(requests=10, tokens=5000, micros=700)
ONE = Usage(requests=1, tokens_in=400, tokens_out=100, micros=70)


@pytest.fixture
async def db(store_url):
    database = open_database(StoreSettings(url=store_url))
    await migrate(database)
    yield database
    await database.close()


async def _reserve(db, amount=ONE, *, caps=CAPS, now=NOW):
    async with db.transaction() as tx:
        return await usage.reserve(tx, amount, caps=caps, now=now)


async def _today(db, now=NOW):
    async with db.reading() as tx:
        return await usage.of_day(tx, now)


async def test_reserving_stops_exactly_at_the_cap_however_many_ask_at_once(db):
    granted = await asyncio.gather(*(_reserve(db) for _ in range(25)))

    assert sum(granted) == 10
    assert await _today(db) == Usage(requests=10, tokens_in=4000, tokens_out=1000, micros=700)


@pytest.mark.parametrize(
    "caps",
    [Caps(requests=0, tokens=5000, micros=700), Caps(requests=9, tokens=499, micros=700), Caps(requests=9, tokens=5000, micros=69)],
    ids=["requests", "tokens", "money"],
)
async def test_each_cap_alone_is_enough_to_refuse(db, caps):
    assert not await _reserve(db, caps=caps)
    assert await _today(db) == Usage()


async def test_settling_makes_room_and_belongs_to_the_day_of_the_request(db):
    await _reserve(db)
    async with db.transaction() as tx:
        await usage.settle(tx, Usage(requests=1, tokens_in=300, tokens_out=20, micros=32) - ONE, reserved_at=NOW)

    assert await _today(db) == Usage(requests=1, tokens_in=300, tokens_out=20, micros=32)
    assert await _today(db, NOW + timedelta(minutes=2)) == Usage()


async def test_a_month_is_its_days_together(db):
    await _reserve(db)
    await _reserve(db, now=NOW - timedelta(days=29))
    await _reserve(db, now=NOW - timedelta(days=30))

    async with db.reading() as tx:
        month = await usage.of_days(tx, NOW, days=30)
    assert month.requests == 2


async def test_answers_are_kept_and_old_ones_forgotten(db):
    async with db.transaction() as tx:
        await answers.keep(tx, b"old", "one", now=NOW - timedelta(days=61))
        await answers.keep(tx, b"new", "two", now=NOW)
        await answers.keep(tx, b"new", "three", now=NOW)

    async with db.reading() as tx:
        assert await answers.find(tx, b"old") is None
        assert await answers.find(tx, b"new") == "three"
