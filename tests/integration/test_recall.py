"""A database put back to an earlier state: what was posted since then is not posted again, and nothing is lost."""

import shutil
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import ChannelClosed, SendFailed, SendRefused
from bot.flows.deliver import deliver_due
from bot.flows.digest import digest_due
from bot.flows.health import beat
from bot.flows.latest import latest
from bot.flows.poller import poll_due
from bot.flows.recall import begin, forget_old_gap, recall_unsent
from bot.flows.subscribe import Wish, subscribe
from bot.flows.subscriptions import list_feeds
from bot.model.subscription import CONSOLE, Mode
from bot.store.backup import back_up, restore
from bot.store.opened import is_shared, open_database
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, follow, post
from tests.worlds import NOW, page, rss

DAY = timedelta(days=1)


@pytest.fixture
def backup(app, settings, tmp_path, request):
    """Call it to make a backup; what it returns puts it back and gives the app on it."""
    if is_shared(settings.store):
        return request.getfixturevalue("dump")

    async def make(*, now=NOW):
        made = back_up(settings.store, tmp_path / "backup.db", force=True, now=now)

        @asynccontextmanager
        async def put_back(*, now):
            await app.db.close()
            restore(settings.store, made.path, now=now)
            db = open_database(settings.store)
            restored = replace(app, db=db)
            await begin(app=restored, now=now)
            yield restored
            await db.close()

        return put_back

    return make


@pytest.fixture
def dump(app, settings, postgres):
    """The same with Postgres' own programs: what it holds then of the bot's last sign of life is all that tells of the gap."""

    async def make(*, now=NOW):
        await beat(db=app.db, now=now)
        file = postgres.dump(settings.store.url)

        @asynccontextmanager
        async def put_back(*, now):
            await app.db.close()
            postgres.put_back(file, settings.store.url)
            db = open_database(settings.store)
            restored = replace(app, db=db)
            await begin(app=restored, now=now)
            yield restored
            await db.close()

        return put_back

    return make


async def _go_on(app, *, now):
    """One round of every loop."""
    await poll_due(app=app, now=now)
    await condense(app, now=now)
    await digest_due(app=app, now=now, at_once=True)
    await recall_unsent(app=app, now=now)
    return await post(app, now=now)


async def _later(app, web, *names, mode=Mode.INSTANT):
    """Entries that come a while after the feed was followed."""
    web.answers["/feed"] = Answer(rss(*names, base=web.url("")), content_type=XML)
    for name in names:
        web.answers[f"/{name}"] = Answer(page(name))


async def test_what_was_seen_and_posted_after_the_backup_is_not_posted_again(app, web, outlet, backup):
    await follow(app, web, "Alpha")
    await _go_on(app, now=NOW)
    put_back = await backup()
    await _later(app, web, "Alpha", "Beta", "Gamma")
    await _go_on(app, now=NOW + timedelta(hours=2))
    assert len(outlet.posts) == 3
    outlet.forgetful = True

    async with put_back(now=NOW + DAY) as restored:
        await _later(app, web, "Alpha", "Beta", "Gamma", "Delta")
        for hours in (24, 25, 50):
            await _go_on(restored, now=NOW + timedelta(hours=hours))
        stories = await latest(target=CONSOLE, most=10, app=restored)

    assert sorted(each.split()[0] for each in outlet.titles) == ["Alpha", "Beta", "Delta", "Gamma"]
    assert sorted(each.title.split()[0] for each in stories) == ["Alpha", "Beta", "Delta", "Gamma"]
    assert outlet.recalled == 1


async def test_a_post_that_was_unsent_in_the_backup_and_sent_later_is_not_sent_again(app, web, outlet, backup):
    await follow(app, web, "Alpha", "Beta")
    await condense(app)
    await digest_due(app=app, now=NOW)
    put_back = await backup()
    await deliver_due(app=app, owner="me", now=NOW + timedelta(minutes=1))
    assert len(outlet.posts) == 1
    outlet.forgetful = True

    async with put_back(now=NOW + DAY) as restored:
        await _go_on(restored, now=NOW + DAY)

    assert sorted(each.split()[0] for each in outlet.titles) == ["Alpha", "Beta"]


async def test_an_entry_that_waited_in_the_backup_and_was_posted_later_is_not_posted_again(app, web, outlet, backup):
    await follow(app, web, "Alpha", "Beta", mode=Mode.DIGEST)
    await condense(app)
    put_back = await backup()
    await _go_on(app, now=NOW + timedelta(hours=1))
    told = len(outlet.titles)

    async with put_back(now=NOW + DAY) as restored:
        await _go_on(restored, now=NOW + DAY)

    assert told == len(outlet.titles) == 2


@pytest.mark.sqlite
async def test_a_plain_copy_put_back_by_hand_is_noticed_too(app, settings, web, outlet, tmp_path):
    await beat(db=app.db, now=NOW)
    await follow(app, web, "Alpha")
    file = Path(app.db.where)
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{file}{suffix}", tmp_path / f"copy{suffix}")
    await _go_on(app, now=NOW + timedelta(seconds=5))
    await app.db.close()
    for suffix in ("", "-wal"):
        shutil.copyfile(tmp_path / f"copy{suffix}", f"{file}{suffix}")

    db = open_database(settings.store)
    restored = replace(app, db=db)
    await begin(app=restored, now=NOW + timedelta(seconds=9))
    await _go_on(restored, now=NOW + timedelta(seconds=9))
    await db.close()

    assert len(outlet.posts) == 1


