"""Cards that follow their stories after they were posted: more sources, corrections, retractions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digests.correct import Change
from bot.flows.correct import correct_due, next_correction_at
from bot.flows.digest import digest_due
from bot.flows.edit import edit_due
from bot.flows.poller import poll_due
from bot.flows.subscribe import Wish, subscribe
from bot.model.subscription import CONSOLE, Mode
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, follow, post
from tests.worlds import NOW, article, page, rss

SOON = NOW + timedelta(minutes=70)
WITHDRAWN = "<p>This article has been withdrawn because its figures could not be confirmed. We apologise to our readers.</p>"


async def _posted(app, web, *, mode=Mode.INSTANT):
    await follow(app, web, "Alpha", mode=mode)
    await condense(app)
    await digest_due(app=app, now=NOW, at_once=True)
    await post(app)


async def _changed(app, web, *, title="Alpha releases version 3.0", body="", page_body=None, status=200, now=SOON):
    """The feed changes its one entry, and perhaps the page; what came of it."""
    feed = rss("Alpha", base=web.url("")).decode().replace("Alpha releases version 3.0", title)
    changed = feed.replace("</description></item>", f" {body}</description></item>")
    web.answers["/feed"] = Answer(changed.encode(), content_type=XML)
    if page_body is not None or status != 200:
        web.answers["/Alpha"] = Answer(page_body or b"", status=status)
    await poll_due(app=app, now=now)
    changes = await correct_due(app=app, now=now)
    await edit_due(app=app, now=now + timedelta(hours=7))
    return changes


def _page(text: str, *, title="Alpha releases version 3.0") -> bytes:
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>".encode()


async def _second_source(app, web, *, now):
    web.answers["/second"] = Answer(rss("Alpha", base=web.url("/other"), title="Second Source"), content_type=XML)
    web.answers["/other/Alpha"] = Answer(page("Alpha"))
    await subscribe(web.url("/second"), target=CONSOLE, wish=Wish(backfill=5), app=app, now=now)
    await condense(app, now=now)
    await digest_due(app=app, now=now)


async def test_a_card_names_the_source_that_came_within_the_hour(app, web, outlet):
    await _posted(app, web)

    await _second_source(app, web, now=NOW + timedelta(minutes=20))
    await edit_due(app=app, now=NOW + timedelta(minutes=21))

    (edited,) = outlet.edits.values()
    assert len(outlet.posts) == 1
    assert "also covered by" in edited.panels[0].body
    assert edited.code == outlet.posts[0].code


async def test_where_nobody_wants_pages_read_again_none_is(app, web, outlet):
    articles = app.settings.articles.model_copy(update={"recheck_s": 0})
    await _posted(replace(app, settings=app.settings.model_copy(update={"articles": articles})), web)

    assert await next_correction_at(app=app) is None


async def test_later_a_card_is_edited_sparingly(app, web, outlet):
    await _posted(app, web)

    later = NOW + timedelta(hours=3)
    await _second_source(app, web, now=later)
    await edit_due(app=app, now=later + timedelta(minutes=1))
    early = dict(outlet.edits)
    await edit_due(app=app, now=NOW + timedelta(hours=6, minutes=1))

    assert (early, len(outlet.edits)) == ({}, 1)


async def test_after_days_a_card_stays_as_it_is(app, web, outlet):
    await _posted(app, web)

    await _second_source(app, web, now=NOW + timedelta(days=3))
    await edit_due(app=app, now=NOW + timedelta(days=30))

    assert outlet.edits == {}


async def test_a_corrected_headline_is_told_on_the_card(app, web, outlet):
    await _posted(app, web)
    new = "Alpha releases its engine early"

    changes = await _changed(app, web, title=new, page_body=_page(article("Alpha"), title=new))

    (edited,) = outlet.edits.values()
    assert changes == (Change.CORRECTED,)
    assert edited.panels[0].title.endswith(new)
    assert "The headline was “Alpha releases version 3" in edited.panels[0].body


async def test_a_takeaway_that_the_article_does_not_hold_any_more_is_replaced(app, web, outlet):
    await _posted(app, web)
    told = outlet.posts[0].panels[0].body
    corrected = article("Alpha").replace("halves the memory", "cuts by a third the memory")

    changes = await _changed(app, web, body="Corrected.", page_body=_page(corrected))

    (edited,) = outlet.edits.values()
    assert "halves the memory" in told
    assert changes == (Change.CORRECTED,)
    assert "halves the memory" not in edited.panels[0].body
    assert "corrected what stands here" in edited.panels[0].body


@pytest.mark.parametrize(("page_body", "status"), [(None, 410), (_page(WITHDRAWN, title="Article withdrawn"), 200)])
async def test_a_retracted_article_is_marked_on_its_card(app, web, outlet, page_body, status):
    await _posted(app, web)

    when = NOW + timedelta(hours=5)

    changes = await _changed(app, web, body="Withdrawn.", page_body=page_body, status=status, now=when)
    changes += await correct_due(app=app, now=when + timedelta(minutes=11))
    await edit_due(app=app, now=when + timedelta(hours=7))

    (edited,) = outlet.edits.values()
    assert changes == (Change.RETRACTED,)
    assert "The publisher has withdrawn this article." in edited.panels[0].body


async def test_one_410_alone_takes_nothing_back(app, web, outlet):
    await _posted(app, web)

    first = await _changed(app, web, body="Edited.", status=410)
    web.answers["/Alpha"] = Answer(page("Alpha"))
    second = await correct_due(app=app, now=SOON + timedelta(minutes=11))

    assert (first, second, outlet.edits) == ((), (Change.NONE,), {})


async def test_an_article_that_is_back_is_not_called_withdrawn_any_more(app, web, outlet):
    await _posted(app, web)
    await _changed(app, web, body="Withdrawn.", page_body=_page(WITHDRAWN, title="Article withdrawn"))

    later = SOON + timedelta(hours=2)
    changes = await _changed(app, web, body="Back again.", page_body=page("Alpha"), now=later)

    (edited,) = outlet.edits.values()
    assert changes == (Change.RESTORED,)
    assert "withdrawn" not in edited.panels[0].body


async def test_a_headline_that_returns_to_the_posted_one_leaves_no_trace(app, web, outlet):
    await _posted(app, web)
    second, third = "Alpha releases its engine early", "Alpha engine is out"

    said = []
    for number, title in enumerate((second, third, "Alpha releases version 3.0")):
        when = SOON + timedelta(hours=3 * number)
        changes = await _changed(app, web, title=title, body=str(number), page_body=_page(article("Alpha"), title=title), now=when)
        (edited,) = outlet.edits.values()
        said.append((changes, "The headline was “Alpha releases version 3" in edited.panels[0].body, "headline" in edited.panels[0].body))

    assert said == [((Change.CORRECTED,), True, True), ((Change.CORRECTED,), True, True), ((Change.RESTORED,), False, False)]


async def test_a_headline_that_only_the_page_changed_is_not_told(app, web, outlet):
    await _posted(app, web)

    changes = await _changed(app, web, body="Edited.", page_body=_page(article("Alpha"), title="Storage firm ships a faster engine"))

    assert (changes, outlet.edits) == ((Change.NONE,), {})


async def test_another_article_at_the_same_address_corrects_nothing(app, web, outlet):
    await _posted(app, web)

    changes = await _changed(app, web, body="Edited.", page_body=page("Beta"))

    assert (changes, outlet.edits) == ((Change.NONE,), {})


async def test_a_change_that_no_reader_was_told_of_edits_nothing(app, web, outlet):
    await _posted(app, web)

    changes = await _changed(app, web, body="One comment more.")

    assert (changes, outlet.edits) == ((Change.NONE,), {})
    assert await next_correction_at(app=app) is None


async def test_a_wall_where_there_was_an_article_corrects_nothing(app, web, outlet):
    await _posted(app, web)

    changes = await _changed(app, web, body="Edited.", page_body=_page("<p>Subscribe to continue reading.</p>"))

    assert (changes, outlet.edits) == ((Change.NONE,), {})


async def test_a_page_that_does_not_answer_is_asked_again_and_then_left(app, web, outlet):
    await _posted(app, web)

    first = await _changed(app, web, body="Edited.", status=503)
    rest = [await correct_due(app=app, now=SOON + timedelta(minutes=11 * number)) for number in (1, 2, 3, 4)]

    assert (first, rest, outlet.edits) == ((), [(), (), (), ()], {})
    assert await next_correction_at(app=app) is None


async def test_an_old_entry_may_change_as_it_likes(app, web, outlet):
    await _posted(app, web)

    await correct_due(app=app, now=SOON)

    assert await _changed(app, web, title="Something else", now=NOW + timedelta(days=2)) == ()


async def test_a_story_in_a_digest_stays_as_it_is(app, web, outlet):
    await _posted(app, web, mode=Mode.DIGEST)

    await _second_source(app, web, now=NOW + timedelta(minutes=20))
    await edit_due(app=app, now=NOW + timedelta(hours=1))

    assert outlet.edits == {}


@pytest.mark.parametrize(
    ("page_body", "change"),
    [
        (_page(WITHDRAWN, title="Article withdrawn"), Change.RETRACTED),
        (_page(article("Alpha").replace("halves the memory", "cuts by a third the memory")), Change.CORRECTED),
        (page("Alpha"), Change.NONE),
        (_page("<p>Subscribe to continue reading.</p>"), Change.NONE),
    ],
)
async def test_the_page_behind_a_card_is_read_once_more_though_its_feed_says_nothing(app, web, outlet, page_body, change):
    await _posted(app, web)
    web.answers["/Alpha"] = Answer(page_body)

    early = await correct_due(app=app, now=NOW + timedelta(minutes=44))
    changes = await correct_due(app=app, now=NOW + timedelta(minutes=46))
    await edit_due(app=app, now=NOW + timedelta(minutes=47))

    assert (early, changes) == ((), (change,))
    assert bool(outlet.edits) is (change is not Change.NONE)
    assert await next_correction_at(app=app) is None


async def test_a_page_that_cannot_be_read_once_more_corrects_nothing(app, web, outlet):
    await _posted(app, web)
    web.answers["/Alpha"] = Answer(b"", status=404)

    changes = await correct_due(app=app, now=NOW + timedelta(minutes=46))

    assert (changes, outlet.edits, await next_correction_at(app=app)) == ((), {}, None)


async def test_a_story_in_a_digest_is_not_read_once_more(app, web, outlet):
    await _posted(app, web, mode=Mode.DIGEST)

    assert await next_correction_at(app=app) is None
