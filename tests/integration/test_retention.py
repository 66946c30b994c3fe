"""Old texts go; what was seen and posted is known for ever, and what still waits is left alone."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from bot.flows.digest import digest_due
from bot.flows.latest import latest
from bot.flows.poller import poll_due
from bot.flows.retention import Retention, drop_old
from bot.flows.tldr import tldr
from bot.model.subscription import CONSOLE, Mode
from bot.rendering.frozen import thaw
from bot.store import answers
from bot.store.tables import articles, entries, model_answers, posts
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, follow, post
from tests.worlds import NOW, rss

LATER = NOW + timedelta(days=100)


async def _posted(app, web, *names):
    await follow(app, web, *names)
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)


async def _texts(app, column):
    async with app.db.reading() as tx:
        return list((await tx.execute(select(column).order_by(column.table.c.id))).scalars())


async def test_old_texts_go_and_nothing_is_posted_again(app, web, outlet):
    await _posted(app, web, "Alpha", "Beta")

    await drop_old(app=app, now=LATER)
    web.answers["/feed"] = Answer(rss("Alpha", "Beta", base=web.url("")) + b"<!-- changed -->", content_type=XML)
    await poll_due(app=app, now=LATER)
    await condense(app, now=LATER)
    await digest_due(app=app, now=LATER, at_once=True)
    await post(app, now=LATER)

    assert await _texts(app, articles.c.text) == ["", ""]
    assert await _texts(app, entries.c.content_html) == ["", ""]
    assert len(outlet.posts) == 2


async def test_posts_keep_their_codes_and_can_still_be_read(app, web, outlet):
    await _posted(app, web, "Alpha")

    await drop_old(app=app, now=LATER)

    (payload,), (code,) = await _texts(app, posts.c.payload), await _texts(app, posts.c.code)
    assert thaw(payload).panels == ()
    assert thaw(payload).code == code == outlet.posts[0].code


async def test_what_was_told_can_still_be_listed_and_asked_for(app, web, outlet):
    await _posted(app, web, "Alpha")

    await drop_old(app=app, now=LATER)

    (story,) = await latest(target=CONSOLE, most=5, app=app)
    asked = await tldr(web.url("/Alpha"), app=app, now=LATER)
    assert len(story.takeaways.bullets) >= 3
    assert asked.takeaways == story.takeaways


async def test_young_texts_stay(app, web, outlet):
    await _posted(app, web, "Alpha")

    await drop_old(app=app, now=NOW + timedelta(days=89))

    assert all(await _texts(app, articles.c.text))
    assert "panels" in (await _texts(app, posts.c.payload))[0]
    assert thaw((await _texts(app, posts.c.payload))[0]).panels


async def test_what_a_channel_still_waits_for_is_left_alone(app, web, outlet):
    await follow(app, web, "Alpha", "Beta", mode=Mode.DIGEST)
    await condense(app)

    await drop_old(app=app, now=LATER)
    waiting = await _texts(app, articles.c.text)
    await digest_due(app=app, now=LATER, at_once=True)
    await post(app, now=LATER)

    assert all(waiting)
    assert sum(panel.body.count("• ") for each in outlet.posts for panel in each.panels) >= 6


async def test_a_post_that_was_never_sent_keeps_what_it_shows(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)

    await drop_old(app=app, now=LATER)
    await post(app, now=LATER)

    assert outlet.posts[0].panels[0].body


async def test_an_entry_that_waits_to_be_read_keeps_the_feeds_text(app, web, outlet):
    await follow(app, web, "Alpha", pages=False)

    await drop_old(app=app, now=LATER)
    await condense(app, now=LATER)
    await digest_due(app=app, now=LATER, at_once=True)
    await post(app, now=LATER)

    assert outlet.posts[0].panels[0].body.count("• ") == 3


async def test_zero_days_keep_everything(app, web, outlet):
    await _posted(app, web, "Alpha")
    store = app.settings.store.model_copy(update={"keep_days": 0})

    await drop_old(app=replace(app, settings=app.settings.model_copy(update={"store": store})), now=LATER)

    assert all(await _texts(app, articles.c.text))


async def test_texts_are_kept_for_as_long_as_stories_are_joined_by_them(app, web, outlet):
    await _posted(app, web, "Alpha")
    store, digests = app.settings.store.model_copy(update={"keep_days": 1}), app.settings.digests.model_copy(update={"story_days": 30})
    settings = app.settings.model_copy(update={"store": store, "digests": digests})

    await drop_old(app=replace(app, settings=settings), now=NOW + timedelta(days=29))

    assert all(await _texts(app, articles.c.text))


async def test_answers_of_a_model_that_is_no_longer_asked_go_too(app):
    async with app.db.transaction() as tx:
        await answers.keep(tx, b"k", "{}", now=NOW)

    await drop_old(app=app, now=LATER)

    async with app.db.reading() as tx:
        assert await tx.scalar(select(func.count()).select_from(model_answers)) == 0


async def test_it_goes_in_small_steps_and_then_rests(app, web, outlet):
    await _posted(app, web, "Alpha", "Beta", "Gamma")
    retention = Retention(app)

    pauses = [await retention.step(LATER) for _ in range(4)]

    assert pauses[:3] == [pauses[0]] * 3
    assert pauses[0] < 1
    assert pauses[3] > 3600
