"""Who hears which language, with the real discord.py, against a small Discord on loopback."""

import asyncio

from tests.e2e.discord.steps import running
from tests.fakes.discord_presses import click
from tests.fakes.discord_server import MANAGE_GUILD
from tests.fakes.looks import code, labels, texts


async def _ask(server, name, *, locale, **options):
    server.locale = locale
    return await server.slash(name, permissions=MANAGE_GUILD, **options)


async def test_a_reply_follows_its_reader(settings, server):
    async with running(settings, server):
        german = await _ask(server, "digest show", locale="de")
        spanish = await _ask(server, "digest show", locale="es-ES")
        other = await _ask(server, "digest show", locale="fr")
        lists = [(await _ask(server, "filter list", locale=locale)).text for locale in ("de", "es-419", "en-GB")]
        server.locale = "de"
        refused = await server.slash("feed list")
        strange = await _ask(server, "feed show", locale="es-ES", feed="nothing of that name")

    assert "Dieser Kanal folgt noch keinem Feed" in german.text
    assert "Este canal aún no sigue ningún feed" in spanish.text
    assert "This channel follows no feed yet" in other.text
    assert ["Hier gibt es keine Filter" in lists[0], "Aquí no hay filtros" in lists[1], "There are no filters" in lists[2]] == [True] * 3
    assert "Server verwalten" in refused.text
    assert "Aquí no hay ninguna suscripción" in strange.text
    assert all(each.ephemeral for each in (german, spanish, refused, strange))


async def test_a_post_speaks_its_channels_language_to_whoever_reads_it(settings, server, web):
    async with running(settings, server):
        await click(server, await _ask(server, "feed add", locale="en-US", url=web.url("/feed")), "Confirm", permissions=MANAGE_GUILD)
        styled = await _ask(server, "digest style", locale="en-US", language="de")
        offered = await _ask(server, "feed add", locale="es-ES", url=web.url("/feed"), backfill=1)
        added = await click(server, offered, "Confirmar", permissions=MANAGE_GUILD)
        async with asyncio.timeout(20):
            while not server.channels["3001"]:
                await asyncio.sleep(0.05)
        server.locale = "en-US"
        (card,) = server.channels["3001"]
        noted = await click(server, card, "Weniger davon")
        status = await _ask(server, "feed health", locale="de")

    assert "in Deutsch" in styled.text
    assert "Ya se sigue aquí" in offered.text
    assert "min Lesezeit" in offered.text  # the card in it is as the channel will have it
    assert "**Made-up News**" in added.text
    assert labels(card) == ["Belege", "Mehr", "Speichern", "Weniger davon", "Aussage melden"]
    assert any("min Lesezeit" in text for text in texts(card))
    assert code(card).startswith("BB-")
    assert "fewer stories" in noted.text
    assert "Allen Feeds geht es gut." in status.text


async def test_discord_is_told_names_and_descriptions_in_every_language(settings, server):
    async with running(settings, server):
        pass

    feed = next(each for each in server.commands if each["name"] == "feed")
    add = next(each for each in feed["options"] if each["name"] == "add")
    mode = next(each for each in add["options"] if each["name"] == "mode")
    assert add["name_localizations"]["de"] == "hinzufügen"
    assert add["name_localizations"]["es-419"] == "añadir"
    assert mode["description_localizations"]["de"].startswith("Jede Meldung")
    assert mode["choices"][1]["name"] == "together in the digest"
    assert mode["choices"][1]["name_localizations"]["es-ES"] == "juntas en el resumen"
