"""`/feed import`, `export`, `packs`, `health` and `test` with the real discord.py, against a small Discord on loopback."""

import asyncio
from functools import partial

import pytest

from bot.settings import PromptsSettings
from tests.e2e.discord.steps import follow, running
from tests.fakes import discord_presses
from tests.fakes.discord_presses import attach, labels, options
from tests.fakes.discord_server import MANAGE_GUILD
from tests.fakes.http_server import Answer
from tests.worlds import rss

XML = "application/rss+xml"
click, choose, submit = (
    partial(deed, permissions=MANAGE_GUILD) for deed in (discord_presses.click, discord_presses.choose, discord_presses.submit)
)


async def _ask(server, name, **options):
    return await server.slash(name, permissions=MANAGE_GUILD, **options)


async def _until(reply, words):
    async with asyncio.timeout(10):
        while words not in reply.text:
            await asyncio.sleep(0.02)
    return reply.text


def _opml(*urls):
    lines = "".join(f'<outline type="rss" text="Feed {number}" xmlUrl="{url}"/>' for number, url in enumerate(urls))
    return f'<opml version="2.0"><body>{lines}</body></opml>'.encode()


@pytest.fixture
def more(web):
    """Two feeds, a list of them and a third that is not there, and what is no list."""
    web.answers["/other"] = Answer(rss("Gamma", base=web.url(""), title="Other @everyone"), content_type=XML)
    web.answers["/list"] = Answer(_opml(web.url("/feed"), web.url("/other"), web.url("/gone"), "javascript:alert(1)"))
    web.answers["/prose"] = Answer(b"Dear Sir or Madam")
    return web


async def test_a_list_is_offered_followed_once_and_given_back(settings, server, more):
    async with running(settings, server):
        offered = await _ask(server, "feed import", file=attach(server, more.url("/list")))
        before = await _ask(server, "feed health")
    async with running(settings, server):
        done = await click(server, offered, "Confirm")
        told = await _until(done, "Following")
        twice = await click(server, offered, "Confirm")
        form = await _ask(server, "feed import")
        again = await submit(server, form, attach(server, more.url("/list")))
        left = await click(server, again, "Cancel")
        given = await _ask(server, "feed export")
        health = await _ask(server, "feed health")

    assert "3 feeds are new for <#3001>" in offered.text
    assert "1 line names no address" in offered.text
    assert labels(offered) == ["Confirm", "Cancel"]
    assert offered.ephemeral
    assert "Nothing is followed here yet" in before.text
    assert "Following 2 new feeds in <#3001>. 1 could not be read:" in told
    assert "Feed 2" in told
    assert "answered already" in twice.text
    assert "1 feed is new" in again.text
    assert "2 are followed there already" in again.text
    assert left.text == "Nothing is different."
    assert given.ephemeral
    assert b'text="#news-3001"' in given.last["files"][0]
    assert more.url("/other").encode() in given.last["files"][0]
    assert "All feeds are well" in health.text
    assert "@everyone" not in health.text
    assert server.channels["3001"] == []


async def test_what_is_no_list_is_told_in_one_line(settings, server, more):
    async with running(settings, server):
        prose = await _ask(server, "feed import", file=attach(server, more.url("/prose")))
        large = await _ask(server, "feed import", file=attach(server, more.url("/list"), size=2_000_000))
        gone = await _ask(server, "feed import", file=attach(server, more.url("/nowhere")))
        none = await _ask(server, "feed export")

    assert "That is not OPML" in prose.text
    assert "too large" in large.text
    assert "could not fetch that file" in gone.text
    assert "Nothing is followed here" in none.text
    assert all(each.ephemeral for each in (prose, large, gone, none))


async def test_a_feed_is_tried_for_the_askers_eyes_only(settings, server, more):
    async with running(settings, server):
        await follow(server, url=more.url("/other"))
        found = await server.complete("feed test", permissions=MANAGE_GUILD, feed="other")
        tried = await _ask(server, "feed test", feed=found[0]["value"])
        await _ask(server, "filter add", action="deny", value="fined")
        dropped = await _ask(server, "feed test", feed=found[0]["value"])
        foreign = await _ask(server, "feed test", feed="999")

    assert tried.ephemeral
    assert "Gamma fined for selling" in tried.text
    assert "before this channel followed it" in tried.text
    assert "posted at once" in tried.text
    assert "One like it is dropped: Filter 1" in dropped.text
    assert "not followed here" in foreign.text
    assert server.channels["3001"] == []


async def test_a_pack_is_chosen_and_followed(settings, server, more, tmp_path):
    (tmp_path / "packs.toml").write_text(_packs(more))
    chosen = settings.model_copy(update={"prompts": PromptsSettings(folder=str(tmp_path))})
    async with running(chosen, server):
        shown = await _ask(server, "feed packs")
        offered = await choose(server, shown, "Made up")
        told = await _until(await click(server, offered, "Confirm"), "Following")
        again = await _ask(server, "feed packs", pack="MADE")
        forum = await click(server, await _ask(server, "feed packs", pack="made", into="3003"), "Confirm")
        there = await _until(forum, "Following")
        unknown = await _ask(server, "feed packs", pack="gardening")

    assert "Made up" in shown.text
    assert options(shown) == ["Made up"]
    assert "2 feeds are new" in offered.text
    assert "Following 2 new feeds" in told
    assert "Nothing in that list is new" in again.text
    assert "<#3003>" in there
    assert "there are: made" in unknown.text


async def test_only_managers_get_at_any_of_it(settings, server, more):
    async with running(settings, server):
        offered = await _ask(server, "feed import", file=attach(server, more.url("/list")))
        packs = await _ask(server, "feed packs")
        refused = [
            await server.slash("feed test", feed="1"),
            await server.slash("feed health"),
            await server.slash("feed import"),
            await server.slash("feed export"),
            await server.slash("feed packs"),
            await click(server, offered, "Confirm", permissions=0),
            await choose(server, packs, "Tech news", permissions=0),
        ]
        offers = [await server.complete("feed test", feed=""), await server.complete("feed packs", pack="")]

    assert all("Manage Server" in each.text and each.ephemeral for each in refused)
    assert offers == [[], []]


def _packs(web):
    head = '[[packs]]\nname = "made"\ntitle = "Made up"\nemoji = "📰"\nabout = "For tests"\n[packs.feeds]\n'
    return f'{head}"One" = "{web.url("/feed")}"\n"Two" = "{web.url("/other")}"\n'
