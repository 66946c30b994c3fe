"""What is followed: named, shown, changed, paused, resumed, taken away and brought back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Refused
from bot.flows.asked import Asker
from bot.flows.change import Change, edit, pause, resume
from bot.flows.digest import digest_due
from bot.flows.filters import FilterWish, Place, add_filter, list_filters
from bot.flows.poller import poll_due
from bot.flows.subscribe import Wish, subscribe
from bot.flows.subscriptions import choose, list_feeds, show
from bot.flows.unsubscribe import bring_back, unsubscribe
from bot.model.feed import FeedState
from bot.model.filters import FilterAction
from bot.model.subscription import CONSOLE, Mode, OutletName, SubscriptionState, Target
from bot.store import entries
from tests.fakes.http_server import Answer
from tests.integration.steps import condense, post
from tests.worlds import NOW, page, rss

XML = "application/rss+xml"
ALPHA = "Alpha releases version 3.0"
BETA = "Beta opens a wind tunnel for drones in hail"
HERE = Target(outlet=OutletName.DISCORD, channel=3001, guild=2001)
THERE = replace(HERE, channel=3002)
FOREIGN = Target(outlet=OutletName.DISCORD, channel=5001, guild=5000)
ADA, BOB = Asker(user=4001, guild=2001), Asker(user=4002, guild=2001)
LATER = NOW + timedelta(hours=3)


def _serve(web, *names, path="/feed", title="Made-up News"):
    web.answers |= {f"/{name}": Answer(page(name)) for name in names}
    web.answers[path] = Answer(rss(*names, base=web.url(""), title=title), content_type=XML)


async def _follow(app, web, *names, path="/feed", title="Made-up News", target=HERE, **wish):
    _serve(web, *names, path=path, title=title)
    await subscribe(web.url(path), target=target, wish=Wish(**wish), app=app, now=NOW)


async def _posted(app, *, now=NOW):
    await condense(app, now=now)
    await digest_due(app=app, now=now, at_once=True)
    await post(app, now=now)


async def _waiting(app):
    async with app.db.reading() as tx:
        return [each.entry.title for each in await entries.waiting(tx, now=NOW + timedelta(days=30), most=100)]


async def _one(app, target=HERE):
    (found,) = await list_feeds(target=target, app=app)
    return found


async def test_a_feed_is_named_by_number_address_title_or_a_part_that_fits_one(app, web):
    await _follow(app, web, "Alpha", path="/1", title="Rust Weekly")
    await _follow(app, web, "Beta", path="/2", title="Rust")

    found = [await choose(typed, within=HERE, app=app) for typed in ("1", "#1", web.url("/1"), "WEEKLY", " rust ")]

    assert [each.feed.title for each in found] == ["Rust Weekly"] * 4 + ["Rust"]


async def test_several_that_fit_are_listed_with_their_numbers(app, web):
    await _follow(app, web, "Alpha", path="/1", title="Rust Weekly")
    await _follow(app, web, "Beta", path="/2", title="Rusty News")

    with pytest.raises(Refused, match=r"1 \(Rust Weekly\), 2 \(Rusty News\)"):
        await choose("rust", within=HERE, app=app)


async def test_an_address_means_the_channel_that_was_asked_in(app, web):
    await _follow(app, web, "Alpha", target=THERE)
    await _follow(app, web, "Alpha", target=HERE)

    found = await choose(web.url("/feed"), within=HERE, app=app)

    assert found.subscription.target.channel == HERE.channel


@pytest.mark.parametrize("typed", ["1", "Made-up", "", "http://[", "\x00", "9" * 40])
async def test_nothing_of_another_server_can_be_named(app, web, typed):
    await _follow(app, web, "Alpha", target=FOREIGN)

    with pytest.raises(Refused, match="no subscription"):
        await choose(typed, within=HERE, app=app)

    assert await list_feeds(target=HERE, app=app) == ()


async def test_all_about_a_feed_is_told(app, web, outlet):
    await _follow(app, web, "Alpha", "Beta", target=CONSOLE, backfill=1)
    await add_filter(FilterWish(action=FilterAction.DENY, value="x"), at=Place(target=CONSOLE), app=app, now=NOW)
    before = await show("1", within=CONSOLE, app=app)
    await _posted(app)

    after = await show("made-up", within=CONSOLE, app=app)

    assert (before.waiting, before.posted, after.waiting, after.posted, after.filters) == (1, 0, 0, 1, 1)


async def test_an_edit_holds_for_what_waits_too(app, web, outlet):
    await _follow(app, web, "Alpha", target=CONSOLE, mode=Mode.DIGEST, backfill=1)

    done = await edit("1", Change(mode=Mode.INSTANT, takeaways=1, role=9), within=CONSOLE, app=app, now=NOW)
    await _posted(app)

    assert (done.before.subscription.mode, done.after.subscription.mode) == (Mode.DIGEST, Mode.INSTANT)
    assert (done.after.subscription.takeaways, done.after.subscription.role) == (1, 9)
    assert len(outlet.posts) == 1
    assert (await edit("1", Change(role=0), within=CONSOLE, app=app, now=NOW)).after.subscription.role is None


async def test_a_feed_moves_with_what_waits_and_repeats_nothing(app, web, outlet):
    await _follow(app, web, "Alpha", target=CONSOLE, backfill=1)
    await _posted(app)
    _serve(web, "Beta", "Alpha")
    await poll_due(app=app, now=LATER)

    await edit("1", Change(target=HERE), within=CONSOLE, app=app, now=LATER)

    assert await list_feeds(target=CONSOLE, app=app) == ()
    shown = await show("1", within=HERE, app=app)
    assert (shown.waiting, shown.posted) == (1, 0)
    assert await _waiting(app) == [BETA]


async def test_a_feed_does_not_move_to_where_it_is_followed(app, web):
    await _follow(app, web, "Alpha", target=HERE)
    await _follow(app, web, "Alpha", target=THERE)

    with pytest.raises(Refused, match="follows Made-up News already"):
        await edit("1", Change(target=THERE), within=HERE, app=app, now=NOW)


async def test_a_paused_feed_gets_nothing_and_goes_on_with_what_is_new(app, web):
    await _follow(app, web, "Alpha", backfill=1)

    paused = await pause("1", within=HERE, app=app, now=NOW)
    _serve(web, "Beta", "Alpha")
    await poll_due(app=app, now=LATER)
    in_the_pause = await _waiting(app)
    resumed = await resume("1", within=HERE, app=app, now=LATER)
    _serve(web, "Gamma", "Beta", "Alpha")
    await poll_due(app=app, now=LATER + timedelta(hours=3))

    assert (paused.passed, paused.already, in_the_pause) == (1, False, [])
    assert (resumed.passed, resumed.woken, resumed.already) == (1, False, False)
    assert [title.split()[0] for title in await _waiting(app)] == ["Gamma"]


async def test_pausing_and_resuming_twice_changes_nothing(app, web):
    await _follow(app, web, "Alpha")
    await pause("1", within=HERE, app=app, now=NOW)

    again = await pause("1", within=HERE, app=app, now=LATER)
    await resume("1", within=HERE, app=app, now=LATER)
    twice = await resume("1", within=HERE, app=app, now=LATER)

    assert (again.already, twice.already) == (True, True)
    assert (await _one(app)).subscription.paused_at is None


async def test_resuming_wakes_a_feed_that_failed_for_good(app, web):
    await _follow(app, web, "Alpha")
    web.answers["/feed"] = Answer(status=410)
    for days in (1, 3, 9):
        await poll_due(app=app, now=NOW + timedelta(days=days))
    gone = (await _one(app)).feed.state

    resumed = await resume("1", within=HERE, app=app, now=NOW + timedelta(days=10))
    _serve(web, "Beta", "Alpha")
    await poll_due(app=app, now=NOW + timedelta(days=10))

    assert gone is FeedState.GONE
    assert resumed.woken
    feed = (await _one(app)).feed
    assert (feed.state, feed.error) == (FeedState.ACTIVE, None)
    assert await _waiting(app) == [BETA]


async def test_what_was_removed_comes_back_with_its_settings_filters_and_what_waited(app, web):
    await _follow(app, web, "Alpha", mode=Mode.DIGEST, takeaways=5, role=7, backfill=1)
    at = Place(target=HERE, feed_url=web.url("/feed"))
    await add_filter(FilterWish(action=FilterAction.DENY, value="spam"), at=at, app=app, now=NOW)
    removed = await unsubscribe("1", within=HERE, app=app, now=NOW, asker=ADA)
    gone, nothing = await list_feeds(target=HERE, app=app), await _waiting(app)

    back = (await bring_back(removed.key, asker=ADA, app=app, now=LATER)).subscription

    assert (removed.dropped, gone, nothing) == (1, (), [])
    assert (back.mode, back.takeaways, back.role, back.state) == (Mode.DIGEST, 5, 7, SubscriptionState.ACTIVE)
    assert [each.filter.value for each in await list_filters(at=at, app=app)] == ["spam"]
    assert await _waiting(app) == [ALPHA]


async def test_what_comes_back_posts_nothing_twice(app, web, outlet):
    await _follow(app, web, "Alpha", target=CONSOLE, backfill=1)
    await _posted(app)
    removed = await unsubscribe("1", within=CONSOLE, app=app, now=LATER, asker=ADA)

    await bring_back(removed.key, asker=ADA, app=app, now=LATER)
    await _posted(app, now=LATER)

    assert len(outlet.posts) == 1


async def test_what_came_between_comes_too(app, web):
    await _follow(app, web, "Alpha", target=THERE)
    await _follow(app, web, "Alpha", target=HERE)
    removed = await unsubscribe("2", within=HERE, app=app, now=NOW, asker=ADA)
    _serve(web, "Beta", "Alpha")
    await poll_due(app=app, now=LATER)

    await bring_back(removed.key, asker=ADA, app=app, now=LATER)

    assert (await show("made-up", within=replace(HERE, guild=None), app=app)).waiting == 1


async def test_a_paused_feed_comes_back_paused(app, web):
    await _follow(app, web, "Alpha")
    await pause("1", within=HERE, app=app, now=NOW)
    removed = await unsubscribe("1", within=HERE, app=app, now=NOW, asker=ADA)

    back = await bring_back(removed.key, asker=ADA, app=app, now=LATER)

    assert (back.subscription.state, back.subscription.paused_at) == (SubscriptionState.PAUSED, NOW)


async def test_only_who_removed_it_brings_it_back_and_once(app, web):
    await _follow(app, web, "Alpha")
    removed = await unsubscribe("1", within=HERE, app=app, now=NOW, asker=ADA)

    with pytest.raises(Refused, match="Only the person"):
        await bring_back(removed.key, asker=BOB, app=app, now=NOW)
    await bring_back(removed.key, asker=ADA, app=app, now=NOW)
    with pytest.raises(Refused, match="That is over"):
        await bring_back(removed.key, asker=ADA, app=app, now=NOW)

    assert len(await list_feeds(target=HERE, app=app)) == 1
