"""What keeps a Postgres from being used, each by its real cause: one name for each, no password in it, and nothing half written."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.errors import StoreFailed, StoreTrouble
from bot.settings import StoreSettings
from bot.store import notes
from bot.store.migrate import migrate
from bot.store.opened import open_database
from tests.fakes import postgres as fake

PASSWORD = "pa55-w0rd"


@pytest.fixture(scope="module")
def server():
    """One of its own, to be stopped, and with somebody who needs a password."""
    if fake.programs() is None:
        pytest.skip("Postgres is not installed here")
    with fake.running() as server:
        server.admit(f"CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}'", host="host all guarded 127.0.0.1/32 scram-sha-256")
        yield server


@pytest.fixture
def url(server):
    return server.url(server.migrated())


@pytest.fixture
async def opened():
    """Call it with an address to get its store."""
    made = []

    def make(url, **settings):
        made.append(open_database(StoreSettings(url=url, **settings)))
        return made[-1]

    yield make
    for db in made:
        await db.close()


async def _trouble(db):
    with pytest.raises(StoreFailed) as caught:
        async with db.transaction() as tx:
            await notes.write(tx, "key", "value")
    error = caught.value
    everything = f"{error} {error.said} {error!r} {error.where} {error.detail} {error.__cause__}"
    assert PASSWORD not in everything
    assert "\n" not in error.said
    return error.trouble


def _as(url, *, user, password=None, database=None):
    changed = make_url(url).set(username=user, password=password)
    return (changed.set(database=database) if database else changed).render_as_string(hide_password=False)


async def test_a_wrong_password_is_not_let_in(opened, url):
    assert await _trouble(opened(_as(url, user="guarded", password=f"{PASSWORD}x"))) is StoreTrouble.NOT_LET_IN


async def test_the_right_password_without_rights_is_not_let_in_either(opened, url):
    assert await _trouble(opened(_as(url, user="guarded", password=PASSWORD))) is StoreTrouble.NOT_LET_IN


async def test_a_password_set_apart_is_used(opened, url):
    db = opened(_as(url, user="guarded"), password=PASSWORD)

    await db.check()

    assert PASSWORD not in f"{db.where} {db!r}"


async def test_a_database_that_is_not_there(opened, url):
    assert await _trouble(opened(_as(url, user="bytebot", database="nowhere"))) is StoreTrouble.MISSING


async def test_a_database_that_was_never_set_up(opened, server):
    assert await _trouble(opened(server.url(server.create()))) is StoreTrouble.EMPTY


async def test_a_server_that_takes_no_writes(opened, url):
    name = make_url(url).database
    db = opened(url)
    async with db.transaction() as tx:
        await tx.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    await db.close()

    assert await _trouble(opened(url)) is StoreTrouble.READ_ONLY


async def test_a_turn_that_does_not_come_in_time(opened, url):
    one, two = opened(url), opened(url, busy_timeout_s=0.2)

    async with one.transaction():
        assert await _trouble(two) is StoreTrouble.LOCKED


async def test_a_connection_that_is_cut_inside_a_transaction_leaves_nothing_half_written(opened, url):
    db, other = opened(url), opened(url)

    async def write():
        async with db.transaction() as tx:
            await notes.write(tx, "half", "written")
            pid = await tx.scalar(text("SELECT pg_backend_pid()"))
            async with other.reading() as beside:
                await beside.execute(text(f"SELECT pg_terminate_backend({pid})"))
            await notes.write(tx, "other", "half")

    with pytest.raises(StoreFailed) as caught:
        await write()
    async with db.transaction() as tx:
        left = await notes.read(tx, "half")

    assert caught.value.trouble is StoreTrouble.UNREACHABLE
    assert left is None


async def test_a_server_that_stops_is_told_and_after_its_start_the_next_call_works(opened, url, server):
    db = opened(url)
    async with db.transaction() as tx:
        await notes.write(tx, "key", "before")

    await asyncio.to_thread(server.stop)
    try:
        stopped = await _trouble(db)
    finally:
        await asyncio.to_thread(server.start)
    async with db.transaction() as tx:
        known = await notes.read(tx, "key")
    async with db.reading() as tx:
        read = await notes.read(tx, "key")

    assert stopped is StoreTrouble.UNREACHABLE
    assert known == read == "before"


async def test_two_programs_that_migrate_at_the_same_moment_do_it_once(opened, server):
    url = server.url(server.create())

    done = await asyncio.gather(migrate(opened(url)), migrate(opened(url)))

    assert sorted(each.before or "" for each in done) == ["", done[0].after]


@pytest.mark.parametrize(
    ("statement", "trouble"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", StoreTrouble.NEWER),
        ("DROP TABLE alembic_version", StoreTrouble.FOREIGN),
    ],
)
async def test_a_database_of_a_newer_or_another_program_is_not_touched(opened, url, statement, trouble):
    db = opened(url)
    async with db.transaction() as tx:
        await tx.execute(text(statement))

    with pytest.raises(StoreFailed) as caught:
        await migrate(db)

    assert caught.value.trouble is trouble


@pytest.mark.parametrize("way", ["reading", "transaction"])
async def test_a_connection_that_the_server_ends_before_it_is_given_back_is_a_named_failure_or_none(postgres, way):
    url = postgres.url(postgres.migrated())
    one, two = open_database(StoreSettings(url=url)), open_database(StoreSettings(url=url))
    failed = None

    try:
        async with getattr(one, way)() as tx, two.reading() as other:
            await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": await tx.scalar(text("SELECT pg_backend_pid()"))})
    except StoreFailed as error:
        failed = error.trouble

    assert failed in (None, StoreTrouble.UNREACHABLE)
    await one.check()
    await one.close()
    await two.close()
