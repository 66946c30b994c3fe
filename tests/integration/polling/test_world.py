"""Days of polling a world of feeds that behave well, oddly and badly, in a few seconds: the clock is handed in."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.flows.poller import poll_due
from bot.model.feed import FeedState
from bot.model.subscription import CONSOLE, Mode
from bot.settings import FeedsSettings, WebSettings
from bot.store import entries, feeds, subscriptions
from bot.store.tables import entries as entry_rows
from bot.store.tables import feeds as feed_rows
from tests.fakes.feed_world import BEHAVIOURS, FeedWorld
from tests.worlds import NAMES, NOW

RESTING = ("/busy", "/busy-until", "/unavailable")
STUBBORN = ("/slow", "/drip", "/endless")
WITH_ETAG = ("/etag", "/weak-etag", "/bare-etag", "/both", "/renewed-etag", "/etag-in-304", "/max-age")
WITH_DATE = ("/last-modified", "/odd-date")
HEALTHY = (*WITH_ETAG, *WITH_DATE, "/plain", "/expires", "/no-store", "/cookie", "/hub", "/elsewhere", "/mixed", "/flaky", "/as-text")
BOMBS = tuple(path for path in BEHAVIOURS if path.startswith("/bomb"))
HARMFUL = (*BOMBS, "/bad-gzip", "/cut", "/entities", "/many-headers", "/wall", "/empty")
DAYS, STEP = 3, timedelta(hours=1)


@pytest.fixture
def settings(settings):
    limits = {"interval_s": 3600, "floor_s": 900}
    web = WebSettings(allow_networks=("127.0.0.0/8",), total_timeout_s=0.6, max_feed_bytes=2_000_000)
    return settings.model_copy(update={"feeds": FeedsSettings(**limits), "web": web})


@pytest.fixture
async def world():
    async with FeedWorld() as world:
        yield world


async def _follow(app, world, *paths):
    async with app.db.transaction() as tx:
        channel = await subscriptions.ensure_channel(tx, CONSOLE, next_digest_at=NOW + timedelta(days=999))
        for path in paths:
            feed = await feeds.add(tx, url=world.url(path), title=path, site_url=None, next_at=NOW, now=NOW)
            await subscriptions.add(tx, feed=feed, channel=channel.id, mode=Mode.DIGEST, takeaways=3, now=NOW)


async def _live(app, *worlds, days=DAYS):
    """Look every hour; an entry more in every feed each day."""
    for step in range(int(timedelta(days=days) / STEP)):
        for world in worlds if step and step % 24 == 0 else ():
            world.publish()
        await poll_due(app=app, now=NOW + step * STEP)


async def _known(app, world, path):
    """How many entries are stored of a feed, by whatever address it goes now; and its state."""
    query = select(func.count(entry_rows.c.id), func.min(feed_rows.c.state)).select_from(feed_rows).outerjoin(entry_rows)
    async with app.db.reading() as tx:
        return (await tx.execute(query.where(feed_rows.c.url == world.url(path)))).one()


async def test_the_world_for_days(app, world):
    await _follow(app, world, *(path for path in BEHAVIOURS if path not in {*RESTING, *STUBBORN, "/moved-to", "/moved-308-to"}))

    await _live(app, world)

    await _everything_was_read(app, world)
    _servers_were_asked_kindly(world)
    await _harm_did_none(app, world)


async def _everything_was_read(app, world):
    found = {path: (await _known(app, world, path))[0] for path in (*HEALTHY, "/moved-to", "/moved-308-to", "/wrong-encoding")}
    assert found == dict.fromkeys(found, DAYS), "an entry a day, in every feed that can be read"
    assert len(world.asked("/moved")) <= 3, "a feed that moved is soon asked where it lives now"
    assert len(world.asked("/moved-308")) <= 3
    assert len(world.asked("/elsewhere")) > 3, "one that is away for a while keeps its address"


def _servers_were_asked_kindly(world):
    for path in WITH_ETAG:
        first, *repeats = world.asked(path)
        assert "If-None-Match" not in first.headers
        assert all("If-None-Match" in each.headers for each in repeats)
    for path in WITH_DATE:
        assert all("If-Modified-Since" in each.headers for each in world.asked(path)[1:])
    assert len(world.asked("/max-age")) <= DAYS * 8 + 1, "fresh for three hours more"
    assert len(world.asked("/expires")) <= DAYS * 3 + 1, "fresh for eight hours"
    assert len(world.asked("/no-store")) > DAYS * 8, "not to be stored says nothing of how long it stays"
    assert len(world.asked("/gone")) == 2
    assert len(world.asked("/broken")) <= 12, "each failure doubles the pause"
    assert len(world.asked("/round")) + len(world.asked("/round-and")) <= 2 * 12
    assert world.most_at_once <= 2
    for each in world.requests:
        assert each.headers["User-Agent"].startswith("ByteBot/")
        assert not {"Cookie", "Referer", "Authorization"} & set(each.headers)
        assert {"gzip", "deflate", "br", "zstd"} <= {part.strip() for part in each.headers["Accept-Encoding"].split(",")}


async def _harm_did_none(app, world):
    for path in HARMFUL:
        known, state = await _known(app, world, path)
        assert known == 0, path
        assert state in {FeedState.ACTIVE, FeedState.PAUSED}, path
        assert not any("If-None-Match" in each.headers for each in world.asked(path)), "what could not be read is asked for as a whole"
    for path in ("/to-metadata", "/to-file", "/far", "/round"):
        assert (await _known(app, world, path))[0] == 0
    async with app.db.reading() as tx:
        assert await tx.scalar(select(feed_rows.c.hub_url).where(feed_rows.c.url == world.url("/hub"))) == "https://hub.example/"
        gone = await feeds.by_url(tx, world.url("/gone"))
        assert gone is not None
        assert gone.state is FeedState.GONE
        assert await entries.next_waiting(tx) is not None


@pytest.mark.parametrize("path", RESTING)
async def test_a_server_that_asks_for_rest_gets_it_whole(app, path):
    async with FeedWorld() as world:
        await _follow(app, world, path, "/plain", "/etag")

        await _live(app, world, days=1)

        hours = {"/busy": 2, "/busy-until": 5, "/unavailable": 3}[path]
        assert len(world.asked(path)) <= 24 / hours + 1
        assert len(world.asked("/plain")) <= 24 / hours * 2 + 2, "its other feeds wait with it"


async def test_servers_that_never_come_to_an_end_hold_up_nobody(app, world):
    await _follow(app, world, *STUBBORN, "/plain")

    done = await poll_due(app=app, now=NOW)

    assert {each.outcome.value for each in done} == {"failed", "read"}
    assert (await _known(app, world, "/plain"))[0] == 1
    assert len(NAMES) > DAYS
