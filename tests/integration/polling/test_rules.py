"""The rules of polite polling, each on a real server and a real store."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.flows.poll import PollOutcome
from bot.flows.poller import Poller, poll_due
from bot.model.feed import FeedState, Rhythm
from bot.model.fetch import Validators
from bot.model.notice import NoticeKind
from bot.model.poll import Polled
from bot.settings import FeedsSettings
from bot.store import feeds
from tests.fakes.http_server import Answer
from tests.integration.polling.steps import GOOD, XML, asked, feed_at, follow, open_notices, poll_when_due
from tests.worlds import NOW, rss

HOUR = timedelta(hours=1)


async def test_rule_1_validators_go_back_byte_for_byte_and_none_is_made_up(app, web):
    odd = {"ETag": 'W/"a, b;c"', "Last-Modified": "Thu, 1 Jan 1970"}
    await follow(app, web, answer=Answer(GOOD.body, content_type=XML, headers=odd))
    await follow(app, web, "/plain")

    await poll_when_due(app, web)
    await poll_when_due(app, web, "/plain")

    sent, plain = asked(web)[-1], asked(web, "/plain")[-1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('W/"a, b;c"', "Thu, 1 Jan 1970")
    assert not {"If-None-Match", "If-Modified-Since"} & set(plain)


async def test_rule_2_validators_are_renewed_though_the_body_is_the_same(app, web):
    await follow(app, web, answer=replace(GOOD, headers={"Last-Modified": "one"}))

    web.answers["/feed"] = replace(GOOD, headers={"Last-Modified": "two"})
    result, _ = await poll_when_due(app, web)

    assert result.outcome is PollOutcome.SAME
    assert (await feed_at(app, web)).validators == Validators(last_modified="two")


async def test_rule_2_a_304_renews_the_validators_that_it_carries(app, web):
    await follow(app, web, answer=replace(GOOD, headers={"Last-Modified": "one", "ETag": '"1"'}))

    web.answers["/feed"] = Answer(status=304, headers={"ETag": '"2"'})
    await poll_when_due(app, web)

    assert (await feed_at(app, web)).validators == Validators(etag='"2"', last_modified="one")


@pytest.mark.parametrize(
    "bad",
    [
        Answer(b"<html>no feed</html>", headers={"ETag": '"bad"'}),
        Answer(b"not gzip at all", content_type=XML, headers={"ETag": '"bad"', "Content-Encoding": "gzip"}),
    ],
)
async def test_rule_2_validators_of_an_unreadable_body_are_not_kept(bad, app, web):
    await follow(app, web, answer=replace(GOOD, headers={"ETag": '"good"'}))

    web.answers["/feed"] = bad
    result, _ = await poll_when_due(app, web)

    assert result.outcome is PollOutcome.FAILED
    assert (await feed_at(app, web)).validators == Validators(etag='"good"')


async def test_rule_3_a_restart_polls_nothing_early(app, web):
    await follow(app, web)
    requests = len(web.asked)

    again = Poller(app, paced=True, direct=True)
    found = await again.step(now=NOW + timedelta(minutes=50), patience_s=1)

    assert (found.done, len(web.asked)) == ((), requests)
    assert found.pause_s is not None
    assert 0 < found.pause_s <= 16 * 60


@pytest.mark.parametrize("name", ["Cache-Control", "Expires"])
async def test_rule_3_a_feed_is_not_asked_while_its_answer_is_fresh(name, app, web):
    said = {"Cache-Control": "max-age=7200", "Expires": format_datetime(datetime.now(UTC) + 2 * HOUR, usegmt=True)}

    await follow(app, web, answer=replace(GOOD, headers={name: said[name]}))

    assert (await feed_at(app, web)).next_at >= NOW + 2 * HOUR - timedelta(seconds=5)


async def test_rule_4_a_busy_feed_is_polled_at_the_floor_and_a_silent_one_daily(app, web):
    item = "<item><guid>{n}</guid><title>Item {n}</title><pubDate>{date}</pubDate></item>"

    def feed(step):
        items = "".join(item.format(n=n, date=format_datetime(NOW - n * step)) for n in range(40))
        return Answer(f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode(), content_type=XML)

    await follow(app, web, "/busy", answer=feed(timedelta(minutes=10)))
    await follow(app, web, "/silent", answer=feed(timedelta(days=10)))

    busy, silent = await feed_at(app, web, "/busy"), await feed_at(app, web, "/silent")

    assert timedelta(minutes=15) <= busy.next_at - NOW <= timedelta(minutes=18)
    assert timedelta(hours=21) < silent.next_at - NOW < timedelta(hours=27)


async def test_rule_4_a_feed_that_falls_silent_is_counted_anew_though_it_never_changes(app, web):
    await follow(app, web, answer=Answer(rss(*"abcdefgh"), content_type=XML))
    first = await feed_at(app, web)

    await poll_due(app=app, now=NOW + timedelta(days=20))
    later = await feed_at(app, web)

    assert first.tempo
    assert first.tempo.weekly > 100
    assert later.tempo
    assert later.tempo.weekly == 0


async def test_rule_5_skipped_days_and_update_periods_are_kept_through_answers_without_a_body(app, web):
    await follow(app, web, answer=replace(GOOD, headers={"ETag": '"1"'}))
    known = await feed_at(app, web)
    rhythm = Rhythm(least_s=7200, skip_days=(2,))  # NOW is a Wednesday
    polled = Polled(
        feed=known.id, validators=known.validators, at=NOW, next_at=NOW, fresh_s=0, moved_to=None, moved_seen=0, rhythm=rhythm, tempo=None
    )
    async with app.db.transaction() as tx:
        await feeds.mark_polled(tx, [polled])

    await poll_due(app=app, now=NOW)

    after = await feed_at(app, web)
    assert after.rhythm == rhythm
    assert after.next_at.weekday() == 3


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_rule_6_the_whole_server_rests_as_long_as_it_asks(status, form, app, web):
    await follow(app, web)
    await follow(app, web, "/other")
    start = max([(await feed_at(app, web, path)).next_at for path in ("/feed", "/other")])
    wait = "7200" if form == "seconds" else format_datetime(datetime.now(UTC) + 2 * HOUR, usegmt=True)
    web.answers["/feed"] = Answer(status=status, headers={"Retry-After": wait})
    async with app.db.transaction() as tx:
        await feeds.put_off(tx, (await feed_at(app, web, "/other")).id, next_at=start + HOUR)

    await poll_due(app=app, now=start)
    requests = len(web.asked)
    early = await poll_due(app=app, now=start + 2 * HOUR - timedelta(seconds=30))
    resting = len(web.asked)

    assert early == ()
    assert resting == requests
    assert (await feed_at(app, web)).next_at >= start + 2 * HOUR - timedelta(seconds=5)


async def test_rule_6_a_feed_whose_server_rests_has_not_failed(app, web):
    await follow(app, web)
    app.readers.web.rest(web.url("").removeprefix("http://"), 600)

    result, at = await poll_when_due(app, web)
    after = await feed_at(app, web)

    assert result.outcome is PollOutcome.RESTED
    assert (after.failures, after.error) == (0, None)
    assert after.next_at >= at + timedelta(seconds=599)


async def test_rule_6_a_429_that_names_no_pause_rests_the_server_too(app, web):
    await follow(app, web)
    await follow(app, web, "/other")

    web.answers["/feed"] = Answer(status=429)
    _, at = await poll_when_due(app, web)
    requests = len(asked(web, "/other"))
    meanwhile = await poll_due(app=app, now=at + timedelta(minutes=14))

    assert meanwhile == ()
    assert len(asked(web, "/other")) == requests


async def test_rule_7_after_five_failures_the_pause_has_doubled_and_ten_are_told_once(app, web, caplog):
    await follow(app, web)
    web.answers["/feed"] = Answer(status=500)

    gaps = []
    for _ in range(12):
        _, at = await poll_when_due(app, web)
        gaps.append((await feed_at(app, web)).next_at - at)
    (notice,) = await open_notices(app)

    assert gaps[4] >= 2 * HOUR
    assert max(gaps) <= timedelta(hours=26.4)
    assert notice.kind is NoticeKind.FAILING
    assert "answered 500" in notice.text
    assert [record.message for record in caplog.records].count("notice") == 1


async def test_rule_7_after_fourteen_days_of_failures_the_feed_is_paused_with_a_notice(app, web):
    await follow(app, web)
    web.answers["/feed"] = Answer(status=500)
    await poll_when_due(app, web)

    await poll_due(app=app, now=NOW + timedelta(days=13))
    still = await feed_at(app, web)
    await poll_due(app=app, now=NOW + timedelta(days=16))
    paused = await feed_at(app, web)

    assert (still.state, paused.state) == (FeedState.ACTIVE, FeedState.PAUSED)
    assert [each.kind for each in await open_notices(app)] == [NoticeKind.PAUSED]
    assert await poll_due(app=app, now=NOW + timedelta(days=99)) == ()


async def test_rule_7_a_good_poll_ends_the_notice(app, web):
    await follow(app, web)
    web.answers["/feed"] = Answer(status=500)
    for _ in range(10):
        await poll_when_due(app, web)
    told = await open_notices(app)

    web.answers["/feed"] = GOOD
    await poll_when_due(app, web)
    after = await feed_at(app, web)

    assert (len(told), await open_notices(app)) == (1, ())
    assert (after.failures, after.error, after.failing_since) == (0, None, None)


async def test_rule_9_a_feed_that_is_gone_is_asked_once_more_after_an_hour_and_never_again(app, web):
    await follow(app, web)
    requests = len(web.asked)
    web.answers["/feed"] = Answer(status=410)

    _, at = await poll_when_due(app, web)
    between = await feed_at(app, web)
    await poll_when_due(app, web)
    gone = await feed_at(app, web)
    after = await poll_due(app=app, now=NOW + timedelta(days=30))

    assert (between.state, gone.state, after) == (FeedState.ACTIVE, FeedState.GONE, ())
    assert HOUR <= between.next_at - at < HOUR + timedelta(seconds=5)
    assert len(web.asked) == requests + 2
    assert [each.kind for each in await open_notices(app)] == [NoticeKind.GONE]


async def test_rule_9_a_410_by_mistake_is_forgiven(app, web):
    await follow(app, web)
    web.answers["/feed"] = Answer(status=410)
    await poll_when_due(app, web)

    web.answers["/feed"] = GOOD
    result, _ = await poll_when_due(app, web)

    assert result.outcome is PollOutcome.SAME
    assert (await feed_at(app, web)).state is FeedState.ACTIVE


async def test_rule_10_what_is_due_all_at_once_is_begun_at_most_at_three_times_the_mean_pace(app, web):
    swift = replace(app, settings=app.settings.model_copy(update={"feeds": FeedsSettings(interval_s=6)}))
    for number in range(30):
        await follow(swift, web, f"/{number}")
    poller, clock, starts = Poller(swift, paced=True, direct=True), asyncio.get_running_loop().time, list[float]()
    begun = clock()
    requests = len(web.asked)
    while len(web.asked) < requests + 20:
        await poller.step(now=NOW + timedelta(days=1), patience_s=0.2)
        starts += [clock() - begun] * (len(web.asked) - requests - len(starts))
    await poller.close()

    mean = 30 / 6
    assert max(sum(start <= each < start + 1 for each in starts) for start in starts) <= 3 * mean


async def test_rule_11_spellings_of_one_address_are_one_feed(app, web):
    await follow(app, web, "/feed")
    web.answers["/feed/"] = GOOD

    again = await follow(app, web, "/feed/")
    polls = await poll_due(app=app, now=NOW + timedelta(days=2))

    assert again.changed
    assert len(polls) == 1


async def test_rule_13_the_same_body_is_neither_parsed_nor_written(app, web):
    await follow(app, web)
    before = await feed_at(app, web)

    class NoPool:
        def run(self, *_: object, **__: object):
            raise AssertionError("parsed")

    idle = replace(app, readers=replace(app.readers, pool=NoPool()))
    (result,) = await poll_due(app=idle, now=NOW + timedelta(days=2))
    after = await feed_at(app, web)

    assert result.outcome is PollOutcome.SAME
    times = {"checked_at": None, "next_at": NOW, "tempo": None}
    assert replace(before, **times) == replace(after, **times)  # type: ignore[arg-type]  # as the names say


async def test_rule_15_a_hub_is_stored_for_later(app, web):
    await follow(app, web, answer=replace(GOOD, headers={"Link": "<https://hub.example/>; rel=hub"}))

    assert (await feed_at(app, web)).hub_url == "https://hub.example/"
