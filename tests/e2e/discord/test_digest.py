"""`/digest` with the real discord.py, against a small Discord on loopback."""

import pytest

from tests.e2e.discord.steps import follow, running
from tests.fakes.discord_bodies import POSTING
from tests.fakes.discord_server import MANAGE_GUILD


async def _ask(server, name, **options):
    return await server.slash(name, permissions=MANAGE_GUILD, **options)


async def test_a_channels_digests_are_scheduled_shown_asked_for_and_stopped(settings, server, web):
    async with running(settings, server):
        await follow(server, url=web.url("/feed"), mode="digest", backfill=2)
        wished = await _ask(server, "digest schedule", when="daily 8am 18:30", zone="europe/berlin", quiet="3-4", stories=5)
        shown = await _ask(server, "digest show")
        asked = await _ask(server, "digest now")
        stopped = await _ask(server, "digest stop")

    assert "daily at 08:00 and 18:30 (Europe/Berlin), quiet from 03:00 to 04:00, at most 5 stories" in wished.text
    assert "The next: <t:" in shown.text
    assert asked.text.startswith("2 entries wait")
    assert "No digests come here." in stopped.text
    assert all(each.ephemeral for each in (wished, shown, asked, stopped))


async def test_zones_are_offered_as_they_are_typed(settings, server):
    async with running(settings, server):
        offered = await server.complete("digest schedule", permissions=MANAGE_GUILD, when="daily 8", zone="berl")

    assert offered[0] == {"name": "Europe/Berlin", "value": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"when": "sometimes"}, "write for example"),
        ({"when": "daily 8", "zone": "Mars"}, "no time zone"),
        ({"when": "daily 8"}, "follows no feed"),
    ],
)
async def test_what_cannot_be_scheduled_is_told_to_the_asker_alone(settings, server, options, said):
    async with running(settings, server):
        answer = await _ask(server, "digest schedule", **options)

    assert said in answer.text
    assert answer.ephemeral


async def test_digests_go_only_where_the_bot_may_post_but_can_be_stopped_anywhere(settings, server, web):
    async with running(settings, server):
        await follow(server, url=web.url("/feed"), mode="digest")
    server.our_permissions = POSTING - (1 << 14)
    server.identified.clear()
    async with running(settings, server):
        refused = [await _ask(server, "digest schedule", when="daily 8"), await _ask(server, "digest now")]
        stopped = await _ask(server, "digest stop")

    assert all("In #news-3001 I lack: Embed Links" in each.text and each.ephemeral for each in refused)
    assert "No digests come here." in stopped.text


async def test_only_managers_say_when(settings, server):
    async with running(settings, server):
        answers = [
            await server.slash(f"digest {name}", **options)
            for name, options in (("schedule", {"when": "hourly"}), ("now", {}), ("stop", {}))
        ]

    assert all("Manage Server" in each.text for each in answers)
