"""The database fails while the bot runs: it goes on, says so once, and is itself again when the fault is over."""

import asyncio
import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.compose import open_app, run_on_console
from bot.engine import loops
from bot.errors import StoreFailed, StoreTrouble
from bot.flows import worker
from bot.flows.status import status
from bot.flows.worker import Worker
from bot.settings import StoreSettings
from bot.store.backup import back_up
from bot.store.opened import open_database
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, follow
from tests.worlds import NOW, page, rss


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(loops, "_AFTER_A_FAILURE_S", 0.02)
    monkeypatch.setattr(loops, "_LONGEST_AFTER_FAILURES_S", 0.1)
    monkeypatch.setattr(worker, "_BEGIN_AGAIN_S", 0.05)


@pytest.fixture
async def impatient(app, settings):
    """An app that waits a moment only for a locked database, and looks around often."""
    store = StoreSettings(url=settings.store.url, busy_timeout_s=0.05)
    quick = settings.model_copy(
        update={
            "store": store,
            "feeds": settings.feeds.model_copy(update={"tick_s": 0.05}),
            "delivery": settings.delivery.model_copy(update={"tick_s": 0.05}),
        }
    )
    db = open_database(store)
    yield replace(app, settings=quick, db=db, readers=replace(app.readers, settings=quick))
    await db.close()


@asynccontextmanager
async def _running(app):
    stop = asyncio.Event()
    task = asyncio.create_task(Worker(app).run(stop))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


async def _until(check, timeout_s=15.0):
    async with asyncio.timeout(timeout_s):
        while not check():
            await asyncio.sleep(0.02)


async def _pragma(app, text):
    async with app.db.transaction() as tx:
        await tx.exec_driver_sql(text)


@asynccontextmanager
async def _full(app):
    """No page more than there are: SQLite itself says that the disk is full."""
    async with app.db.transaction() as tx:
        # What is stored next needs more than the free room of pages that are there already.
        pages = (await tx.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    yield
    await _pragma(app, "PRAGMA max_page_count = 1000000")


@asynccontextmanager
async def _read_only(app):
    await _pragma(app, "PRAGMA query_only = ON")
    yield
    raw = await app.db._writer.raw_connection()  # not by way of a transaction, which could not begin
    await raw.driver_connection.execute("PRAGMA query_only = OFF")
    raw.close()


@asynccontextmanager
async def _locked(app):
    with closing(sqlite3.connect(app.db.where, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "case",
    [(_full, StoreTrouble.FULL), (_read_only, StoreTrouble.READ_ONLY), (_locked, StoreTrouble.LOCKED)],
    ids=["full", "read_only", "locked"],
)
async def test_a_bot_lives_through_a_store_that_fails_and_then_does_what_it_missed(impatient, web, outlet, caplog, case):
    fault, trouble = case
    await follow(impatient, web, "Alpha")
    async with _running(impatient):
        await _until(lambda: len(outlet.posts) == 1)
        _publish_more(web)
        await _make_due(impatient)
        async with fault(impatient):
            await asyncio.sleep(1.0)
            failed = [each for each in caplog.records if each.message == "step failed"]
        await _until(lambda: len(outlet.posts) == 3)

    assert failed
    assert len(failed) <= 6  # once for each loop, in a second of dozens of tries
    assert all(trouble.value in str(vars(each)["why"]) for each in failed)
    assert not [each for each in caplog.records if each.message == "step met a bug"]
    assert len(set(outlet.titles)) == 3


def _publish_more(web):
    """Two more entries, too long for the room that pages have left."""
    long = b"<description>" + b"word " * 20_000
    web.answers["/feed"] = Answer(rss("Alpha", "Beta", "Gamma", base=web.url("")).replace(b"<description>", long), content_type=XML)
    web.answers |= {f"/{name}": Answer(page(name), wait_s=0.3) for name in ("Beta", "Gamma")}


async def _make_due(app):
    async with app.db.transaction() as tx:
        await tx.exec_driver_sql("UPDATE feeds SET next_at = 0")


@pytest.mark.sqlite
async def test_a_store_that_is_full_at_the_start_is_waited_for(impatient, web, outlet, caplog):
    await follow(impatient, web, "Alpha")

    with closing(sqlite3.connect(impatient.db.where, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with _running(impatient):
            await _until(lambda: any(each.message == "cannot begin, will try again" for each in caplog.records))
            other.execute("ROLLBACK")
            await _until(lambda: len(outlet.posts) == 1)


async def test_a_store_that_cannot_be_used_at_all_ends_the_start(impatient):
    await _pragma(impatient, "ALTER TABLE posts RENAME TO lost")

    with pytest.raises(StoreFailed):
        await Worker(impatient).run(asyncio.Event())


def _spoil(path):
    """One page that no start would come across by itself: the root of an index."""
    with closing(sqlite3.connect(path)) as connection:
        (page_number,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_articles_created_at'").fetchone()
    body = bytearray(path.read_bytes())
    body[4096 * (page_number - 1) : 4096 * page_number] = b"\xff" * 4096
    path.write_bytes(body)


@pytest.mark.sqlite
async def test_a_damaged_database_is_noticed_at_the_start_in_one_line(app, settings, web):
    await follow(app, web, "Alpha")
    await condense(app)
    await app.db.close()
    _spoil(Path(app.db.where))

    with pytest.raises(StoreFailed) as caught:
        await run_on_console(settings, Console(file=StringIO()), stop=asyncio.Event())

    assert caught.value.trouble is StoreTrouble.DAMAGED
    assert "bytebot db restore" in caught.value.said
    assert "\n" not in caught.value.said


@pytest.mark.sqlite
async def test_a_second_bot_is_refused_while_other_verbs_work_beside_the_first(settings, tmp_path):
    stop = asyncio.Event()
    first = asyncio.create_task(run_on_console(settings, Console(file=StringIO()), stop=stop))
    await _until((tmp_path / "bot.db.lock").exists)

    with pytest.raises(StoreFailed) as caught:
        await run_on_console(settings, Console(file=StringIO()), stop=asyncio.Event())
    async with open_app(settings, outlets={}) as beside:
        found = await status(db=beside.db, now=NOW)
    done = await asyncio.to_thread(back_up, settings.store, tmp_path / "b.db", force=False, now=NOW)
    stop.set()
    await first

    assert caught.value.trouble is StoreTrouble.IN_USE
    assert found.counts.feeds == 0
    assert done.path.exists()
