"""Backups: whole, checked, never in the way of a running bot; and back again, with a way to undo it."""

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime

import pytest

from bot.errors import Refused, StoreFailed, StoreTrouble
from bot.settings import StoreSettings
from bot.store import notes
from bot.store.backup import back_up, restore
from bot.store.files import copy_database
from bot.store.lock import alone
from bot.store.migrate import migrate
from bot.store.opened import open_database

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "bot.db"


@pytest.fixture
def settings(file):
    return StoreSettings(url=f"sqlite+aiosqlite:///{file}")


@pytest.fixture
async def db(settings):
    db = open_database(settings)
    await migrate(db)
    await _write(db, "first")
    yield db
    await db.close()


async def _write(db, value):
    async with db.transaction() as tx:
        await notes.write(tx, "word", value)


def _word(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT value FROM notes WHERE key = 'word'").fetchone()[0]


def _damage(path):
    """Overwrite the middle of a file, not its head."""
    body = bytearray(path.read_bytes())
    for place in range(4096, len(body), 4096):
        body[place : place + 64] = b"\xff" * 64
    path.write_bytes(body)


async def test_a_backup_holds_what_was_committed_while_the_bot_goes_on(db, settings, tmp_path):
    async with db.transaction() as tx:  # a transaction under way is neither waited for nor copied
        await notes.write(tx, "word", "second")
        done = back_up(settings, tmp_path / "b.db", force=False, now=NOW)
    await _write(db, "third")

    assert _word(done.path) == "first"
    assert stat.S_IMODE(done.path.stat().st_mode) == 0o600
    assert done.rows["feeds"] == 0
    assert done.size == done.path.stat().st_size
    assert not list(tmp_path.glob("*.part*"))


async def test_a_backup_does_not_write_over_a_file_unless_told_to(db, settings, tmp_path):
    target = tmp_path / "b.db"
    target.write_text("precious")

    with pytest.raises(Refused, match="--force"):
        back_up(settings, target, force=False, now=NOW)
    kept = target.read_text()
    back_up(settings, target, force=True, now=NOW)

    assert kept == "precious"
    assert _word(target) == "first"


async def test_a_backup_without_a_name_lies_beside_the_database_under_its_time(db, settings, tmp_path):
    done = back_up(settings, None, force=False, now=NOW)

    assert done.path == tmp_path / "bot.db.backup-20260304-120000"


async def test_a_backup_of_the_database_onto_itself_is_refused(db, settings, file):
    with pytest.raises(Refused):
        back_up(settings, file, force=True, now=NOW)

    assert _word(file) == "first"


async def test_a_damaged_database_gives_no_backup(db, settings, file, tmp_path):
    await db.close()
    _damage(file)

    with pytest.raises(StoreFailed) as caught:
        back_up(settings, tmp_path / "b.db", force=False, now=NOW)

    assert caught.value.trouble is StoreTrouble.DAMAGED
    assert not (tmp_path / "b.db").exists()


async def test_a_restore_brings_the_old_state_and_can_be_undone(db, settings, file, tmp_path):
    backup = back_up(settings, tmp_path / "b.db", force=False, now=NOW)
    await _write(db, "second")
    await db.close()

    done = restore(settings, backup.path, now=NOW)
    restored = _word(file)
    assert done.before
    restore(settings, done.before, now=NOW.replace(minute=1))

    assert restored == "first"
    assert _word(file) == "second"
    assert not list(tmp_path.glob("bot.db-*"))
    assert _word(backup.path) == "first"


async def test_a_wal_that_a_killed_bot_left_is_kept_with_its_database_and_not_played_into_the_new_one(db, settings, file, tmp_path):
    backup = back_up(settings, tmp_path / "b.db", force=False, now=NOW)
    await _write(db, "second")
    left = {suffix: (tmp_path / f"bot.db{suffix}").read_bytes() for suffix in ("", "-wal")}
    await db.close()
    for suffix, body in left.items():
        (tmp_path / f"bot.db{suffix}").write_bytes(body)

    done = restore(settings, backup.path, now=NOW)

    assert _word(file) == "first"
    assert _word(done.before) == "second"


async def test_a_database_copied_by_hand_with_its_wal_can_be_restored(db, settings, file, tmp_path):
    for suffix in ("", "-wal"):
        (tmp_path / f"copy.db{suffix}").write_bytes((tmp_path / f"bot.db{suffix}").read_bytes())
    await _write(db, "second")
    await db.close()

    restore(settings, tmp_path / "copy.db", now=NOW)

    assert _word(file) == "first"


async def test_a_damaged_database_can_be_replaced(db, settings, file, tmp_path):
    backup = back_up(settings, tmp_path / "b.db", force=False, now=NOW)
    await db.close()
    file.write_bytes(b"not a database at all" * 1000)
    (tmp_path / "bot.db-wal").write_bytes(b"what was in its WAL")

    done = restore(settings, backup.path, now=NOW)

    assert _word(file) == "first"
    assert done.before
    assert done.before.read_bytes().startswith(b"not a database")
    assert not (tmp_path / "bot.db-wal").exists()


async def test_a_database_that_is_not_there_can_be_restored(db, settings, file, tmp_path):
    backup = back_up(settings, tmp_path / "b.db", force=False, now=NOW)
    await db.close()
    file.unlink()

    assert restore(settings, backup.path, now=NOW).before is None
    assert _word(file) == "first"


def _nothing(path):
    path.unlink(missing_ok=True)


def _foreign(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def _newer(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _cut(path):
    path.write_bytes(path.read_bytes()[: 4096 * 5])


def _text(path):
    path.write_text("Dear diary")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_nothing, "There is no file"),
        (_text, "not a sound database"),
        (_damage, "not a sound database"),
        (_cut, "not a sound database"),
        (_foreign, "no database of ByteBot's"),
        (_newer, "newer ByteBot"),
    ],
)
async def test_what_is_no_good_backup_changes_nothing(db, settings, tmp_path, spoil, said):
    file = tmp_path / "bot.db"
    backup = back_up(settings, tmp_path / "b.db", force=False, now=NOW)
    await db.close()
    before = file.read_bytes()
    spoil(backup.path)
    spoiled = backup.path.read_bytes() if backup.path.exists() else None

    with pytest.raises(Refused, match=said):
        restore(settings, backup.path, now=NOW)

    assert file.read_bytes() == before
    assert spoiled == (backup.path.read_bytes() if backup.path.exists() else None)
    assert (
        sorted(each.name for each in tmp_path.iterdir() if each != backup.path) == ["bot.db", "bot.db.lock"][: 1 + (spoil is not _nothing)]
    )


