"""From waiting entries to posts: condensing, joining stories, digests, and the outbox through its failures."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import SendFailed, SendRefused
from bot.flows.condense import Condensed, condense_waiting, next_condense_at
from bot.flows.deliver import backoff_s, deliver_due, next_delivery_at, release_leases
from bot.flows.digest import digest_due
from bot.flows.latest import latest
from bot.flows.subscribe import Wish, list_feeds, subscribe
from bot.flows.tldr import tldr
from bot.model.delivery import DeliveryAttempt, Outcome
from bot.model.subscription import CONSOLE, Mode, SubscriptionState
from bot.settings import ArticlesSettings
from tests.fakes.http_server import Answer
from tests.worlds import NOW, article, page, rss

XML = "application/rss+xml"


async def _follow(app, web, *names, path="/feed", mode=Mode.INSTANT, title="Made-up News", pages=True):
    web.answers[path] = Answer(rss(*names, base=web.url(""), title=title), content_type=XML)
    for name in names if pages else ():
        web.answers[f"/{name}"] = Answer(page(name))
    return await subscribe(web.url(path), target=CONSOLE, wish=Wish(mode=mode, backfill=25), app=app, now=NOW)


async def _condense(app, *, now=NOW):
    done: list[Condensed] = []
    while more := await condense_waiting(app=app, now=now):
        done += more
    return done


async def _post(app, *, now=NOW, owner="me"):
    done: list[DeliveryAttempt] = []
    while more := await deliver_due(app=app, owner=owner, now=now):
        done += more
    return done


async def test_an_instant_story_becomes_a_card_with_takeaways(app, web, outlet):
    await _follow(app, web, "Alpha")

    await _condense(app)
    (digested,) = await digest_due(app=app, now=NOW)
    attempts = await _post(app)

    assert (digested.stories, digested.posts) == (1, 1)
    assert [each.outcome for each in attempts] == [Outcome.SENT]
    assert outlet.titles == ["Alpha releases version 3.0"]
    (panel,) = outlet.posts[0].panels
    assert panel.body.count("• ") == 3
    assert panel.footer == f"unit {outlet.posts[0].code}"


async def test_nothing_is_posted_twice_however_often_the_steps_run(app, web, outlet):
    await _follow(app, web, "Alpha", "Beta")

    for _ in range(3):
        await _condense(app)
        await digest_due(app=app, now=NOW, at_once=True)
        await _post(app)

    assert sorted(outlet.titles) == ["Alpha releases version 3.0", "Beta opens a wind tunnel for drones in hail"]


async def test_too_many_cards_become_a_digest_and_the_rest_waits_for_the_next(app, web, outlet):
    names = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"]
    await _follow(app, web, *names)
    await _condense(app)

    (first,) = await digest_due(app=app, now=NOW)
    same_day = await digest_due(app=app, now=NOW + timedelta(minutes=1))
    (next_day,) = await digest_due(app=app, now=NOW + timedelta(days=1))
    await _post(app, now=NOW + timedelta(days=1))

    assert (first.stories, same_day, next_day.stories) == (3, (), 2)
    assert len(set(outlet.titles)) == len(outlet.titles) == len(names)


async def test_a_digest_channel_waits_for_its_hour(app, web, outlet):
    await _follow(app, web, "Alpha", mode=Mode.DIGEST)
    await _condense(app)

    early = await digest_due(app=app, now=NOW)
    (due,) = await digest_due(app=app, now=NOW + timedelta(days=1))

    assert early == ()
    assert due.stories == 1


async def test_a_story_of_two_feeds_is_one_card(app, web, outlet):
    web.answers["/second"] = Answer(rss("Alpha", base=web.url("/other"), title="Second Source"), content_type=XML)
    web.answers["/other/Alpha"] = Answer(page("Alpha"))
    await _follow(app, web, "Alpha")
    await subscribe(web.url("/second"), target=CONSOLE, wish=Wish(backfill=5), app=app, now=NOW)

    await _condense(app)
    await digest_due(app=app, now=NOW)
    await _post(app)

    assert outlet.titles == ["Alpha releases version 3.0"]
    assert "also covered by" in outlet.posts[0].panels[0].body


async def test_more_coverage_of_a_posted_story_is_not_posted_again(app, web, outlet):
    await _follow(app, web, "Alpha")
    await _condense(app)
    await digest_due(app=app, now=NOW)
    await _post(app)

    web.answers["/second"] = Answer(rss("Alpha", base=web.url("/other"), title="Second Source"), content_type=XML)
    web.answers["/other/Alpha"] = Answer(page("Alpha"))
    await subscribe(web.url("/second"), target=CONSOLE, wish=Wish(backfill=5), app=app, now=NOW)
    await _condense(app)
    await digest_due(app=app, now=NOW)
    await _post(app)

    assert len(outlet.posts) == 1
    assert await next_condense_at(app=app) is None


async def test_a_page_that_does_not_answer_is_tried_again_then_the_feeds_text_is_used(app, web, outlet):
    await _follow(app, web, "Alpha", pages=False)
    web.answers["/Alpha"] = Answer(status=503)

    (first,) = await condense_waiting(app=app, now=NOW)
    too_soon = await condense_waiting(app=app, now=NOW)
    (second,) = await condense_waiting(app=app, now=NOW + timedelta(seconds=61))
    await digest_due(app=app, now=NOW)
    await _post(app)

    assert first.article is None
    assert "answered 503" in (first.error or "")
    assert too_soon == ()
    assert second.article is not None
    assert outlet.posts[0].panels[0].body.count("• ") == 3


async def test_a_page_that_is_gone_is_not_tried_again(app, web, outlet):
    await _follow(app, web, "Alpha", pages=False)

    (only,) = await condense_waiting(app=app, now=NOW)

    assert only.article is not None


async def test_a_teaser_is_told_honestly(app, web, outlet):
    feed = rss("Alpha", base=web.url("")).replace(article("Alpha").replace("<", "&lt;").replace(">", "&gt;").encode(), b"Soon more.")
    web.answers |= {"/feed": Answer(feed, content_type=XML), "/Alpha": Answer(b"<html><body><p>Subscribe to read on.</p></body></html>")}
    await subscribe(web.url("/feed"), target=CONSOLE, wish=Wish(backfill=1), app=app, now=NOW)

    await _condense(app)
    await digest_due(app=app, now=NOW)
    await _post(app)

    body = outlet.posts[0].panels[0].body
    assert "• " not in body
    assert "only the headline" in body


async def test_without_pages_only_the_feeds_own_text_is_used(app, web, outlet):
    settings = app.settings.model_copy(update={"articles": ArticlesSettings(fetch_pages=False)})
    offline = replace(app, settings=settings, readers=replace(app.readers, settings=settings))
    await _follow(offline, web, "Alpha")
    asked = len(web.asked)

    await _condense(offline)

    assert len(web.asked) == asked


async def test_latest_tells_what_was_posted(app, web, outlet):
    await _follow(app, web, "Alpha")
    await _condense(app)
    await digest_due(app=app, now=NOW)

    (story,) = await latest(target=CONSOLE, most=5, app=app)

    assert (story.title, story.source) == ("Alpha releases version 3.0", "Made-up News")


@pytest.fixture
async def ready(app, web):
    """One post that waits in the outbox."""
    await _follow(app, web, "Alpha")
    await _condense(app)
    await digest_due(app=app, now=NOW)
    return app


async def test_a_failed_try_is_repeated_under_the_same_nonce(ready, outlet):
    outlet.errors = [SendFailed(detail="503")]

    (first,) = await _post(ready)
    too_soon = await _post(ready, now=NOW + timedelta(seconds=1))
    (second,) = await _post(ready, now=NOW + timedelta(seconds=6))

    assert (first.outcome, too_soon, second.outcome) == (Outcome.LATER, [], Outcome.SENT)
    assert len(outlet.posts) == 1
    assert outlet.nonces == [f"{outlet.posts[0].code}-0"]


async def test_a_crash_after_the_send_repeats_nothing_while_the_nonce_is_known(ready, outlet):
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
    (after,) = await _post(ready, now=NOW + timedelta(seconds=5))

    assert after.outcome is Outcome.SENT
    assert len(outlet.posts) == 1
    assert outlet.looked_for == []


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
    (after,) = await _post(ready, now=NOW + timedelta(hours=1))

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
    (after,) = await _post(ready, now=NOW + timedelta(hours=1))

    assert after.outcome is Outcome.SENT
    assert outlet.looked_for == [outlet.posts[0].code]
    assert outlet.nonces != [f"{outlet.posts[0].code}-0"]


async def test_a_post_under_somebody_elses_lease_is_left_alone(ready, outlet):
    class Slow:
        async def send(self, target, post, *, nonce):
            assert await deliver_due(app=ready, owner="other", now=NOW) == ()
            return "message"

    await deliver_due(app=replace(ready, outlets=dict.fromkeys(ready.outlets, Slow())), owner="me", now=NOW)

    assert outlet.posts == []
    assert await next_delivery_at(app=ready) is None


async def test_a_channel_that_refuses_is_paused_and_not_asked_again(ready, outlet):
    outlet.errors = [SendRefused(detail="403")]

    (attempt,) = await _post(ready)
    after = await _post(ready, now=NOW + timedelta(days=1))

    assert attempt.outcome is Outcome.DEAD
    assert after == []
    (followed,) = await list_feeds(target=CONSOLE, app=ready)
    assert followed.subscription.state is SubscriptionState.PAUSED


async def test_a_bug_in_an_outlet_puts_the_post_off(ready, outlet, caplog):
    outlet.errors = [ZeroDivisionError()]

    (attempt,) = await _post(ready)

    assert attempt.outcome is Outcome.LATER
    assert "delivery met a bug" in caplog.text


async def test_a_channels_posts_keep_their_order(app, web, outlet):
    await _follow(app, web, "Alpha", "Beta")
    await _condense(app)
    await digest_due(app=app, now=NOW)
    outlet.errors = [SendFailed(detail="503", retry_after_s=30)]

    first = await deliver_due(app=app, owner="me", now=NOW)
    meanwhile = await deliver_due(app=app, owner="me", now=NOW)
    due_at = await next_delivery_at(app=app)
    await _post(app, now=NOW + timedelta(seconds=31))

    assert [each.outcome for each in first] == [Outcome.LATER]
    assert meanwhile == ()
    assert due_at == NOW + timedelta(seconds=30)
    assert len(outlet.posts) == 2


def test_the_pause_doubles_up_to_the_longest(settings):
    pauses = [backoff_s(attempts, settings=settings.delivery) for attempts in (1, 2, 3, 50)]

    assert pauses == [5, 10, 20, 3600]


async def test_an_entry_that_no_worker_can_read_is_posted_with_its_title_alone(app, web, outlet, caplog):
    class Faulty:
        async def run(self, source, function, *args, **kwargs):
            if function.__name__ == "article_of_entry":
                raise ZeroDivisionError
            return await app.readers.pool.run(source, function, *args, **kwargs)

    await _follow(app, web, "Alpha")
    await _condense(replace(app, readers=replace(app.readers, pool=Faulty())))
    await digest_due(app=app, now=NOW)
    await _post(app)

    assert "condensing met a bug" in caplog.text
    assert outlet.titles == ["Alpha releases version 3.0"]
    assert "the article could not be read" in outlet.posts[0].panels[0].body


async def test_a_link_that_somebody_asked_for_before_is_not_fetched_again_and_gets_its_story(app, web, outlet):
    web.answers["/Alpha"] = Answer(page("Alpha"))
    await tldr(web.url("/Alpha"), app=app, now=NOW)
    await _follow(app, web, "Alpha")
    asked = [path for path, _ in web.asked].count("/Alpha")

    await _condense(app)
    await digest_due(app=app, now=NOW)
    await _post(app)

    assert asked == [path for path, _ in web.asked].count("/Alpha") == 1
    assert outlet.titles == ["Alpha releases version 3.0"]
    assert outlet.posts[0].panels[0].body.count("• ") == 3
