"""`/filter` and `/why` with the real discord.py, against a small Discord on loopback."""

import asyncio

from tests.e2e.discord.steps import follow, running
from tests.fakes.discord_server import MANAGE_GUILD
from tests.fakes.looks import titles

BETA = "Beta opens a wind tunnel for drones in hail"


async def _ask(server, name, **options):
    return (await server.slash(name, permissions=MANAGE_GUILD, **options)).text


async def test_a_filter_is_added_tried_listed_explained_and_removed(settings, server, web):
    async with running(settings, server):
        await follow(server, url=web.url("/feed"))
        feeds = await server.complete("filter add", permissions=MANAGE_GUILD, action="deny", value="x", feed="made")
        added = await _ask(server, "filter add", action="deny", value="wind tunnel", field="title")
        narrow = await _ask(server, "filter add", action="deny", value="spam", feed=feeds[0]["value"])
        tested = await _ask(server, "filter test")
        listed = await _ask(server, "filter list")
        await follow(server, url=web.url("/feed"), backfill=2)
        async with asyncio.timeout(20):
            while not server.channels["3001"]:
                await asyncio.sleep(0.05)
        items = await server.complete("why", permissions=MANAGE_GUILD, item="WIND")
        why = await _ask(server, "why", item=items[0]["value"])
        numbers = await server.complete("filter remove", permissions=MANAGE_GUILD, filter="wind")
        removed = await _ask(server, "filter remove", filter=numbers[0]["value"])
        again = await _ask(server, "filter remove", filter=numbers[0]["value"])

    assert [each["name"] for each in feeds] == ["Made-up News in #news-3001"]
    assert "deny the phrase “wind tunnel” in the title in <#3001>" in added
    assert "from Made-up News" in narrow
    assert "1 of the 2 newest entries would be dropped" in tested
    assert BETA in tested
    assert listed.count("deny the") == 2
    assert [titles(message)[0].split(" ", 1)[1] for message in server.channels["3001"]] == ["Alpha releases version 3.0"]
    assert items[0]["name"] == BETA
    assert "<#3001>: dropped <t:" in why
    assert "Filter 1 of the channel denies the phrase" in why
    assert "Removed filter" in removed
    assert "no filter 1 here" in again


async def test_only_managers_see_and_change_filters_and_reasons(settings, server):
    async with running(settings, server):
        refused = [
            await server.slash("filter add", action="deny", value="x"),
            await server.slash("filter list"),
            await server.slash("filter remove", filter="1"),
            await server.slash("filter test"),
            await server.slash("why", item="x"),
        ]
        offered = [await server.complete("filter remove", filter=""), await server.complete("why", item="")]

    assert all(each.ephemeral and "Manage Server" in each.text for each in refused)
    assert offered == [[], []]


async def test_a_forums_posts_can_be_filtered_from_another_channel(settings, server, web):
    async with running(settings, server):
        await follow(server, url=web.url("/feed"), into="3003")
        added = await _ask(server, "filter add", action="deny", value="spam", into="3003")
        listed = await _ask(server, "filter list", into="3003")

    assert "deny the word “spam” in title, text, author and tags in <#3003>" in added
    assert "<#3003>" in listed


async def test_a_pattern_that_cannot_be_read_is_refused_in_one_line(settings, server, web):
    async with running(settings, server):
        await follow(server, url=web.url("/feed"))
        refused = await _ask(server, "filter add", action="deny", value="(a", kind="pattern")

    assert "I can't read this pattern" in refused
