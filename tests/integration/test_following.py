"""Following feeds: what is silent, what is posted, and what is never repeated."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import FetchFailed, Refused, Unreadable
from bot.flows.poll import PollOutcome
from bot.flows.poller import poll_due
from bot.flows.subscribe import Wish, subscribe
from bot.flows.subscriptions import list_feeds
from bot.flows.unsubscribe import unsubscribe
from bot.model.feed import FeedState
from bot.model.subscription import CONSOLE, Mode, OutletName, Target
from bot.store import entries, feeds
from tests.fakes.http_server import Answer
from tests.worlds import NOW, page, rss

XML = "application/rss+xml"
ALPHA = "Alpha releases version 3.0"
BETA = "Beta opens a wind tunnel for drones in hail"
LATER = NOW + timedelta(hours=2)


async def _follow(app, web, path="/feed", *, target=CONSOLE, backfill=0, mode=Mode.INSTANT, now=NOW):
    wish = Wish(mode=mode, backfill=backfill)
    return await subscribe(web.url(path), target=target, wish=wish, app=app, now=now)


async def _waiting(app, *, now=LATER):
    async with app.db.reading() as tx:
        return [each.entry.title for each in await entries.waiting(tx, now=now, most=100)]


async def test_what_a_feed_shows_at_first_is_silent(app, web):
    web.answers["/feed"] = Answer(rss("Alpha", "Beta"), content_type=XML)

    done = await _follow(app, web)

    assert (done.feed.title, done.coming, done.changed) == ("Made-up News", 0, False)
    assert [entry.title for entry in done.newest] == [BETA, ALPHA]
    assert await _waiting(app) == []


async def test_backfill_brings_the_newest(app, web):
    web.answers["/feed"] = Answer(rss("Alpha", "Beta", "Gamma"), content_type=XML)

    done = await _follow(app, web, backfill=2)

    assert done.coming == 2
    assert await _waiting(app) == [ALPHA, BETA]


async def test_what_comes_later_is_posted_once(app, web):
    web.answers["/feed"] = Answer(rss("Alpha"), content_type=XML)
    await _follow(app, web)

    web.answers["/feed"] = Answer(rss("Beta", "Alpha"), content_type=XML)
    (first,) = await poll_due(app=app, now=LATER)
    again = await poll_due(app=app, now=LATER + timedelta(hours=2))

    assert (first.outcome, first.new) == (PollOutcome.READ, 1)
    assert [(each.outcome, each.new) for each in again] == [(PollOutcome.SAME, 0)]
    assert await _waiting(app) == [BETA]


async def test_a_feed_that_changes_its_guids_and_dates_repeats_nothing(app, web):
    web.answers["/feed"] = Answer(rss("Alpha", "Beta"), content_type=XML)
    await _follow(app, web)

    changed = rss("Alpha", "Beta", now=LATER).replace(b"tag:", b"urn:new:")
    web.answers["/feed"] = Answer(changed, content_type=XML)
    (result,) = await poll_due(app=app, now=LATER)

    assert (result.outcome, result.new) == (PollOutcome.READ, 0)


def _shape(count, *, guid=False, link="", version="2.0"):
    """A feed with `count` entries, the newest first, that lacks what real feeds lack."""
    items = "".join(
        f"<item><title>Item {n}</title>{f'<guid>id-{n}</guid>' if guid else ''}{link and f'<link>{link.format(n=n)}</link>'}"
        f"<description>What item {n} has to say of itself.</description></item>"
        for n in range(count, 0, -1)
    )
    return f"<rss version='{version}'><channel><title>T</title><link>https://t.example/</link>{items}</channel></rss>".encode()


@pytest.mark.parametrize(
    "shape",
    [
        {"link": "https://t.example/{n}"},
        {"link": "https://t.example/same"},
        {"guid": True, "link": "https://t.example/same"},
        {"guid": True},
        {},
        {"version": "0.91"},
    ],
    ids=repr,
)
async def test_a_feed_that_lacks_guids_or_links_still_brings_its_news(shape, app, web):
    web.answers["/feed"] = Answer(_shape(2, **shape), content_type=XML)
    await _follow(app, web)

    web.answers["/feed"] = Answer(_shape(5, **shape), content_type=XML)
    (first,) = await poll_due(app=app, now=LATER)
    web.answers["/feed"] = Answer(_shape(5, **shape) + b"<!-- changed -->", content_type=XML)
    (second,) = await poll_due(app=app, now=LATER + timedelta(hours=2))

    assert (first.new, second.new) == (3, 0)


async def test_a_page_whose_first_link_is_dead_leads_to_the_next(app, web):
    links = "".join(f"<link rel='alternate' type='application/rss+xml' href='{path}'>" for path in ("/dead", "/feed"))
    web.answers |= {"/": Answer(f"<html><head>{links}</head></html>".encode()), "/feed": Answer(rss("Alpha"), content_type=XML)}

    done = await _follow(app, web, "/")

    assert done.feed.url == web.url("/feed")


async def test_a_feed_that_was_gone_and_came_back_can_be_followed_again(app, web):
    web.answers["/feed"] = Answer(rss("Alpha"), content_type=XML)
    await _follow(app, web)
    web.answers["/feed"] = Answer(status=410)
    await poll_due(app=app, now=LATER)

    web.answers["/feed"] = Answer(rss("Alpha"), content_type=XML)
    await _follow(app, web, now=LATER)

    assert len(await poll_due(app=app, now=LATER + timedelta(hours=2))) == 1


async def test_a_page_that_links_to_a_feed_will_do(app, web):
    link = b"<html><head><link rel='alternate' type='application/rss+xml' href='/feed'></head><body>hello</body></html>"
    web.answers |= {"/": Answer(link), "/feed": Answer(rss("Alpha"), content_type=XML)}

    done = await _follow(app, web, "/")

    assert done.feed.url == web.url("/feed")


async def test_following_again_changes_how_it_is_read(app, web):
    web.answers["/feed"] = Answer(rss("Alpha"), content_type=XML)
    await _follow(app, web)

    again = await _follow(app, web, mode=Mode.DIGEST)

    assert again.changed
    (followed,) = await list_feeds(target=CONSOLE, app=app)
    assert followed.subscription.mode is Mode.DIGEST


async def test_one_feed_of_two_channels_is_polled_once(app, web):
    web.answers["/feed"] = Answer(rss("Alpha"), content_type=XML)
    other = Target(outlet=OutletName.DISCORD, channel=5, guild=6)
    await _follow(app, web)
    await _follow(app, web, target=other)

    web.answers["/feed"] = Answer(rss("Beta", "Alpha"), content_type=XML)
    asked = len(web.asked)
    results = await poll_due(app=app, now=LATER)

    assert [each.new for each in results] == [1]
    assert len(web.asked) == asked + 1
    assert len(await list_feeds(target=other, app=app)) == 1


async def test_a_new_follower_does_not_take_news_from_the_old(app, web):
    web.answers["/feed"] = Answer(rss("Alpha"), content_type=XML)
    await _follow(app, web)

    web.answers["/feed"] = Answer(rss("Beta", "Alpha"), content_type=XML)
    await _follow(app, web, target=Target(outlet=OutletName.DISCORD, channel=5, guild=6))

    assert await _waiting(app) == [BETA]


@pytest.mark.parametrize(("answer", "error"), [(Answer(status=404), FetchFailed), (Answer(page("Alpha")), Unreadable)])
async def test_what_is_no_feed_is_not_followed(answer, error, app, web):
    web.answers["/feed"] = answer

    with pytest.raises(error):
        await _follow(app, web)

    assert await list_feeds(target=CONSOLE, app=app) == ()


async def test_unfollowing_drops_what_waits_and_following_again_repeats_nothing(app, web):
    web.answers["/feed"] = Answer(rss("Alpha"), content_type=XML)
    await _follow(app, web, backfill=1)

    await unsubscribe(web.url("/feed"), within=CONSOLE, app=app, now=NOW)
    dropped = await _waiting(app)
    await _follow(app, web)

    assert dropped == await _waiting(app) == []


async def test_unfollowing_what_is_not_followed_says_so(app, web):
    with pytest.raises(Refused, match="no subscription"):
        await unsubscribe(web.url("/feed"), within=CONSOLE, app=app, now=NOW)


async def test_a_failing_feed_is_a_value_and_stops_no_other(app, web):
    web.answers |= {"/good": Answer(rss("Alpha"), content_type=XML), "/bad": Answer(rss("Beta"), content_type=XML)}
    await _follow(app, web, "/good")
    await _follow(app, web, "/bad")

    web.answers |= {"/good": Answer(rss("Gamma", "Alpha"), content_type=XML), "/bad": Answer(status=503, headers={"Retry-After": "7200"})}
    results = {each.outcome: each for each in await poll_due(app=app, now=LATER)}

    assert results[PollOutcome.READ].new == 1
    failed = results[PollOutcome.FAILED]
    assert "answered 503" in (failed.error or "")
    assert failed.next_at >= LATER + timedelta(seconds=7200)
    async with app.db.reading() as tx:
        stored = await feeds.by_id(tx, failed.feed)
    assert (stored.failures, stored.error, stored.state) == (1, failed.error, FeedState.ACTIVE)


async def test_a_feed_that_turns_into_a_page_is_a_failure_with_its_reason(app, web):
    web.answers["/feed"] = Answer(rss("Alpha"), content_type=XML)
    await _follow(app, web)

    web.answers["/feed"] = Answer(page("Alpha"))
    (result,) = await poll_due(app=app, now=LATER)

    assert result.outcome is PollOutcome.FAILED
    assert "is not a feed" in (result.error or "")


async def test_a_bug_in_one_feed_puts_that_feed_off_alone(app, web, caplog):
    web.answers |= {"/a": Answer(rss("Alpha"), content_type=XML), "/b": Answer(rss("Beta"), content_type=XML)}
    await _follow(app, web, "/a")
    await _follow(app, web, "/b")

    class Faulty:
        async def fetch(self, url, **rest):
            if url.endswith("/a"):
                raise ZeroDivisionError
            return await app.readers.web.fetch(url, **rest)

    faulty = replace(app, readers=replace(app.readers, web=Faulty()))
    outcomes = sorted(each.outcome for each in await poll_due(app=faulty, now=LATER))

    assert outcomes == [PollOutcome.FAILED, PollOutcome.SAME]
    assert "poll met a bug" in caplog.text


async def test_unchanged_feeds_are_asked_with_their_validators(app, web):
    web.answers["/feed"] = Answer(rss("Alpha"), content_type=XML, headers={"ETag": '"a-1"'})
    await _follow(app, web)

    (result,) = await poll_due(app=app, now=LATER)

    assert result.outcome is PollOutcome.SAME
    assert web.asked[-1][1]["If-None-Match"] == '"a-1"'
