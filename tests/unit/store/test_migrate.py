"""Migrations: from nothing to now, once, and never on a database that is not ours to touch."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.errors import StoreFailed, StoreTrouble
from bot.settings import StoreSettings
from bot.store import migrations
from bot.store.fts5 import TABLE
from bot.store.migrate import head, known_revisions, migrate
from bot.store.opened import open_database
from bot.store.tables import metadata


def _settings(path: Path) -> StoreSettings:
    return StoreSettings(url=f"sqlite+aiosqlite:///{path}")


def test_the_migrations_files_are_named_for_their_revisions():
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)

    assert known_revisions() == {script.revision for script in scripts.walk_revisions()}
    assert head() == scripts.get_current_head()


async def test_an_empty_database_gets_every_table(tmp_path: Path):
    db = open_database(_settings(tmp_path / "a.db"))

    done = await migrate(db)

    def ours(name: str | None, kind: str, _parent: object) -> bool:
        """Not the indexes and the tables that FTS5 keeps behind them: SQLAlchemy cannot say what they are."""
        return kind != "table" or name is None or not name.startswith((TABLE, "word_trigrams"))

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_name": ours})
        return list(compare_metadata(context, metadata))

    async with db.reading() as connection:
        assert await connection.run_sync(differences) == []
    assert done.before is None
    await db.close()


async def test_migrating_twice_changes_nothing(tmp_path: Path):
    db = open_database(_settings(tmp_path / "a.db"))

    first = await migrate(db)
    second = await migrate(db)

    assert second.before == first.after == second.after
    await db.close()


async def test_two_programs_that_start_at_once_both_come_up(tmp_path: Path):
    one, two = open_database(_settings(tmp_path / "a.db")), open_database(_settings(tmp_path / "a.db"))

    done = await asyncio.gather(migrate(one), migrate(two))

    assert sum(each.before is None for each in done) == 1
    await one.close()
    await two.close()


async def test_a_newer_database_is_refused_and_not_touched(tmp_path: Path):
    path = tmp_path / "a.db"
    db = open_database(_settings(path))
    await migrate(db)
    await db.close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    before = path.read_bytes()

    db = open_database(_settings(path))
    with pytest.raises(StoreFailed) as caught:
        await migrate(db)
    await db.close()

    assert caught.value.trouble is StoreTrouble.NEWER
    assert "newer ByteBot" in caught.value.said
    assert path.read_bytes() == before


async def test_a_database_of_the_first_version_keeps_its_rows(tmp_path: Path):
    path = tmp_path / "a.db"
    db = open_database(_settings(path))
    await migrate(db, revision="0001")
    await db.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "INSERT INTO notes VALUES ('kept', 'yes');"
            "INSERT INTO feeds (url, url_key, title, state, next_at, failures, created_at)"
            " VALUES ('https://www.News.example/feed', x'00', 'News', 'active', 0, 0, 0);"
        )

    db = open_database(_settings(path))
    done = await migrate(db)
    await db.close()

    assert done.before == "0001"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT value FROM notes WHERE key = 'kept'").fetchone() == ("yes",)
        assert connection.execute("SELECT host, moved_seen, crashes FROM feeds").fetchone() == ("news.example", 0, 0)


async def test_stories_that_channels_got_before_updates_existed_are_first_cards(tmp_path: Path):
    path = tmp_path / "a.db"
    db = open_database(_settings(path))
    await migrate(db, revision="0003")
    await db.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "INSERT INTO channels (id, outlet, external_id, next_digest_at) VALUES (1, 'console', 0, 0);"
            "INSERT INTO stories (id, title, created_at) VALUES (2, 'A story', 0);"
            "INSERT INTO articles (id, url_key, story_id, url, title, text, source, confidence, reason, words, created_at)"
            " VALUES (3, x'00', 2, '', '', '', 'page', 'full', '', 1, 0);"
            "INSERT INTO digests (id, channel_id, kind, created_at) VALUES (4, 1, 'card', 0);"
            "INSERT INTO digest_stories (channel_id, story_id, digest_id, article_id, position) VALUES (1, 2, 4, 3, 0);"
        )

    db = open_database(_settings(path))
    await migrate(db)
    await db.close()

    with closing(sqlite3.connect(path)) as connection:
        again = "INSERT INTO digest_stories (channel_id, story_id, part, digest_id, article_id, position) VALUES (1, 2, {}, 4, 3, 0)"
        connection.execute(again.format(1))
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(again.format(0))
        assert connection.execute("SELECT part FROM digest_stories ORDER BY part").fetchall() == [(0,), (1,)]


async def test_articles_of_before_there_was_an_index_are_found(tmp_path: Path):
    path = tmp_path / "a.db"
    db = open_database(_settings(path))
    await migrate(db, revision="0006")
    await db.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "INSERT INTO articles (id, url_key, url, title, text, source, confidence, reason, words, created_at)"
            " VALUES (3, x'00', '', 'Die Sonne', '昨日の望遠鏡', 'page', 'full', '', 1, 0),"
            " (4, x'01', '', '', '', 'page', 'full', '', 1, 0);"
            "INSERT INTO feeds (id, url, url_key, title, state, next_at, failures, created_at)"
            " VALUES (1, '', x'00', '', 'active', 0, 0, 0);"
            "INSERT INTO entries (feed_id, identity, content_key, title, summary_html, content_html, tags, seen_at, article_id, attempts,"
            " next_at) VALUES (1, x'00', x'00', 'As the feed had it', '', '', '[]', 0, 3, 0, 0);"
            "INSERT INTO takeaways VALUES (3, 'own', '', '[[\"A bullet\", 0, 5]]', 0), (4, 'none', '', '[]', 0);"
        )

    db = open_database(_settings(path))
    await migrate(db)
    await db.close()

    with closing(sqlite3.connect(path)) as connection:
        for words in ("sonne", "feed", "bullet", "望遠"):
            assert connection.execute(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH ?", [words]).fetchall() == [(3,)]
