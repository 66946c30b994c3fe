"""`/feed` with the real discord.py, against a small Discord on loopback: every command and every button of a feed's life."""

from functools import partial

import pytest

from tests.e2e.discord.steps import follow, running
from tests.fakes import discord_presses
from tests.fakes.discord_bodies import POSTING
from tests.fakes.discord_server import MANAGE_GUILD
from tests.fakes.http_server import Answer
from tests.worlds import rss

XML = "application/rss+xml"
click, choose, submit = (
    partial(deed, permissions=MANAGE_GUILD) for deed in (discord_presses.click, discord_presses.choose, discord_presses.submit)
)


async def _ask(server, name, **options):
    return await server.slash(name, permissions=MANAGE_GUILD, **options)


async def test_a_feed_is_offered_changed_confirmed_after_a_restart_and_followed_once(settings, server, web):
    async with running(settings, server):
        offered = await _ask(server, "feed add", url=web.url("/feed"))
        card = offered.last["embeds"][1]["title"]
        stranger = await click(server, offered, "Confirm", user="4002")
        powerless = await click(server, offered, "Confirm", permissions=0)
        form = await click(server, offered, "Change")
        changed = await submit(server, form, {"mode": "digest", "takeaways": "5", "backfill": "1", "channel": "3002"})
        wrong = await submit(server, await click(server, offered, "Change"), {"backfill": "x"})
        left_open = await click(server, offered, "Change")
    server.identified.clear()
    async with running(settings, server):
        lost = await submit(server, left_open, {"takeaways": "1"})
        done = await click(server, changed, "Confirm")
        again = await click(server, changed, "Confirm")
        listed = await _ask(server, "feed list")
        known = await _ask(server, "feed add", url=web.url("/feed"), into="3002")

    assert offered.ephemeral
    assert "Follow this feed?" in offered.text
    assert "Made-up News" in offered.text
    assert "Alpha releases version 3.0" in card
    assert offered.labels == ["Confirm", "Change", "Cancel"]
    assert "Only the person who asked" in stranger.text
    assert "Manage Server" in powerless.text
    assert "<#3002>: together in the digest, 5 Key Takeaways a story" in changed.text
    assert "from 0 to 25" in wrong.text
    assert "That form is closed: I was restarted" in lost.text
    assert "Following **Made-up News** in <#3002>." in done.text
    assert "1 of its newest entries comes with the next digest" in done.text
    assert done.labels == []
    assert "That is over" in again.text
    assert listed.text.count("Made-up News") == 1
    assert "followed here already: together in the digest, 5 Key Takeaways" in known.text


async def test_a_feed_is_listed_shown_edited_paused_resumed_removed_and_brought_back(settings, server, web):
    async with running(settings, server):
        await follow(server, url=web.url("/feed"))
        choices = await server.complete("feed show", permissions=MANAGE_GUILD, feed="made")
        feed = choices[0]["value"]
        listed = await _ask(server, "feed list", into="3001")
        empty = await _ask(server, "feed list", into="3002")
        shown = await _ask(server, "feed show", feed="made-up")
        edited = await submit(server, await _ask(server, "feed edit", feed=feed), {"mode": "digest", "channel": "3002"})
        paused = await _ask(server, "feed pause", feed=feed)
        resumed = await _ask(server, "feed resume", feed=feed)
        kept = await click(server, await _ask(server, "feed remove", feed=feed), "Keep")
        removed = await click(server, await _ask(server, "feed remove", feed=feed), "Remove")
        gone = await _ask(server, "feed show", feed=feed)
        back = await click(server, removed, "Undo")

    assert choices == [{"name": "Made-up News in #news-3001", "value": feed}]
    assert "**Made-up News** in <#3001>" in listed.text
    assert "Nothing is followed here yet" in empty.text
    assert "each story as it comes, 3 Key Takeaways a story" in shown.text
    assert "Posted so far: 0; waiting: 0." in shown.text
    assert "each story as it comes → together in the digest" in edited.text
    assert "<#3001> → <#3002>" in edited.text
    assert "Paused **Made-up News**" in paused.text
    assert "goes on. New stories come in the digest" in resumed.text
    assert "stays as it was" in kept.text
    assert removed.labels == ["Undo"]
    assert "no subscription" in gone.text
    assert "is back as it was" in back.text
    assert all(each.ephemeral for each in (listed, empty, shown, edited, paused, resumed, removed, gone))


async def test_an_offer_is_cancelled_and_another_feed_of_the_page_is_chosen(settings, server, web):
    web.answers["/two"] = Answer(rss("Beta", base=web.url(""), title="@everyone [free](https://evil.example) <@&2001>"), content_type=XML)
    links = "".join(f'<link rel="alternate" type="{XML}" href="{path}">' for path in ("/feed", "/two"))
    web.answers["/page"] = Answer(f"<!doctype html><head>{links}</head><body>News</body>".encode())

    async with running(settings, server):
        offered = await _ask(server, "feed add", url=web.url("/page"), into="3003")
        other = await choose(server, offered, "0")
        done = await click(server, other, "Cancel")
        listed = await _ask(server, "feed list")

    assert "names other feeds too" in offered.text
    assert "<@&2001>" not in other.text
    assert "[free](" not in other.text
    assert "I did not follow it" in done.text
    assert "Nothing is followed here yet" in listed.text


async def test_only_managers_use_feeds_and_are_offered_any(settings, server, web):
    async with running(settings, server):
        await follow(server, url=web.url("/feed"))
        names = ("show", "edit", "remove", "pause", "resume")
        refused = [await server.slash(f"feed {name}", feed="1") for name in names]
        refused.append(await server.slash("feed list"))
        offered = [await server.complete(f"feed {name}", feed="") for name in names]

    assert all(each.ephemeral and "Manage Server" in each.text for each in refused)
    assert offered == [[]] * len(names)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"into": "3003"}, "I lack: Create Posts"),
        ({"mention": "2001"}, "never mention everyone"),
        ({"mention": "7001"}, "not one of this server's"),
        ({"into": "3009"}, "find that channel on this server"),
    ],
)
async def test_what_cannot_be_done_is_told_before_anything_is_read(settings, server, web, options, said):
    server.our_permissions = POSTING - (1 << 11) if options == {"into": "3003"} else POSTING

    async with running(settings, server):
        refused = await _ask(server, "feed add", url=web.url("/feed"), **options)

    assert said in refused.text
    assert refused.ephemeral
    assert web.asked == []
