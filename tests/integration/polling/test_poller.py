"""The poller: side by side, nobody held up, nothing asked twice."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import FetchFailed, FetchTrouble, ReadTrouble, Unreadable
from bot.flows.poll import PollOutcome
from bot.flows.poller import Poller, poll_due
from bot.flows.setback import restore_rests
from bot.model.feed import FeedState
from bot.model.notice import NoticeKind
from bot.text.servers import server_of
from bot.web.client import Accept, WebClient
from tests.fakes.http_server import Answer
from tests.integration.polling.steps import GOOD, XML, feed_at, follow, open_notices, poll_when_due
from tests.worlds import NOW, rss

LATER = NOW + timedelta(days=2)


async def test_a_slow_feed_holds_nobody_up(app, web):
    await follow(app, web, "/slow")
    await follow(app, web, "/quick")
    web.answers["/slow"] = replace(GOOD, wait_s=1.5)
    poller = Poller(app, paced=False, direct=True)

    began = time.monotonic()
    found = await poller.step(now=LATER, patience_s=None)
    took_s = time.monotonic() - began
    busy = poller.busy
    await poller.close()

    assert [each.outcome for each in found.done] == [PollOutcome.SAME]
    assert busy
    assert took_s < 1.2


async def test_a_feed_under_way_is_not_begun_again(app, web):
    await follow(app, web, "/slow")
    web.answers["/slow"] = replace(GOOD, wait_s=0.5)
    poller = Poller(app, paced=False, direct=True)
    requests = len(web.asked)

    for _ in range(4):
        await poller.step(now=LATER, patience_s=0.05)
    await poller.close()

    assert len(web.asked) == requests + 1


async def test_what_was_answered_is_stored_though_the_poller_is_closed(app, web):
    await follow(app, web)
    poller = Poller(app, paced=False, direct=True)
    step = asyncio.create_task(poller.step(now=LATER, patience_s=None))
    while not poller._unstored:
        await asyncio.sleep(0)
    step.cancel()
    await asyncio.gather(step, return_exceptions=True)

    await poller.close()

    assert (await feed_at(app, web)).next_at > LATER


async def test_a_pause_counts_from_the_answer(app, web):
    await follow(app, web)
    web.answers["/feed"] = Answer(status=503, headers={"Retry-After": "90000"}, wait_s=0.4)

    _, at = await poll_when_due(app, web)

    assert (await feed_at(app, web)).next_at >= at + timedelta(seconds=90_000.4)


async def test_many_feeds_on_one_server_all_get_their_turn(app, web):
    for number in range(9):
        await follow(app, web, f"/{number}")

    done = await poll_due(app=app, now=LATER)

    assert [each.outcome for each in done] == [PollOutcome.SAME] * 9


async def test_a_servers_rest_outlives_a_restart(app, web):
    await follow(app, web)
    web.answers["/feed"] = Answer(status=429, headers={"Retry-After": "7200"})
    _, at = await poll_when_due(app, web)
    requests = len(web.asked)

    async with WebClient(app.settings.web, version="0") as fresh:
        again = replace(app, readers=replace(app.readers, web=fresh))
        await restore_rests(app=again, now=at + timedelta(seconds=60))
        with pytest.raises(FetchFailed) as caught:
            await fresh.fetch(web.url("/other"), accept=Accept.PAGE)

    assert caught.value.trouble is FetchTrouble.RESTING
    assert len(web.asked) == requests


async def test_a_document_that_is_too_hard_three_times_in_a_row_pauses_its_feed_with_the_reason(app, web):
    await follow(app, web)

    class Overrun:
        async def run(self, source, *_: object, **__: object):
            raise Unreadable(source=source, trouble=ReadTrouble.TOO_HARD, detail="time")

    harmed = replace(app, readers=replace(app.readers, pool=Overrun()))
    states = []
    for number in range(3):
        web.answers["/feed"] = Answer(rss("Alpha") + b"<!-- %d -->" % number, content_type=XML)
        await poll_when_due(harmed, web)
        states.append((await feed_at(app, web)).state)

    (notice,) = await open_notices(app)
    assert states == [FeedState.ACTIVE, FeedState.ACTIVE, FeedState.PAUSED]
    assert notice.kind is NoticeKind.PAUSED
    assert "too much time or memory" in notice.text


async def test_a_paused_feed_that_is_added_again_wakes_and_its_notice_ends(app, web):
    await test_a_document_that_is_too_hard_three_times_in_a_row_pauses_its_feed_with_the_reason(app, web)

    await follow(app, web)

    assert (await feed_at(app, web)).state is FeedState.ACTIVE
    assert await open_notices(app) == ()


async def test_a_notice_names_host_and_path_and_no_query(app, web):
    web.answers["/feed?token=secret"] = GOOD
    await follow(app, web, "/feed?token=secret")
    web.answers["/feed?token=secret"] = Answer(status=410)

    await poll_when_due(app, web, "/feed?token=secret")
    await poll_when_due(app, web, "/feed?token=secret")

    (notice,) = await open_notices(app)
    assert "/feed" in notice.text
    assert "secret" not in notice.text + str(await feed_at(app, web, "/feed?token=secret")).partition("error=")[2].partition(",")[0]


async def test_a_poller_that_only_works_stores_what_came_of_its_jobs_at_once(app, web):
    await follow(app, web)
    later = replace(app, clock=lambda: LATER)
    poller = Poller(later, paced=True, looks=False)
    job = asyncio.create_task(poller.work(server_of(web.url("/feed"))))

    began = time.monotonic()
    found = await poller.step(now=LATER, patience_s=10)
    await asyncio.wait_for(job, 1)
    took_s = time.monotonic() - began
    await poller.close()

    assert [each.outcome for each in found.done] == [PollOutcome.SAME]
    assert took_s < 2
