"""What people keep for themselves."""

from datetime import timedelta

import pytest

from bot.errors import Refused
from bot.flows import saved as flow
from bot.flows.saved import copy_of, save, save_read, shelf, unsave
from bot.flows.tldr import ask
from bot.model.subscription import Mode
from tests.fakes.http_server import Answer
from tests.integration.presses import posted, press
from tests.worlds import NOW, page


async def test_a_story_is_kept_once_for_who_pressed_alone(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")

    first = await save(press(code), app=app, now=NOW)
    again = await save(press(code), app=app, now=NOW + timedelta(hours=1))

    assert (first.new, again.new, first.saved) == (True, False, again.saved)
    assert (first.saved.title, first.saved.source) == ("Alpha releases version 3.0", "Made-up News")
    assert (await shelf(user=1, number=0, app=app)).saved == (first.saved,)
    assert (await shelf(user=2, number=0, app=app)).saved == ()


async def test_nobody_removes_what_another_one_keeps(app, web, outlet):
    kept = await save(press(await posted(app, web, outlet, "Alpha")), app=app, now=NOW)

    assert not await unsave(kept.saved.id, user=2, app=app)
    assert await unsave(kept.saved.id, user=1, app=app)
    assert not await unsave(kept.saved.id, user=1, app=app)


async def test_a_link_that_was_asked_about_is_kept_under_the_same_address(app, web, outlet):
    web.answers["/Beta?utm_source=x"] = Answer(page("Beta"))
    found = await ask(web.url("/Beta?utm_source=x"), user=1, app=app, now=NOW)

    kept = await save_read(found.key, user=1, guild=None, app=app, now=NOW)

    assert kept.new
    assert kept.saved.title == "Beta opens a wind tunnel for drones in hail"
    assert not (await save_read(found.key, user=1, guild=None, app=app, now=NOW)).new
    with pytest.raises(Refused, match="don't know that article"):
        await save_read("0" * 32, user=1, guild=None, app=app, now=NOW)


async def test_the_newest_come_first_page_by_page(app, web, outlet, monkeypatch):
    monkeypatch.setattr(flow, "PAGE", 2)
    for hours, name in enumerate(("Alpha", "Beta", "Gamma")):
        web.answers[f"/{name}"] = Answer(page(name))
        found = await ask(web.url(f"/{name}"), user=1, app=app, now=NOW)
        await save_read(found.key, user=1, guild=None, app=app, now=NOW + timedelta(hours=hours))

    first, last = await shelf(user=1, number=0, app=app), await shelf(user=1, number=99, app=app)

    assert [each.title.split()[0] for each in (*first.saved, *last.saved)] == ["Gamma", "Beta", "Alpha"]
    assert (first.number, first.pages, first.whole, last.number) == (0, 2, 3, 1)


async def test_there_is_an_end_to_what_one_person_can_keep(app, web, outlet, monkeypatch):
    monkeypatch.setattr(flow, "MOST", 1)
    code = await posted(app, web, outlet, "Alpha")
    await save(press(code), app=app, now=NOW)
    web.answers["/Beta"] = Answer(page("Beta"))
    found = await ask(web.url("/Beta"), user=1, app=app, now=NOW)

    with pytest.raises(Refused, match="/saved"):
        await save_read(found.key, user=1, guild=None, app=app, now=NOW)
    assert not (await save(press(code), app=app, now=NOW)).new


async def test_a_copy_is_what_the_post_shows_and_not_had_without_end(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")

    assert await copy_of(press(code), app=app, now=NOW) == outlet.posts[-1].panels
    for _ in range(4):
        await copy_of(press(code), app=app, now=NOW)
    with pytest.raises(Refused, match="ask me again"):
        await copy_of(press(code), app=app, now=NOW)
    with pytest.raises(Refused, match="no such post"):
        await copy_of(press(code, channels=(5,)), app=app, now=NOW)


async def test_of_a_digest_no_single_story_is_kept(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha", "Beta", mode=Mode.DIGEST)

    with pytest.raises(Refused, match="several stories"):
        await save(press(code), app=app, now=NOW)