async def test_nothing_is_restored_under_a_running_bot(db, settings, file, tmp_path):
    backup = back_up(settings, tmp_path / "b.db", force=False, now=NOW)

    with alone(settings), pytest.raises(StoreFailed) as caught:
        restore(settings, backup.path, now=NOW)

    assert caught.value.trouble is StoreTrouble.IN_USE
    assert _word(file) == "first"


async def test_a_migration_of_rows_leaves_a_copy_from_before(settings, file, tmp_path):
    db = open_database(settings)
    await migrate(db, revision="0001")
    await _write(db, "old")

    done = await migrate(db, file=file, copies=2)
    await migrate(db, file=file, copies=2)
    await db.close()

    (copy,) = tmp_path.glob("bot.db.before-*")
    assert copy.name == f"bot.db.before-{done.after}"
    assert _word(copy) == "old"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)


async def test_only_the_newest_copies_from_before_migrations_stay(settings, file, tmp_path):
    db = open_database(settings)
    await migrate(db, revision="0001")
    copy_database(file, tmp_path / "bot.db.before-restore-20260101-000000")
    for revision in ("0002", "0003", "head"):
        await migrate(db, revision=revision, file=file, copies=2)
    await db.close()

    names = {each.name for each in tmp_path.glob("bot.db.before-*")}
    assert "bot.db.before-0002" not in names
    assert "bot.db.before-restore-20260101-000000" in names
    assert len(names) == 3


async def test_a_new_database_has_nothing_to_copy(settings, file, tmp_path):
    db = open_database(settings)

    await migrate(db, file=file, copies=2)
    await db.close()

    assert not list(tmp_path.glob("*.before-*"))
