"""`/search`, `/trending` and `/latest` with the real discord.py, against a small Discord on loopback."""

import asyncio

from tests.e2e.discord.steps import follow, running
from tests.fakes.discord_bodies import channel_of
from tests.fakes.discord_presses import button, click, labels
from tests.fakes.http_server import Answer
from tests.worlds import NAMES, page, rss

LONG = " OR ".join(["drones", "storage", "crowns", "logbooks", "bicycles", "archive", "administrator", '"ice pellets"', "microscopes"])

# The channel is shown to the bot and to nobody else.
HIDDEN = [{"id": "2001", "type": 0, "allow": "0", "deny": "1024"}, {"id": "1001", "type": 1, "allow": "1024", "deny": "0"}]
HIDES: dict[str, dict[str, str]] = {"search": {"query": "hailstorms"}, "trending": {"since": "9y"}, "latest": {}}


async def test_people_search_turn_pages_and_come_back_after_a_restart(settings, server, web):
    web.answers |= {f"/{name}": Answer(page(name)) for name in NAMES}
    for number in range(3):  # three feeds have the same five articles
        feed = rss(*NAMES, base=web.url(""), title=f"Feed {number} **@everyone**")
        web.answers[f"/feed{number}"] = Answer(feed, content_type="application/rss+xml")

    async with running(settings, server):
        before = await server.slash("search", query="drones")
        nothing = await server.slash("trending")
        for number in range(3):
            await follow(server, url=web.url(f"/feed{number}"), backfill=5)
        async with asyncio.timeout(30):
            while len(server.channels["3001"]) < 5:
                await asyncio.sleep(0.05)
        one = await server.slash("search", query="hailstorms")
        mistyped = await server.slash("search", query="hailstroms")
        refused = [await server.slash("search", query=query) for query in ("the", "***", "feed:nobody x", "x since:soon", "x topic:cheese")]
        odd = [
            await server.slash("search", query=query) for query in ('"', "a AND (b OR", 'NEAR("x" "y", 3)', "title:x*", "' OR 1=1 --", "漢")
        ]
        every = await server.slash("search", query="the OR million OR alpha OR a")
        long = await server.slash("search", query=LONG, feed="Feed 1", since="9y")
        trending = await server.slash("trending", since="7d")
        latest = await server.slash("latest", count=2)
        second = await click(server, latest, "Next")
        feeds = await server.complete("search", query="x", feed="feed 2")
        topics = await server.complete("latest", topic="sec")
    server.identified.clear()
    async with running(settings, server):
        third = await click(server, second, "Next")
        again = await server.slash("latest", count=2, feed=feeds[0]["value"])
        await server.dispatch("CHANNEL_UPDATE", channel_of("3001", permissions=0) | {"permission_overwrites": HIDDEN})
        await asyncio.sleep(0.1)
        outside = [await server.slash(name, channel="3002", **options) for name, options in HIDES.items()]
        offered = await server.complete("search", channel="3002", query="x", feed="")

    assert all(each.ephemeral for each in (before, one, nothing, trending, latest, *refused, *odd))
    assert "I found nothing here for that" in before.text
    assert "1 hit** for “hailstorms”" in one.text
    assert "Did you mean **hailstorms**?" in mistyped.text
    assert "**hailstorms**" in one.text
    assert f"[read]({web.url('/Beta')})" in one.text
    assert "[posted here](https://discord.com/channels/2001/3001/" in one.text
    assert "@everyone" not in one.text
    assert [
        next(line for line in ("Give me a word", "No feed here", "as a time", "No topic") if line in each.text) for each in refused
    ] == ["Give me a word", "Give me a word", "No feed here", "as a time", "No topic"]
    assert all("nothing" in each.text or "hit" in each.text or "Give me a word" in each.text for each in odd)
    assert "5 hits**" in every.text
    assert "hits** for" in long.text
    assert "5 stories that several feeds tell" in trending.text
    assert "3 sources: " in trending.text
    assert not any("Beta" in each.text or "Feed 1" in each.text for each in outside)
    assert offered == []
    assert [each["value"] for each in topics] == ["security"]
    assert len(feeds) == 1
    assert [each.text.count("• ") for each in (latest, second, third, again)] == [2, 2, 1, 2]
    assert button(latest, "Previous")["disabled"]
    assert button(third, "Next")["disabled"]


async def test_a_query_too_long_for_a_button_turns_its_pages_too(settings, server, web):
    web.answers |= {f"/{name}": Answer(page(name)) for name in NAMES}
    names = [f"{name}{number}" for number in range(2) for name in NAMES]
    web.answers |= {f"/{name}": Answer(page(name[:-1]).replace(name[:-1].encode(), name.encode())) for name in names}
    web.answers["/many"] = Answer(rss(*names, base=web.url(""), title="Many"), content_type="application/rss+xml")

    async with running(settings, server):
        await follow(server, url=web.url("/many"), mode="digest", backfill=10)
        async with asyncio.timeout(30):
            first = await server.slash("search", query=LONG)
            while "Next" not in labels(first):
                await asyncio.sleep(0.2)
                first = await server.slash("search", query=LONG)
        second = await click(server, first, "Next")

    custom_id = button(first, "Next")["custom_id"]
    assert custom_id.startswith("bytebot:page:search:1:#")
    assert len(custom_id) <= 100
    assert "hits** for" in second.text
    assert second.text != first.text
