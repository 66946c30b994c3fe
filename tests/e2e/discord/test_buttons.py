"""Presses under posts with the real discord.py, against a small Discord on loopback: also after a restart, in either look of a post."""

import asyncio

from bot.model.delivery import CARD_BUTTONS, custom_id
from tests.e2e.discord.steps import follow, running
from tests.fakes.discord_bodies import message_of
from tests.fakes.discord_mouse import choose, click, labels, menu, press, submit
from tests.fakes.discord_server import MANAGE_GUILD
from tests.fakes.looks import code as code_of

V2 = 1 << 15


def buttoned(message, code, *, v2):
    """The message as Discord shows it with the buttons of a card."""
    row = {"type": 1, "id": 9, "components": []}
    row["components"] = [
        {"type": 2, "id": 10 + place, "style": 2, "label": each.value, "custom_id": custom_id(each, code=code)}
        for place, each in enumerate(CARD_BUTTONS)
    ]
    if not v2:
        return message | {"components": [row], "embeds": [{"type": "rich", "description": "Alpha"}], "flags": 0}
    box = {"type": 17, "id": 1, "components": [{"type": 10, "id": 2, "content": "Alpha"}, row]}
    return message | {"components": [box], "embeds": [], "flags": V2}


async def card(server, web):
    """The first card, and its unit code."""
    await follow(server, url=web.url("/feed"), backfill=1, takeaways=2)
    async with asyncio.timeout(20):
        while not server.channels["3001"]:
            await asyncio.sleep(0.05)
    message = server.channels["3001"][0]
    return message, code_of(message)


async def test_every_button_of_a_card_answers_who_pressed_alone_also_after_a_restart(settings, server, web):
    async with running(settings, server):
        message, code = await card(server, web)
    server.identified.clear()
    async with running(settings, server):
        shown = [buttoned(message, code, v2=v2) for v2 in (False, True)]
        sources = [await click(server, each, "receipts") for each in shown]
        rest = await click(server, shown[1], "more")
        less = await click(server, shown[1], "less")
        votes = await server.slash("digest show", permissions=MANAGE_GUILD)
        undone = await click(server, less.last, "Undo")
        wrong = await click(server, shown[0], "report")
        reported = await choose(server, wrong.last, "Alpha")
        form = await click(server, reported.last, "Say why")
        explained = await submit(server, form, "It was Tuesday.")
        foreign = [await click(server, shown[0], each.value, channel="3002") for each in CARD_BUTTONS]
        unknown = await press(
            server, shown[0] | {"components": buttoned(message, "BB-000000", v2=False)["components"]}, "bytebot:save:BB-000000"
        )

    for each in sources:
        assert each.text.count("open the article at this sentence") == 2
        assert each.text.count("#:~:text=") == 2
    assert "1." in rest.text
    assert "2." not in rest.text
    assert "No other source" in rest.text
    assert "release" in less.text
    assert "Made-up News" in less.text
    assert "fewer stories from Made-up News (× 0.78)" in votes.text
    assert "Taken back" in undone.text
    assert undone.last["components"] == []
    assert "Thank you" in reported.text
    assert "added that" in explained.text
    assert all("no such post in this channel" in each.text for each in (*foreign, unknown))
    everything = [*sources, rest, less, wrong, *foreign, unknown]
    assert all(each.ephemeral for each in everything)
    assert len(server.channels["3001"]) == 1


async def test_what_is_saved_is_listed_copied_and_removed_everywhere(settings, server, web):
    async with running(settings, server):
        empty = await server.slash("saved")
        message, code = await card(server, web)
        shown = buttoned(message, code, v2=True)
        saved = await click(server, shown, "save")
        again = await click(server, shown, "save")
        copied = await click(server, saved.last, "Send me a copy")
        server.door.closed_letters.add("4001")
        closed = await click(server, saved.last, "Send me a copy")
        listed = await server.slash("saved")
        another = await press(server, saved.last, removing(saved), user="4002")
        dropped = await choose(server, listed.last, "Alpha")
        gone = await click(server, saved.last, "Remove")

    assert "You keep nothing yet" in empty.text
    assert "Saved **Alpha releases version 3.0**" in saved.text
    assert "already" in again.text
    assert labels(again.last) == ["Send me a copy", "Remove"]
    assert "I sent you a copy" in copied.text
    (letter,) = server.door.letters["4001"]
    assert letter["embeds"][0]["title"].endswith("Alpha releases version 3.0")
    assert "no direct messages" in closed.text
    assert "1 article" in listed.text
    assert web.url("/Alpha") in listed.text
    assert "don't keep that" in another.text
    assert "You keep nothing yet" in dropped.text
    assert "don't keep that" in gone.text
    assert all(each.ephemeral for each in (empty, saved, again, copied, closed, listed))


def removing(reply):
    return next(part["custom_id"] for part in reply.last["components"][0]["components"] if part["label"] == "Remove")


async def test_the_menu_reads_a_message_s_links_in_servers_and_direct_messages(settings, server, web):
    said = {"content": f"look: <{web.url('/Alpha')}>, and {web.url('/Beta')}!", "flags": 0}
    async with running(settings, server):
        message = message_of("3002", said)
        bare = message_of("3002", {"content": "no link here"})
        card_of = message_of("3002", {"embeds": [{"type": "rich", "url": web.url("/Beta"), "title": "Beta"}]})
        first = await menu(server, "Key takeaways", message)
        other = await choose(server, first.last, web.url("/Beta"))
        kept = await click(server, other.last, "Save")
        none = await menu(server, "Key takeaways", bare)
        embed = await menu(server, "Key takeaways", card_of, guild=None, channel="9", user="4007")
        tldr = await server.slash("tldr", url=web.url("/Alpha"))
        kept_too = await click(server, tldr.last, "Save", user="4009")
        commands = {each["name"]: each for each in server.commands}

    assert "Alpha releases version 3.0" in first.text
    assert labels(first.last) == ["Save"]
    assert "Beta opens a wind tunnel" in other.text
    assert labels(other.last) == ["Save"]
    assert "Saved **Beta opens a wind tunnel" in kept.text
    assert "I see no link" in none.text
    assert "Beta opens a wind tunnel" in embed.text
    assert "Saved **Alpha" in kept_too.text
    assert all(each.ephemeral for each in (first, other, kept, none, embed, kept_too))
    assert not tldr.ephemeral
    for name in ("Key takeaways", "saved", "tldr"):
        assert sorted(commands[name]["contexts"]) == [0, 1, 2]
        assert sorted(commands[name]["integration_types"]) == [0, 1]


async def test_links_that_are_none_are_refused_in_one_line(settings, server):
    async with running(settings, server):
        answers = [await server.slash("tldr", url=url) for url in ("not a link", "javascript:alert(1)", "http://10.0.0.1/x")]

    assert all(each.ephemeral and len(each.text.splitlines()) <= 2 for each in answers)
