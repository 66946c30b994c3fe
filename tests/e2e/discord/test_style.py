"""`/digest style`, and where cards go, with the real discord.py, against a small Discord on loopback."""

import asyncio

from tests.e2e.discord.steps import follow, running
from tests.fakes.discord_server import MANAGE_GUILD
from tests.fakes.looks import code, labels, texts, titles


async def _ask(server, name, **options):
    return await server.slash(name, permissions=MANAGE_GUILD, **options)


async def _arrived(server, count, channel="3001"):
    async with asyncio.timeout(20):
        while len(server.channels[channel]) < count:
            await asyncio.sleep(0.05)
    return server.channels[channel]


async def test_a_channel_changes_its_look_and_what_stands_there_keeps_its_own(settings, server, web):
    async with running(settings, server):
        await follow(server, url=web.url("/feed"), backfill=1)
        (card,) = await _arrived(server, 1)
        styled = await _ask(server, "digest style", look="embeds", voice="plain")
        shown = await _ask(server, "digest show")
        await follow(server, url=web.url("/feed"), backfill=2)
        _, embed = await _arrived(server, 2)
        refused = await server.slash("digest style", look="cards")

    assert "Posts are embeds, in English, in plain words." in styled.text
    assert "Posts are embeds" in shown.text
    assert styled.ephemeral
    assert refused.ephemeral
    assert "Manage Server" in refused.text
    assert (card["embeds"], card["content"], card["flags"] & (1 << 15)) == ([], "", 1 << 15)
    assert (bool(embed["embeds"]), embed["flags"] & (1 << 15)) == (True, 0)
    for message in (card, embed):
        assert code(message).startswith("BB-")
        assert labels(message) == ["Receipts", "More", "Save", "Less like this", "Report a bullet"]
        assert len(titles(message)) == 1
        assert message["allowed_mentions"] == {"parse": []}
    assert texts(card)[-1].startswith("-# unit BB-")