@pytest.mark.sqlite
async def test_a_crash_whose_wal_was_lost_repeats_nothing(app, settings, web, outlet, tmp_path):
    await follow(app, web, "Alpha")
    await beat(db=app.db, now=NOW)
    await app.db.close()
    app = replace(app, db=open_database(settings.store))
    file = Path(app.db.where)
    await _go_on(app, now=NOW + timedelta(seconds=5))
    shutil.copyfile(file, tmp_path / "left")  # the WAL still holds what the round did
    await app.db.close()
    shutil.copyfile(tmp_path / "left", file)

    restored = replace(app, db=open_database(settings.store))
    await begin(app=restored, now=NOW + timedelta(hours=1))
    outlet.forgetful = True
    await _go_on(restored, now=NOW + timedelta(hours=1))
    await restored.db.close()

    assert len(outlet.posts) == 1


async def test_while_a_channel_cannot_be_read_nothing_new_is_built_for_it(app, web, outlet, backup):
    await follow(app, web, "Alpha")
    await condense(app)
    put_back = await backup()
    await _go_on(app, now=NOW + timedelta(hours=1))

    async with put_back(now=NOW + DAY) as restored:
        outlet.errors = [SendFailed(detail="503")]
        await _go_on(restored, now=NOW + DAY)
        too_soon = await _go_on(restored, now=NOW + DAY + timedelta(seconds=5))
        asked = outlet.recalled
        await _go_on(restored, now=NOW + DAY + timedelta(seconds=31))

    assert (too_soon, asked, outlet.recalled) == ([], 1, 2)
    assert len(outlet.posts) == 1


async def test_a_channel_whose_history_is_closed_to_us_is_asked_once_an_hour_and_its_owners_are_told(app, web, outlet, backup):
    await follow(app, web, "Alpha")
    await condense(app)
    put_back = await backup()

    async with put_back(now=NOW + DAY) as restored:
        outlet.errors = [ChannelClosed(detail="I may not read its message history")]
        for minute in range(0, 60, 5):
            await _go_on(restored, now=NOW + DAY + timedelta(minutes=minute))
        (followed,) = await list_feeds(target=CONSOLE, app=restored)
        asked = outlet.recalled
        await _go_on(restored, now=NOW + DAY + timedelta(minutes=61))

    assert asked == 1
    assert "history" in (followed.subscription.error or "")
    assert len(outlet.posts) == 1


async def test_after_an_ordinary_restart_everything_goes_on(app, web, outlet):
    await beat(db=app.db, now=NOW)
    await follow(app, web, "Alpha", "Beta")
    await condense(app)
    await digest_due(app=app, now=NOW)

    await begin(app=app, now=NOW + timedelta(minutes=10))
    await _go_on(app, now=NOW + timedelta(minutes=10))

    assert len(outlet.posts) == 2
    assert (outlet.recalled, outlet.looked_for) == (1, [])


async def test_a_database_that_no_bot_ran_on_asks_no_channel(app, web, outlet):
    await begin(app=app, now=NOW)
    await follow(app, web, "Alpha")
    await _go_on(app, now=NOW)

    assert len(outlet.posts) == 1
    assert outlet.recalled == 0


async def test_two_starts_in_a_row_leave_no_part_of_the_gap_out(app, web, outlet, backup):
    await follow(app, web, "Alpha")
    await condense(app)
    put_back = await backup()
    await _go_on(app, now=NOW + timedelta(hours=1))
    asked: list[datetime] = []

    class Noting:
        def __getattr__(self, name):
            return getattr(outlet, name)

        async def told(self, target, *, since, until):
            asked.append(since)
            return await outlet.told(target, since=since, until=until)

    async with put_back(now=NOW + DAY) as restored:
        await beat(db=restored.db, now=NOW + DAY)
        await begin(app=restored, now=NOW + DAY + timedelta(minutes=1))
        noting = replace(restored, outlets=dict.fromkeys(restored.outlets, Noting()))
        await _go_on(noting, now=NOW + DAY + timedelta(minutes=2))

    assert asked == [NOW - timedelta(minutes=2)]
    assert len(outlet.posts) == 1


async def test_a_gap_of_a_month_ago_is_forgotten(app, web, outlet, backup):
    put_back = await backup()

    async with put_back(now=NOW) as restored:
        await forget_old_gap(app=restored, now=NOW + timedelta(days=40))
        await follow(restored, web, "Alpha")
        await _go_on(restored, now=NOW + timedelta(days=40))

    assert outlet.recalled == 0
    assert len(outlet.posts) == 1


async def test_the_same_story_from_another_feed_after_the_restore_is_not_posted_either(app, web, outlet, backup):
    await follow(app, web, "Alpha")
    put_back = await backup()
    await _go_on(app, now=NOW + timedelta(hours=1))

    async with put_back(now=NOW + DAY) as restored:
        web.answers["/second"] = Answer(rss("Alpha", base=web.url(""), title="Second Source"), content_type=XML)
        await subscribe(web.url("/second"), target=CONSOLE, wish=Wish(backfill=5), app=restored, now=NOW + DAY)
        await _go_on(restored, now=NOW + DAY)

    assert len(outlet.posts) == 1


@pytest.mark.parametrize("error", [SendRefused(detail="400, code 50024"), ZeroDivisionError()])
async def test_a_place_that_cannot_be_asked_holds_up_no_bot(app, web, outlet, backup, error):
    await follow(app, web, "Alpha")
    await condense(app)
    put_back = await backup()

    async with put_back(now=NOW + DAY) as restored:
        outlet.errors = [error]
        await _go_on(restored, now=NOW + DAY)
        await _go_on(restored, now=NOW + DAY + timedelta(seconds=31))

    assert len(outlet.posts) == 1
