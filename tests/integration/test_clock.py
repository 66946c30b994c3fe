"""The clock jumps while the bot runs: nothing is lost, nothing doubled, and no loop spins."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import SendFailed
from bot.flows.deliver import Deliverer, deliver_due, next_delivery_at, release_leases
from bot.flows.digest import digest_due
from bot.flows.health import beat
from bot.flows.poller import poll_due
from bot.flows.recall import begin
from bot.flows.schedule import next_due, show_schedule
from bot.flows.worker import Worker
from bot.model.subscription import CONSOLE, Mode
from bot.store import feeds
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, follow, post
from tests.worlds import NOW, page, rss

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def _round(app, *, now):
    await poll_due(app=app, now=now)
    await condense(app, now=now)
    await digest_due(app=app, now=now)
    await post(app, now=now)


def _publish(web, *names):
    web.answers["/feed"] = Answer(rss(*names, base=web.url("")), content_type=XML)
    for name in names:
        web.answers[f"/{name}"] = Answer(page(name))


@pytest.mark.parametrize("jump", [-HOUR, DAY], ids=["back an hour", "forward a day"])
async def test_a_clock_that_jumps_loses_and_repeats_nothing(app, web, outlet, jump):
    await follow(app, web, "Alpha")
    await _round(app, now=NOW)
    _publish(web, "Alpha", "Beta", "Gamma")

    for minutes in range(0, 300, 10):
        await _round(app, now=NOW + jump + timedelta(minutes=minutes))

    assert sorted(title.split()[0] for title in outlet.titles) == ["Alpha", "Beta", "Gamma"]


async def test_a_post_on_its_way_when_the_clock_goes_back_arrives_once(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    outlet.errors = [SendFailed(detail="503")]
    await deliver_due(app=app, owner="me", now=NOW)

    for minutes in range(0, 90, 5):
        await post(app, now=NOW - HOUR + timedelta(minutes=minutes))

    assert len(outlet.posts) == 1


async def test_a_post_that_waits_when_the_clock_goes_back_waits_no_longer(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    uptime = [0.0]
    deliverer = Deliverer(app, owner="me", clock=lambda: NOW, uptime=lambda: uptime[0])
    outlet.errors = [SendFailed(detail="429", uncertain=False, retry_after_s=30)]
    await deliverer.step(now=NOW)
    await deliverer.settle()

    uptime[0] = 31.0
    await deliverer.step(now=NOW - HOUR + timedelta(seconds=31))
    await deliverer.settle()

    assert len(outlet.posts) == 1


async def test_a_post_on_its_way_when_the_clock_goes_forward_is_not_sent_again(app, web, outlet):
    class Slow:
        """Makes the post, and answers when it is let."""

        answers = asyncio.Event()

        async def send(self, target, post, *, nonce):
            await self.answers.wait()
            return await outlet.send(target, post, nonce=nonce)

        find = outlet.find

    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    slow = Slow()
    deliverer = Deliverer(replace(app, outlets=dict.fromkeys(app.outlets, slow)), owner="me", clock=lambda: NOW, uptime=lambda: 0.0)
    await deliverer.step(now=NOW)
    await deliverer.step(now=NOW + DAY)
    slow.answers.set()
    await deliverer.settle()
    await deliverer.settle()

    assert len(outlet.posts) == 1


async def test_what_waits_by_a_clock_that_ran_ahead_waits_no_longer_after_a_start(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    outlet.errors = [SendFailed(detail="429", uncertain=False, retry_after_s=30)]
    await post(app, now=NOW + DAY)
    await beat(db=app.db, now=NOW + DAY)

    await release_leases(app=app, now=NOW)
    await post(app, now=NOW + timedelta(seconds=31))

    assert len(outlet.posts) == 1


async def test_a_digest_due_once_comes_once_when_the_clock_goes_forward_and_back(app, web, outlet):
    await follow(app, web, "Alpha", mode=Mode.DIGEST)
    await condense(app)

    built = [await digest_due(app=app, now=now) for now in (NOW, NOW + DAY, NOW, NOW + DAY + HOUR, NOW + 2 * DAY)]

    assert [len(each) for each in built] == [0, 1, 0, 0, 0]


async def _pace_s(step):
    """Seconds from one step to the next: it may wait within itself."""
    began = asyncio.get_running_loop().time()
    pause_s = await step(NOW - HOUR)
    return asyncio.get_running_loop().time() - began + pause_s


async def test_no_loop_spins_after_the_clock_went_back(app, web, outlet):
    await follow(app, web, "Alpha")
    await _round(app, now=NOW)
    worker = Worker(app)

    steps = (worker._poll_step, worker._condense_step, worker._digest_step, worker._deliver_step, worker._beat_step)
    paces = [await _pace_s(step) for step in steps]

    assert all(pace_s >= 1 for pace_s in paces)
    assert await next_delivery_at(app=app) is None
    async with app.db.reading() as tx:
        assert (await feeds.next_due(tx, now=NOW) or NOW) > NOW


async def test_a_start_on_a_database_from_the_future_posts_what_waits(app, web, outlet):
    await beat(db=app.db, now=NOW + DAY)
    await follow(app, web, "Alpha")
    await condense(app)

    await begin(app=app, now=NOW)
    await digest_due(app=app, now=NOW)
    await post(app, now=NOW)

    assert len(outlet.posts) == 1


async def test_a_clock_set_right_after_a_month_ahead_polls_feeds_and_tells_digests_when_they_are_due(app, web, outlet):
    await follow(app, web, "Alpha", mode=Mode.DIGEST)
    await _round(app, now=NOW)
    uptime = [0.0]
    deliverer = Deliverer(app, owner="me", clock=lambda: NOW, uptime=lambda: uptime[0])
    await _round(app, now=NOW + 30 * DAY)
    await deliverer.step(now=NOW + 30 * DAY)

    uptime[0] = 60.0
    await deliverer.step(now=NOW)
    await deliverer.settle()

    polled = [len(await poll_due(app=app, now=NOW + each * HOUR)) for each in range(28)]  # a day and a tenth of it
    assert sum(polled) > 0
    assert (await show_schedule(target=CONSOLE, app=app, now=NOW)).next_at == next_due(None, settings=app.settings.digests, after=NOW)
