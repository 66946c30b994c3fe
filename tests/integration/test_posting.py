"""From waiting entries to posts: condensing, joining stories, digests."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import ReadTrouble, Unreadable
from bot.flows.condense import Condenser, condense_waiting, next_condense_at
from bot.flows.digest import digest_due
from bot.flows.latest import latest
from bot.flows.subscribe import Wish, subscribe
from bot.flows.tldr import tldr
from bot.model.delivery import Outcome
from bot.model.subscription import CONSOLE, Mode, OutletName, Target
from bot.settings import ArticlesSettings
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, follow, post
from tests.worlds import NOW, article, page, rss


async def test_an_instant_story_becomes_a_card_with_takeaways(app, web, outlet):
    await follow(app, web, "Alpha")

    await condense(app)
    (digested,) = await digest_due(app=app, now=NOW)
    attempts = await post(app)

    assert (digested.stories, digested.posts) == (1, 1)
    assert [each.outcome for each in attempts] == [Outcome.SENT]
    assert outlet.titles == ["Alpha releases version 3.0"]
    (panel,) = outlet.posts[0].panels
    assert panel.body.count("• ") == 3
    assert panel.footer == f"unit {outlet.posts[0].code}"


async def test_nothing_is_posted_twice_however_often_the_steps_run(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")

    for _ in range(3):
        await condense(app)
        await digest_due(app=app, now=NOW, at_once=True)
        await post(app)

    assert sorted(outlet.titles) == ["Alpha releases version 3.0", "Beta opens a wind tunnel for drones in hail"]


async def test_of_too_many_cards_the_rest_comes_in_the_next_digest(app, web, outlet):
    names = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"]
    await follow(app, web, *names)
    await condense(app)

    (first,) = await digest_due(app=app, now=NOW)
    same_day = await digest_due(app=app, now=NOW + timedelta(minutes=1))
    (next_day,) = await digest_due(app=app, now=NOW + timedelta(days=1))
    await post(app, now=NOW + timedelta(days=1))

    assert (first.stories, first.posts, same_day, next_day.stories, next_day.posts) == (2, 2, (), 3, 1)
    assert len(set(outlet.titles)) == len(outlet.titles) == len(names)


async def test_a_digest_channel_waits_for_its_hour(app, web, outlet):
    await follow(app, web, "Alpha", mode=Mode.DIGEST)
    await condense(app)

    early = await digest_due(app=app, now=NOW)
    (due,) = await digest_due(app=app, now=NOW + timedelta(days=1))

    assert early == ()
    assert due.stories == 1


async def test_a_story_of_two_feeds_is_one_card(app, web, outlet):
    web.answers["/second"] = Answer(rss("Alpha", base=web.url("/other"), title="Second Source"), content_type=XML)
    web.answers["/other/Alpha"] = Answer(page("Alpha"))
    await follow(app, web, "Alpha")
    await subscribe(web.url("/second"), target=CONSOLE, wish=Wish(backfill=5), app=app, now=NOW)

    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)

    assert outlet.titles == ["Alpha releases version 3.0"]
    assert "also covered by" in outlet.posts[0].panels[0].body


async def test_more_coverage_of_a_posted_story_is_not_posted_again(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)

    web.answers["/second"] = Answer(rss("Alpha", base=web.url("/other"), title="Second Source"), content_type=XML)
    web.answers["/other/Alpha"] = Answer(page("Alpha"))
    await subscribe(web.url("/second"), target=CONSOLE, wish=Wish(backfill=5), app=app, now=NOW)
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)

    assert len(outlet.posts) == 1
    assert await next_condense_at(app=app) is None


async def test_a_page_that_does_not_answer_is_tried_again_then_the_feeds_text_is_used(app, web, outlet):
    await follow(app, web, "Alpha", pages=False)
    web.answers["/Alpha"] = Answer(status=503)

    (first,) = await condense_waiting(app=app, now=NOW)
    too_soon = await condense_waiting(app=app, now=NOW)
    (second,) = await condense_waiting(app=app, now=NOW + timedelta(seconds=61))
    await digest_due(app=app, now=NOW)
    await post(app)

    assert first.article is None
    assert "answered 503" in (first.error or "")
    assert too_soon == ()
    assert second.article is not None
    assert outlet.posts[0].panels[0].body.count("• ") == 3


async def test_a_page_that_is_gone_is_not_tried_again(app, web, outlet):
    await follow(app, web, "Alpha", pages=False)

    (only,) = await condense_waiting(app=app, now=NOW)

    assert only.article is not None


async def test_a_teaser_is_told_honestly(app, web, outlet):
    feed = rss("Alpha", base=web.url("")).replace(article("Alpha").replace("<", "&lt;").replace(">", "&gt;").encode(), b"Soon more.")
    web.answers |= {"/feed": Answer(feed, content_type=XML), "/Alpha": Answer(b"<html><body><p>Subscribe to read on.</p></body></html>")}
    await subscribe(web.url("/feed"), target=CONSOLE, wish=Wish(backfill=1), app=app, now=NOW)

    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)

    body = outlet.posts[0].panels[0].body
    assert "• " not in body
    assert "only the headline" in body


async def test_without_pages_only_the_feeds_own_text_is_used(app, web, outlet):
    settings = app.settings.model_copy(update={"articles": ArticlesSettings(fetch_pages=False)})
    offline = replace(app, settings=settings, readers=replace(app.readers, settings=settings))
    await follow(offline, web, "Alpha")
    asked = len(web.asked)

    await condense(offline)

    assert len(web.asked) == asked


async def test_latest_tells_what_was_posted(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)

    (story,) = await latest(target=CONSOLE, most=5, app=app)

    assert (story.title, story.source) == ("Alpha releases version 3.0", "Made-up News")


@pytest.mark.parametrize(
    "failure", [ZeroDivisionError(), Unreadable(source="x", trouble=ReadTrouble.TOO_HARD, detail="crash")], ids=["a bug", "a dead worker"]
)
async def test_an_entry_that_no_worker_can_read_is_posted_with_its_title_alone(app, web, outlet, caplog, failure):
    class Faulty:
        async def run(self, source, function, *args, **kwargs):
            if function.__name__ == "article_of_entry":
                raise failure
            return await app.readers.pool.run(source, function, *args, **kwargs)

    await follow(app, web, "Alpha")
    await condense(replace(app, readers=replace(app.readers, pool=Faulty())))
    await digest_due(app=app, now=NOW)
    await post(app)

    assert ("condensing met a bug" in caplog.text) is isinstance(failure, ZeroDivisionError)
    assert outlet.titles == ["Alpha releases version 3.0"]
    assert "the article could not be read" in outlet.posts[0].panels[0].body


async def test_a_link_that_somebody_asked_for_before_is_not_fetched_again_and_gets_its_story(app, web, outlet):
    web.answers["/Alpha"] = Answer(page("Alpha"))
    await tldr(web.url("/Alpha"), app=app, now=NOW)
    await follow(app, web, "Alpha")
    asked = [path for path, _ in web.asked].count("/Alpha")

    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)

    assert asked == [path for path, _ in web.asked].count("/Alpha") == 1
    assert outlet.titles == ["Alpha releases version 3.0"]
    assert outlet.posts[0].panels[0].body.count("• ") == 3


async def test_a_page_that_takes_its_time_holds_up_no_other(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")
    web.answers["/Alpha"] = Answer(page("Alpha"), wait_s=1.5)
    condenser = Condenser(app)

    (first,) = await condenser.step(now=NOW, patience_s=5)
    still_busy = condenser.busy
    (second,) = await condenser.step(now=NOW, patience_s=5)

    assert still_busy
    assert not condenser.busy
    assert first.entry != second.entry


async def test_a_page_that_asks_for_an_absurd_pause_gets_a_day_at_most(app, web, outlet):
    await follow(app, web, "Alpha")
    web.answers["/Alpha"] = Answer(status=429, headers={"Retry-After": "999999999999"})

    (done,) = await condense(app)

    assert done.article is None
    due_at = await next_condense_at(app=app)
    assert due_at == NOW + timedelta(days=1)


async def test_what_a_wall_hid_from_an_asker_is_taken_from_the_feed_that_has_it(app, web, outlet):
    web.answers["/Alpha"] = Answer(b"<html><body><p>Subscribe to continue reading.</p></body></html>")
    asked = await tldr(web.url("/Alpha"), app=app, now=NOW)
    await follow(app, web, "Alpha", pages=False)

    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)
    again = await tldr(web.url("/Alpha"), app=app, now=NOW)

    assert asked.takeaways.bullets == ()
    assert outlet.posts[0].panels[0].body.count("• ") == 3
    assert again.takeaways.bullets != ()


async def test_a_channel_that_the_command_line_knew_by_its_id_alone_gets_its_guild(app, web):
    await follow(app, web, "Alpha", mode=Mode.DIGEST)
    by_id, in_guild = Target(outlet=OutletName.DISCORD, channel=7), Target(outlet=OutletName.DISCORD, channel=7, guild=8)
    await subscribe(web.url("/feed"), target=by_id, wish=Wish(backfill=1), app=app, now=NOW)
    await condense(app)
    discord_too = replace(app, outlets={OutletName.DISCORD: app.outlets[OutletName.CONSOLE]})
    await digest_due(app=discord_too, now=NOW)

    await subscribe(web.url("/feed"), target=in_guild, wish=Wish(), app=app, now=NOW)

    assert len(await latest(target=in_guild, most=5, app=app)) == 1


async def test_a_bug_in_one_channels_digest_stops_no_other(app, web, outlet, caplog):
    await follow(app, web, "Alpha")
    await subscribe(web.url("/feed"), target=replace(CONSOLE, channel=1), wish=Wish(backfill=1), app=app, now=NOW)
    await condense(app)

    class Faulty:
        calls = 0

        def topic_of(self, **given):
            Faulty.calls += 1
            if Faulty.calls == 1:
                raise ZeroDivisionError
            return app.voice.rules.topic_of(**given)

        def is_grave(self, **given):
            return app.voice.rules.is_grave(**given)

    done = await digest_due(app=replace(app, voice=replace(app.voice, rules=Faulty())), now=NOW)

    assert "digest met a bug" in caplog.text
    assert len(done) == 1


async def test_a_page_still_unread_holds_its_channel_for_a_minute_and_no_longer(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")
    web.answers["/Alpha"] = Answer(page("Alpha"), wait_s=1.5)
    condenser = Condenser(app)
    await condenser.step(now=NOW, patience_s=5)

    at_once = await digest_due(app=app, now=NOW)
    (after,) = await digest_due(app=app, now=NOW + timedelta(seconds=61))
    await condenser.step(now=NOW, patience_s=5)

    assert at_once == ()
    assert after.stories == 1
