"""What a feed has shown, on a real database."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.feeds.decide import guid_key, key_entries
from bot.model.feed import Enclosure, Entry
from bot.settings import StoreSettings
from bot.store import entries, feeds
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.store.tables import entries as table

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ONE = Entry(guid="1", link=None, title="t", author=None, published_at=None, summary_html="", content_html="", tags=())


@pytest.fixture
async def db(store_url):
    database = open_database(StoreSettings(url=store_url))
    await migrate(database)
    yield database
    await database.close()


async def _feed(tx, url="https://a.example/f"):
    return await feeds.add(tx, url=url, title="T", site_url=None, next_at=NOW, now=NOW)


async def test_the_guids_that_a_feed_showed_last_are_known(db):
    shown = [replace(ONE, guid=str(number), title=str(number)) for number in range(5)] + [replace(ONE, guid=None, title="nameless")]
    async with db.transaction() as tx:
        feed, other = await _feed(tx), await _feed(tx, "https://b.example/f")
        await entries.add(tx, feed, key_entries(shown, site_url=None), now=NOW)

        assert await entries.guid_keys(tx, feed, watched_since=NOW) == {guid_key(str(number)) for number in range(5)}
        assert await entries.guid_keys(tx, feed, watched_since=NOW, most=2) == {guid_key("3"), guid_key("4")}
        assert await entries.guid_keys(tx, other, watched_since=NOW) == frozenset()


async def test_pictures_and_files_come_back_as_they_were_stored(db):
    files = (Enclosure(url="https://a.example/1.mp3", kind="audio/mpeg"), Enclosure(url="https://a.example/x", kind=""))
    rich = replace(ONE, image_url="https://a.example/1.jpg", enclosures=files)
    async with db.transaction() as tx:
        await entries.add(tx, await _feed(tx), key_entries([rich, replace(ONE, guid="2", title="u")], site_url=None), now=NOW)

        rows = list(await tx.execute(select(table, table.c.title.label("feed_title")).order_by(table.c.id)))

    assert [entries.row_to_entry(row).entry for row in rows] == [rich, replace(ONE, guid="2", title="u")]
