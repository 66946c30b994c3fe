"""Links that people ask about: one reading for all who ask at once, so often a person, and a message's several links."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import FetchFailed, FetchTrouble, Refused
from bot.flows import tldr as flow
from bot.flows.links import ask_message, ask_other
from bot.flows.tldr import ask
from tests.fakes.http_server import Answer
from tests.worlds import NOW, page


def fetches(web):
    return sum(path.startswith("/Alpha") for path, _ in web.asked)


async def test_those_who_ask_for_one_link_at_once_share_one_fetch(app, web):
    web.answers |= {f"/Alpha{query}": Answer(page("Alpha"), wait_s=0.3) for query in ("", "?utm_source=x")}

    found = await asyncio.gather(*(ask(web.url(f"/Alpha{'?utm_source=x' * (user % 2)}"), user=user, app=app, now=NOW) for user in range(5)))

    assert len({each.title for each in found}) == 1
    assert fetches(web) == 1
    assert await ask(web.url("/Alpha"), user=9, app=app, now=NOW)
    assert fetches(web) == 1


async def test_who_goes_away_takes_nothing_from_the_others(app, web):
    web.answers["/Alpha"] = Answer(page("Alpha"), wait_s=0.3)
    first = asyncio.create_task(ask(web.url("/Alpha"), user=1, app=app, now=NOW))
    second = asyncio.create_task(ask(web.url("/Alpha"), user=2, app=app, now=NOW))
    await asyncio.sleep(0.1)

    first.cancel()

    assert (await second).takeaways.bullets
    assert fetches(web) == 1


async def test_a_person_asks_so_often_a_minute_and_an_hour(app, web):
    web.answers["/Alpha"] = Answer(page("Alpha"))
    most = app.settings.discord

    for _ in range(most.tldr_per_minute):
        await ask(web.url("/Alpha"), user=1, app=app, now=NOW)
    with pytest.raises(Refused, match="ask me again in 1 second"):
        await ask(web.url("/Alpha"), user=1, app=app, now=NOW + timedelta(seconds=59))
    await ask(web.url("/Alpha"), user=2, app=app, now=NOW)
    await ask(web.url("/Alpha"), user=1, app=app, now=NOW + timedelta(seconds=60))


async def test_a_page_that_takes_too_long_is_given_up_with_a_clear_line(app, web, monkeypatch):
    monkeypatch.setattr(flow, "_WITHIN_S", 0.2)
    web.answers["/slow"] = Answer(page("Alpha"), wait_s=1)

    with pytest.raises(FetchFailed, match=FetchTrouble.TIMEOUT) as failed:
        await ask(web.url("/slow"), user=1, app=app, now=NOW)

    assert "took too long" in failed.value.said


async def test_a_message_s_first_link_is_read_and_the_others_offered(app, web):
    web.answers |= {f"/{name}": Answer(page(name)) for name in ("Alpha", "Beta")}
    links = ["https://discord.com/channels/1/2/3", web.url("/Alpha#:~:text=x"), web.url("/Alpha"), web.url("/Beta"), "ftp://x.example"]

    found = await ask_message(links, user=1, app=app, now=NOW)
    (other,) = found.others
    then = await ask_other(other.key, among=[other.key], user=2, app=app, now=NOW)

    assert found.tldr is not None
    assert found.tldr.title.startswith("Alpha")
    assert other.link == web.url("/Beta")
    assert then.tldr is not None
    assert then.tldr.title.startswith("Beta")
    assert then.others == ()
    with pytest.raises(Refused, match="too old"):
        await ask_other("0" * 32, among=[], user=1, app=app, now=NOW)


async def test_a_dead_first_link_leaves_the_others_to_choose_from(app, web):
    web.answers["/Alpha"] = Answer(page("Alpha"))

    found = await ask_message([web.url("/gone"), web.url("/Alpha")], user=1, app=app, now=NOW)

    assert found.tldr is None
    assert "404" in found.trouble
    assert [each.link for each in found.others] == [web.url("/Alpha")]
    with pytest.raises(FetchFailed):
        await ask_message([web.url("/gone")], user=1, app=app, now=NOW)


async def test_a_message_without_links_is_told_so(app):
    with pytest.raises(Refused, match="no link to an article"):
        await ask_message(["https://cdn.discordapp.com/a.png"], user=1, app=app, now=NOW)
