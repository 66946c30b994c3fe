"""What the bot does is counted by the hour, stored in one write, and told again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from bot.cogs import faring_self
from bot.errors import StoreFailed
from bot.flows.digest import digest_due
from bot.flows.hours import hours_of, keep_hours
from bot.flows.live import Observer
from bot.flows.poller import poll_due
from bot.flows.retention import drop_old
from bot.flows.status import status, status_for
from bot.model.hours import Counts, Hour, hour_of, reading_s
from bot.store import hours
from bot.store.tables import articles, posts
from tests.fakes.http_server import Answer
from tests.integration.steps import condense, follow, post
from tests.worlds import NOW


async def _total(app, *, days=1, now=NOW):
    return (await hours_of(db=app.db, days=days, now=now)).total


async def _add(app, *found: Hour):
    async with app.db.transaction() as tx:
        await hours.add(tx, {each.at: each.counts for each in found})


async def test_the_whole_way_is_counted_once(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")
    later = NOW + timedelta(hours=2)
    await poll_due(app=app, now=later)
    await condense(app, now=later)
    await digest_due(app=app, now=later)
    await post(app, now=later)

    await keep_hours(app=app)
    await keep_hours(app=app)

    total = await _total(app, now=later)
    assert (total.polls, total.unchanged, total.failures) == (1, 1, 0)
    assert (total.articles, total.stories, total.posts) == (2, 2, len(outlet.posts))


async def test_reading_time_saved_is_the_articles_less_their_takeaways(app, web):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)
    await keep_hours(app=app)

    async with app.db.reading() as tx:
        words = await tx.scalar(articles.select().with_only_columns(articles.c.words))
    saved = (await _total(app)).saved_s
    assert 0 < saved < reading_s(words)


async def test_a_feed_that_fails_is_a_poll_that_failed(app, web):
    await follow(app, web, "Alpha")
    web.answers["/feed"] = Answer(status=500)

    await poll_due(app=app, now=NOW + timedelta(hours=2))
    await keep_hours(app=app)

    assert await _total(app, now=NOW + timedelta(hours=2)) == Counts(polls=1, failures=1)


async def test_workers_side_by_side_add_to_the_same_hour(app):
    app.counting.add(Counts(polls=3), at=NOW)
    other = replace(app, counting=type(app.counting)())
    other.counting.add(Counts(polls=4, entries=1), at=NOW)

    await keep_hours(app=app)
    await keep_hours(app=other)

    assert await _total(app) == Counts(polls=7, entries=1)


async def test_what_could_not_be_stored_is_stored_the_next_time(app, web):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)
    async with app.db.transaction() as tx:
        await tx.exec_driver_sql("ALTER TABLE hours RENAME TO gone")

    with pytest.raises(StoreFailed):
        await keep_hours(app=app)
    app.counting.add(Counts(polls=2), at=NOW)
    async with app.db.transaction() as tx:
        await tx.exec_driver_sql("ALTER TABLE gone RENAME TO hours")
    await keep_hours(app=app)

    total = await _total(app)
    assert (total.polls, total.posts, total.stories) == (2, 1, 1)


async def test_a_post_that_was_erased_meanwhile_counts_without_its_stories(app, web):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)
    async with app.db.transaction() as tx:
        await tx.execute(delete(posts))

    await keep_hours(app=app)

    total = await _total(app)
    assert (total.posts, total.stories, total.saved_s) == (1, 0, 0)


async def test_hours_older_than_two_years_go(app):
    old, young = (Hour(at=hour_of(NOW) - timedelta(days=days), counts=Counts(polls=1)) for days in (731, 700))
    await _add(app, old, young)

    await drop_old(app=app, now=NOW)

    async with app.db.reading() as tx:
        assert await hours.between(tx, old.at, NOW) == (young,)


async def test_what_is_overdue_is_seen_with_how_long(app, web):
    await follow(app, web, "Alpha", "Beta")
    web.answers["/feed"] = Answer(status=500)
    late = NOW + timedelta(hours=3)

    before = (await status(db=app.db, now=late)).load
    await poll_due(app=app, now=late)
    after = (await status(db=app.db, now=late)).load

    assert before.feeds.number == 1
    assert before.feeds.since is not None
    assert before.feeds.since < late
    assert (before.entries.number, before.failing) == (2, 0)
    assert (after.feeds.number, after.feeds.since, after.failing) == (0, None, 1)


async def test_rates_are_what_the_counts_grew_by_while_somebody_watched(app):
    await _add(app, Hour(at=hour_of(NOW), counts=Counts(polls=1000)))
    observer = Observer(app.db, since=NOW, interval_s=3600)

    first = await observer.look(now=NOW)
    await _add(app, Hour(at=hour_of(NOW), counts=Counts(polls=90, posts=3)))
    second = await observer.look(now=NOW + timedelta(seconds=90))

    assert first.rates is None
    assert second.rates is not None
    assert (second.rates.polls, second.rates.posts) == (60, 2)


async def test_owners_see_the_picture_and_others_do_not(app):
    await _add(app, Hour(at=hour_of(NOW), counts=Counts(polls=10)))

    theirs = await status_for(7, owner=True, app=app, now=NOW)
    others = await status_for(7, owner=False, app=app, now=NOW)

    embed = faring_self.status(theirs, latency_s=0.05, up=timedelta(hours=1), manager=True, chatty=True)
    (file,) = faring_self.files(theirs)
    assert embed.image.url == f"attachment://{file.filename}"
    assert "10 polls" in (file.description or "")
    assert "Beep?" in (embed.description or "")
    assert faring_self.files(others) == []
