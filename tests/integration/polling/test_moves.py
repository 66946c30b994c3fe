"""Rule 8: a feed that moved for good is followed there; one that is away for a while is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.flows.poller import poll_due
from bot.flows.subscriptions import list_feeds
from bot.model.subscription import CONSOLE, OutletName, Target
from bot.store import entries, feeds
from tests.fakes.http_server import Answer
from tests.integration.polling.steps import GOOD, XML, asked, feed_at, follow, poll_when_due
from tests.worlds import NOW, rss

OTHER = Target(outlet=OutletName.DISCORD, channel=5, guild=6)


def to(path, status=301):
    return Answer(status=status, headers={"Location": path})


async def stored(app, web, path):
    async with app.db.reading() as tx:
        return await feeds.by_url(tx, web.url(path))


async def waiting(app):
    async with app.db.reading() as tx:
        return sorted(each.entry.title[:5] for each in await entries.waiting(tx, now=NOW + timedelta(days=30), most=100))


@pytest.mark.parametrize("status", [301, 308])
async def test_rule_8_two_answers_in_a_row_move_the_feed_with_all_it_has(status, app, web):
    followed = await follow(app, web, "/old")
    web.answers |= {"/old": to("/new", status), "/new": GOOD}

    await poll_when_due(app, web, "/old")
    once = await stored(app, web, "/new")
    await poll_when_due(app, web, "/old")
    moved = await feed_at(app, web, "/new")
    hits = len(asked(web, "/old"))
    result, _ = await poll_when_due(app, web, "/new")

    assert once is None
    assert (moved.id, moved.url, moved.moved_to, moved.moved_seen) == (followed.feed.id, web.url("/new"), None, 0)
    assert result.new == 0
    assert len(asked(web, "/old")) == hits == 3
    assert len(await list_feeds(target=CONSOLE, app=app)) == 1


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_rule_8_a_feed_that_is_away_for_a_while_keeps_its_address(status, app, web):
    await follow(app, web, "/old")
    web.answers |= {"/old": to("/new", status), "/new": GOOD}

    for _ in range(4):
        await poll_when_due(app, web, "/old")

    assert await stored(app, web, "/new") is None


async def test_rule_8_one_passing_hop_in_the_chain_makes_all_of_it_passing(app, web):
    await follow(app, web, "/old")
    web.answers |= {"/old": to("/middle", 301), "/middle": to("/new", 302), "/new": GOOD}

    for _ in range(3):
        await poll_when_due(app, web, "/old")

    assert (await feed_at(app, web, "/old")).moved_seen == 0


async def test_rule_8_answers_that_disagree_move_nothing(app, web):
    await follow(app, web, "/old")
    web.answers |= {"/a": GOOD, "/b": GOOD}

    for path in ("/a", "/b", "/a", "/b"):
        web.answers["/old"] = to(path)
        await poll_when_due(app, web, "/old")

    assert (await feed_at(app, web, "/old")).moved_seen == 1


async def test_a_move_to_what_is_no_feed_is_not_followed(app, web):
    await follow(app, web, "/old")
    web.answers |= {"/old": to("/parked"), "/parked": Answer(b"<html><body>This domain is for sale</body></html>")}

    for _ in range(3):
        await poll_when_due(app, web, "/old")

    assert (await feed_at(app, web, "/old")).moved_seen == 0


async def test_a_feed_that_moved_to_a_known_one_is_joined_with_it_and_nothing_is_posted_again(app, web):
    await follow(app, web, "/old", answer=Answer(rss("Alpha", "Beta"), content_type=XML))
    await follow(app, web, "/new", answer=Answer(rss("Alpha", "Gamma"), content_type=XML), target=OTHER)
    web.answers |= {"/old": to("/new"), "/new": Answer(rss("Delta", "Alpha", "Gamma"), content_type=XML)}

    for _ in range(2):
        await poll_when_due(app, web, "/old")
    first = await waiting(app)
    await poll_due(app=app, now=NOW + timedelta(days=9))

    assert await stored(app, web, "/old") is None
    (followed,) = await list_feeds(target=CONSOLE, app=app)
    assert followed.feed.url == web.url("/new")
    assert len(await list_feeds(target=OTHER, app=app)) == 1
    assert first == await waiting(app)
    assert first.count("Delta") == len(first) - first.count("Gamma")


async def test_a_channel_that_follows_both_keeps_one_subscription(app, web):
    await follow(app, web, "/old")
    await follow(app, web, "/new")
    web.answers["/old"] = to("/new")

    for _ in range(2):
        await poll_when_due(app, web, "/old")
    web.answers["/new"] = Answer(rss("Beta", "Alpha"), content_type=XML)
    results = await poll_due(app=app, now=NOW + timedelta(days=9))

    assert [each.new for each in results] == [1]
    assert len(await list_feeds(target=CONSOLE, app=app)) == 1


async def test_a_move_that_only_changes_the_spelling_keeps_the_feed(app, web):
    followed = await follow(app, web, "/feed")
    web.answers |= {"/feed": to("/feed/"), "/feed/": replace(GOOD)}

    for _ in range(2):
        await poll_when_due(app, web)

    assert await feed_at(app, web) == replace(await feed_at(app, web), id=followed.feed.id, url=web.url("/feed/"))
