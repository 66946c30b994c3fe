"""The outbox through its failures: nothing lost, nothing doubled, nobody pestered."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.errors import ChannelClosed, HistoryHidden, SendFailed, SendRefused, StoreFailed, StoreTrouble
from bot.flows.attempt import backoff_s
from bot.flows.deliver import deliver_due, next_delivery_at, release_leases
from bot.flows.digest import digest_due
from bot.flows.subscribe import Wish, subscribe
from bot.flows.subscriptions import list_feeds
from bot.flows.unsubscribe import unsubscribe
from bot.model.delivery import Outcome, Sent
from bot.model.subscription import CONSOLE, Mode
from bot.store.tables import posts
from tests.integration.steps import condense, follow, post
from tests.worlds import NOW


@pytest.fixture
async def ready(app, web):
    """One post that waits in the outbox."""
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    return app


async def test_a_failed_try_is_repeated_under_the_same_nonce(ready, outlet):
    outlet.errors = [SendFailed(detail="503")]

    (first,) = await post(ready)
    too_soon = await post(ready, now=NOW + timedelta(seconds=1))
    (second,) = await post(ready, now=NOW + timedelta(seconds=6))

    assert (first.outcome, too_soon, second.outcome) == (Outcome.LATER, [], Outcome.SENT)
    assert len(outlet.posts) == 1
    assert outlet.nonces == [f"{outlet.posts[0].code}-0"]


async def test_soon_after_a_crash_the_channel_is_read_back_too(ready, outlet):
    class Crash(BaseException):
        pass

    class Crashing:
        async def send(self, target, post, *, nonce):
            await outlet.send(target, post, nonce=nonce)
            raise Crash

        find = outlet.find

    with pytest.raises(Crash):
        await deliver_due(app=replace(ready, outlets=dict.fromkeys(ready.outlets, Crashing())), owner="dead", now=NOW)
    await release_leases(app=ready, now=NOW + timedelta(seconds=5))
    (after,) = await post(ready, now=NOW + timedelta(seconds=5))

    assert after.outcome is Outcome.FOUND
    assert len(outlet.posts) == 1
    assert outlet.nonces == [f"{outlet.posts[0].code}-0"]


async def test_long_after_a_crash_the_channel_is_read_back_before_anything_is_sent(ready, outlet):
    class Crash(BaseException):
        pass

    class Crashing:
        async def send(self, target, post, *, nonce):
            await outlet.send(target, post, nonce=nonce)
            raise Crash

    with pytest.raises(Crash):
        await deliver_due(app=replace(ready, outlets=dict.fromkeys(ready.outlets, Crashing())), owner="dead", now=NOW)
    outlet.forgetful = True
    (after,) = await post(ready, now=NOW + timedelta(hours=1))

    assert after.outcome is Outcome.FOUND
    assert len(outlet.posts) == 1


async def test_long_after_a_crash_before_the_send_it_is_sent_under_a_new_nonce(ready, outlet):
    class Crash(BaseException):
        pass

    class Crashing:
        async def send(self, target, post, *, nonce):
            raise Crash

    with pytest.raises(Crash):
        await deliver_due(app=replace(ready, outlets=dict.fromkeys(ready.outlets, Crashing())), owner="dead", now=NOW)
    (after,) = await post(ready, now=NOW + timedelta(hours=1))

    assert after.outcome is Outcome.SENT
    assert outlet.looked_for == [outlet.posts[0].code]
    assert outlet.nonces != [f"{outlet.posts[0].code}-0"]


async def test_a_new_nonce_is_kept_so_that_a_history_which_lags_behind_makes_no_double(ready, outlet):
    class Lagging:
        """Makes the post, loses the answer, and does not show it in the history yet."""

        async def send(self, target, post, *, nonce):
            await outlet.send(target, post, nonce=nonce)
            raise SendFailed(detail="502")

        async def find(self, target, *, code, since):
            return None

    lagging = replace(ready, outlets=dict.fromkeys(ready.outlets, Lagging()))
    outlet.errors = [SendFailed(detail="503")]
    await deliver_due(app=ready, owner="me", now=NOW)

    for seconds in (3600, 3620, 3650):
        await deliver_due(app=lagging, owner="me", now=NOW + timedelta(seconds=seconds))

    assert len(outlet.posts) == 1


@pytest.mark.parametrize(("after_s", "sent"), [(6, 1), (3600, 0)], ids=["its nonce is remembered", "and may be forgotten"])
async def test_where_the_history_is_hidden_only_a_nonce_that_is_remembered_lets_a_post_go_again(ready, outlet, after_s, sent):
    class Hidden:
        send = outlet.send

        async def find(self, target, *, code, since):
            raise HistoryHidden(detail="I may not read it")

    outlet.errors = [SendFailed(detail="503")]
    await post(ready)

    await deliver_due(app=replace(ready, outlets=dict.fromkeys(ready.outlets, Hidden())), owner="me", now=NOW + timedelta(seconds=after_s))

    assert len(outlet.posts) == sent


async def test_an_outlet_that_never_answers_is_given_up_within_the_lease_and_looked_at_again(ready, outlet):
    class Silent:
        async def send(self, target, post, *, nonce):
            await outlet.send(target, post, nonce=nonce)
            await asyncio.sleep(60)

    short = ready.settings.model_copy(update={"delivery": ready.settings.delivery.model_copy(update={"lease_s": 0.2})})
    silent = replace(ready, settings=short, outlets=dict.fromkeys(ready.outlets, Silent()))

    async with asyncio.timeout(5):
        (first,) = await deliver_due(app=silent, owner="me", now=NOW)
    (second,) = await post(ready, now=NOW + timedelta(seconds=6))

    assert (first.outcome, second.outcome) == (Outcome.LATER, Outcome.FOUND)


async def test_a_post_under_somebody_elses_lease_is_left_alone(ready, outlet):
    class Slow:
        async def send(self, target, post, *, nonce):
            assert await deliver_due(app=ready, owner="other", now=NOW) == ()
            return Sent(message="1")

    await deliver_due(app=replace(ready, outlets=dict.fromkeys(ready.outlets, Slow())), owner="me", now=NOW)

    assert outlet.posts == []
    assert await next_delivery_at(app=ready) is None


async def test_a_post_that_is_refused_for_good_holds_up_no_other(ready, outlet):
    outlet.errors = [SendRefused(detail="400")]

    (attempt,) = await post(ready)
    after = await post(ready, now=NOW + timedelta(days=9))

    assert attempt.outcome is Outcome.DEAD
    assert after == []


async def test_a_closed_channel_is_asked_once_a_day_and_loses_nothing(ready, outlet):
    outlet.errors = [ChannelClosed(detail="403, code 50013")] * 2

    (first,) = await post(ready)
    same_day = await post(ready, now=NOW + timedelta(hours=23))
    (next_day,) = await post(ready, now=NOW + timedelta(days=1))
    (followed,) = await list_feeds(target=CONSOLE, app=ready)
    (opened,) = await post(ready, now=NOW + timedelta(days=2))
    (after,) = await list_feeds(target=CONSOLE, app=ready)

    assert [each.outcome for each in (first, next_day, opened)] == [Outcome.LATER, Outcome.LATER, Outcome.SENT]
    assert same_day == []
    assert "check my permissions" in (followed.subscription.error or "")
    assert after.subscription.error is None
    assert len(outlet.posts) == 1


async def test_following_a_feed_in_a_closed_channel_again_opens_it_at_once(ready, web, outlet):
    outlet.errors = [ChannelClosed(detail="403")]
    await post(ready)

    await subscribe(web.url("/feed"), target=CONSOLE, wish=Wish(), app=ready, now=NOW + timedelta(minutes=1))
    await post(ready, now=NOW + timedelta(minutes=1))

    assert len(outlet.posts) == 1


async def test_a_bug_in_an_outlet_puts_the_post_off(ready, outlet, caplog):
    outlet.errors = [ZeroDivisionError()]

    (attempt,) = await post(ready)

    assert attempt.outcome is Outcome.LATER
    assert "delivery met a bug" in caplog.text


async def test_a_channels_posts_keep_their_order(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")
    await condense(app)
    await digest_due(app=app, now=NOW)
    outlet.errors = [SendFailed(detail="503", retry_after_s=30)]

    first = await deliver_due(app=app, owner="me", now=NOW)
    meanwhile = await deliver_due(app=app, owner="me", now=NOW)
    due_at = await next_delivery_at(app=app)
    await post(app, now=NOW + timedelta(seconds=31))

    assert [each.outcome for each in first] == [Outcome.LATER]
    assert meanwhile == ()
    assert due_at == NOW + timedelta(seconds=30)
    assert len(outlet.posts) == 2


def test_the_pause_doubles_up_to_the_longest(settings):
    pauses = [backoff_s(attempts, settings=settings.delivery) for attempts in (1, 2, 3, 50)]

    assert pauses == [5, 10, 20, 3600]


async def test_a_held_channels_new_posts_wait_for_its_trial(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    outlet.errors = [ChannelClosed(detail="403")]
    await post(app)
    await follow(app, web, "Beta", path="/other")
    outlet.errors = [ChannelClosed(detail="403")]
    await post(app, now=NOW + timedelta(minutes=1))

    assert await post(app, now=NOW + timedelta(hours=20)) == []


async def test_for_a_held_channel_nothing_more_is_built_until_it_opens(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    outlet.errors = [ChannelClosed(detail="403")]
    await post(app)
    await follow(app, web, "Beta", path="/other")  # which opens the channel
    outlet.errors = [ChannelClosed(detail="403")]
    await post(app, now=NOW + timedelta(minutes=1))
    await condense(app)

    held = await digest_due(app=app, now=NOW + timedelta(minutes=2))
    await post(app, now=NOW + timedelta(days=2))
    (built,) = await digest_due(app=app, now=NOW + timedelta(days=2))

    assert (held, built.stories) == ((), 1)


async def test_what_waits_of_a_feed_that_is_removed_is_not_posted_and_the_others_is(app, web, outlet):
    await follow(app, web, "Alpha", title="First Source")
    await follow(app, web, "Beta", title="Second Source", path="/other")
    await condense(app)
    await digest_due(app=app, now=NOW)
    outlet.errors = [ChannelClosed(detail="403")]
    await post(app)

    await unsubscribe(web.url("/feed"), within=CONSOLE, app=app, now=NOW)
    await post(app, now=NOW + timedelta(days=1))

    assert [title.split()[0] for title in outlet.titles] == ["Beta"]


async def test_a_story_that_went_with_its_feed_is_told_by_another(app, web, outlet):
    await follow(app, web, "Alpha", title="First Source")
    await condense(app)
    await digest_due(app=app, now=NOW)

    await unsubscribe(web.url("/feed"), within=CONSOLE, app=app, now=NOW)
    await follow(app, web, "Alpha", title="Second Source", path="/other")
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)

    assert [title.split()[0] for title in outlet.titles] == ["Alpha"]


async def test_a_digest_of_two_feeds_is_posted_although_one_of_them_is_removed(app, web, outlet):
    await follow(app, web, "Alpha", title="First Source", mode=Mode.DIGEST)
    await follow(app, web, "Beta", title="Second Source", path="/other", mode=Mode.DIGEST)
    await condense(app)
    await digest_due(app=app, now=NOW, at_once=True)

    await unsubscribe(web.url("/feed"), within=CONSOLE, app=app, now=NOW)
    await post(app)

    assert len(outlet.titles) == 2


async def test_a_retry_after_a_certain_failure_needs_no_look(ready, outlet):
    outlet.errors = [SendFailed(detail="429", uncertain=False, retry_after_s=7)]

    await post(ready)
    await post(ready, now=NOW + timedelta(hours=1))

    assert len(outlet.posts) == 1
    assert outlet.looked_for == []


async def test_a_damaged_post_holds_up_no_other(ready, outlet):
    async with ready.db.transaction() as tx:
        await tx.execute(update(posts).values(payload="{"))

    (attempt,) = await post(ready)

    assert attempt.outcome is Outcome.DEAD
    assert outlet.posts == []


async def test_a_full_disk_after_the_send_is_waited_out_and_the_post_marked(ready, outlet):
    class Filling:
        """The store of a disk that is full just after the send."""

        where = ready.db.where
        reading = ready.db.reading
        fails = 2

        def transaction(self, *, apart=False):
            if outlet.posts and self.fails:
                self.fails -= 1
                raise StoreFailed(where="db", trouble=StoreTrouble.FULL)
            return ready.db.transaction()

    (attempt,) = await deliver_due(app=replace(ready, db=Filling()), owner="me", now=NOW)

    assert attempt.outcome is Outcome.SENT
    assert await next_delivery_at(app=ready) is None
    assert len(outlet.posts) == 1
