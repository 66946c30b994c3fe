"""All that SQLite holds stands in Postgres afterwards, and back again, however often the copy was killed."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from sqlalchemy import JSON, Boolean, Integer, LargeBinary, insert, select

from bot.engine.pgqueuer import PgQueuerEngine, dsn, prepare
from bot.errors import Refused, StoreFailed, StoreTrouble
from bot.model.job import TaskName
from bot.settings import EngineSettings, StoreSettings
from bot.store import notes, recall
from bot.store.copy import copy
from bot.store.leader import Leadership
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.store.tables import Instant, entries, feeds, metadata
from tests.fakes import engine_worker

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
MANY = 40


def _value(column, number, chance):  # noqa: PLR0911  a kind of column a line
    """Something that the column takes; columns that must be unique have a number of their own."""
    if column.foreign_keys:
        return number
    if column.nullable and chance.random() < 0.3 and not column.primary_key:
        return None
    if isinstance(column.type, JSON):
        return [] if column.name == "bullets" else {"ä": [number, None, "\ud83d"]}
    if isinstance(column.type, Boolean):
        return bool(number % 2)
    if isinstance(column.type, LargeBinary):
        return number.to_bytes(16)
    if isinstance(column.type, Instant):
        return NOW + timedelta(milliseconds=number)
    if isinstance(column.type, Integer) or column.type.python_type is int:
        return number
    return f"{column.name} {number} 望遠鏡 \U0001f916"


async def _filled(url, *, many=MANY):
    db = open_database(StoreSettings(url=url))
    await migrate(db)
    chance = random.Random(1)
    for table in metadata.sorted_tables:
        async with db.transaction() as tx:
            rows = [{column.name: _value(column, number, chance) for column in table.c} for number in range(1, many + 1)]
            await tx.execute(insert(table), rows)
    return db


async def _rows(db):
    async with db.reading() as tx:
        return {table.name: sorted(map(repr, await tx.execute(select(table)))) for table in metadata.sorted_tables}


def _nothing(name, rows):
    """Nobody looks on."""


@pytest.fixture
async def opened():
    every = []

    def open_one(url):
        every.append(open_database(StoreSettings(url=url)))
        return every[-1]

    yield open_one
    for db in every:
        await db.close()


@pytest.fixture
async def full(tmp_path):
    db = await _filled(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
    yield db
    await db.close()


async def _without_known(db):
    rows = await _rows(db)
    return rows | {"notes": [row for row in rows["notes"] if recall.KNOWN_UNTIL not in row]}


async def test_every_row_of_every_table_goes_to_postgres_and_back(full, postgres_url, opened, tmp_path):
    target, back = opened(postgres_url), opened(f"sqlite+aiosqlite:///{tmp_path / 'back.db'}")

    done = await copy(full, target, tell=_nothing, now=NOW)
    await copy(target, back, tell=_nothing, now=NOW + timedelta(days=1))

    assert done.rows == {
        table.name: MANY + (table.name == "story_keys") for table in metadata.sorted_tables
    }  # one stood there from the start
    assert await _without_known(target) == await _without_known(back) == await _rows(full)
    async with back.reading() as tx:
        assert await recall.known_until(tx) == NOW


async def test_new_rows_get_ids_after_the_copied_ones(full, postgres_url, opened):
    target = opened(postgres_url)
    await copy(full, target, tell=_nothing, now=NOW)

    async with target.transaction() as tx:
        row = {"url": "x", "url_key": b"x", "title": "", "state": "active", "next_at": NOW, "created_at": NOW, "failures": 0}
        made = (await tx.execute(insert(feeds).values(row).returning(feeds.c.id))).scalar_one()

    assert made == MANY + 1


async def test_nul_is_taken_out_and_told(full, postgres_url, opened):
    with closing(sqlite3.connect(full.where)) as raw, raw:
        raw.execute("UPDATE entries SET title = ? WHERE id = 7", ("a\x00b",))
    target = opened(postgres_url)

    done = await copy(full, target, tell=_nothing, now=NOW)

    async with target.reading() as tx:
        assert await tx.scalar(select(entries.c.title).where(entries.c.id == 7)) == "ab"
    assert done.cleaned == 1


async def test_a_database_with_rows_of_its_own_is_not_touched(full, postgres_url, opened):
    target = opened(postgres_url)
    await migrate(target)
    async with target.transaction() as tx:
        await notes.write(tx, "mine", "stays")
    before = await _rows(target)

    with pytest.raises(Refused, match="holds rows already"):
        await copy(full, target, tell=_nothing, now=NOW)

    assert await _rows(target) == before


async def test_a_source_that_changed_between_two_runs_is_noticed_and_nothing_starts_on_the_half_copy(full, postgres_url, opened):
    target = opened(postgres_url)

    def stop(name, rows):
        if name == "posts":
            raise KeyError(name)

    with pytest.raises(KeyError):
        await copy(full, target, tell=stop, now=NOW)
    with pytest.raises(StoreFailed, match="half_copied"):
        await migrate(target)
    with closing(sqlite3.connect(full.where)) as raw, raw:
        raw.execute("UPDATE entries SET title = 'changed' WHERE id = 7")
    with pytest.raises(Refused, match="table entries"):
        await copy(full, target, tell=_nothing, now=NOW)
    with pytest.raises(StoreFailed, match="half_copied"):
        await migrate(target)


async def test_an_older_source_is_to_be_migrated_first(tmp_path, postgres_url, opened):
    source = opened(f"sqlite+aiosqlite:///{tmp_path / 'older.db'}")
    await migrate(source, revision="0006")

    with pytest.raises(Refused, match="migrate it first"):
        await copy(source, opened(postgres_url), tell=_nothing, now=NOW)


async def test_a_copy_that_is_killed_again_and_again_ends_with_the_same_rows(tmp_path, postgres_url, opened):
    source_url = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    source = await _filled(source_url, many=600)
    await source.close()
    verb = [sys.executable, "-m", "bot", "db", "copy", source_url, postgres_url]
    chance, killed = random.Random(7), 0

    for _ in range(30):
        child = subprocess.Popen(verb, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # noqa: ASYNC220  nothing else runs meanwhile
        try:
            out, _ = child.communicate(timeout=0.5 + killed * chance.uniform(0.1, 0.2))
            break
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.communicate()
            killed += 1

    # Killed after its last commit and before its end, it has nothing left to do: then the next one says whose rows these are.
    assert child.returncode == 0 or b"holds rows already" in out, out.decode()
    assert killed >= 2
    assert b"rows in both" in out or child.returncode
    assert await _without_known(opened(postgres_url)) == await _rows(opened(source_url))


async def _no_work(_key):
    pass


@pytest.mark.parametrize("role", ["sender", "worker"])
async def test_nothing_is_copied_from_or_to_a_database_that_a_bot_runs_on(full, postgres_url, opened, role):
    target = opened(postgres_url)
    await migrate(target)
    stop = asyncio.Event()
    leadership = Leadership(target, "sender")
    engine = PgQueuerEngine(postgres_url, EngineSettings(), raw=engine_worker.no_transaction)
    engine.task(TaskName.POLL, _no_work, at_once=1)
    connection = await asyncpg.connect(dsn(postgres_url))
    await prepare(connection)
    working = asyncio.create_task(engine.run(stop)) if role == "worker" else None
    assert working or await leadership.win(stop)
    while working and not await connection.fetchval("SELECT count(*) FROM pg_stat_activity WHERE application_name ~ 'heartbeat'"):
        await asyncio.sleep(0.05)

    for source, to in ((full, target), (target, full)):
        with pytest.raises(StoreFailed) as caught:
            await copy(source, to, tell=_nothing, now=NOW)
        assert caught.value.trouble is StoreTrouble.IN_USE

    stop.set()
    await leadership.release()
    if working:
        await working
    await engine.close()
    await connection.close()


async def test_the_verb_wants_one_of_each_kind_and_shows_no_password(tmp_path, postgres_url):
    file, secret = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}", "hunter2"
    address = postgres_url.replace("bytebot@", f"bytebot:{secret}@")

    def said(*urls):
        verb = [sys.executable, "-m", "bot", "db", "copy", *urls]
        return subprocess.run(verb, capture_output=True, text=True, check=False)

    await (await _filled(file, many=1)).close()
    told = [said(file, file), said(address, address), said(f"{file}.not", address), said(file, address), said(file, address)]
    told.append(said(file.replace("+aiosqlite", ""), f"postgres://bytebot:{secret}@127.0.0.1:x/b"))

    assert [each.returncode for each in told] == [1, 1, 1, 0, 1, 1]
    assert told[5].stderr.startswith("Error: TARGET cannot be used: ")
    assert "One of the two has to be SQLite" in told[0].stderr
    assert "is not set up yet" in told[2].stderr
    assert "holds rows already" in told[4].stderr
    assert not any(secret in each.stdout + each.stderr for each in told)
