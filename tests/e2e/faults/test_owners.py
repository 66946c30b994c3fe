"""What needs attention reaches those who run the bot, in messages of their own: few, whole, and never in a news channel."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import discord.http
import pytest

from bot.compose import run_on_discord
from bot.flows import owners
from bot.flows.status import status
from bot.model.notice import NoticeKind
from bot.model.tally import Tally
from bot.outlets import guard
from bot.settings import DiscordSettings
from bot.store import tallies
from bot.store.opened import open_database
from tests.e2e.faults.steps import put, running, shown, until
from tests.fakes.discord_bodies import OWNER
from tests.fakes.discord_door import TEXTS
from tests.fakes.discord_server import Failure


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(owners, "LOOK_S", 0.1)
    monkeypatch.setattr(owners, "_SETTLES", timedelta(seconds=0.5))


@asynccontextmanager
async def store(settings):
    db = open_database(settings.store)
    yield db
    await db.close()


def letters(server, person=OWNER["id"]):
    return [each["content"] for each in server.door.letters.get(person, [])]


async def opened(settings):
    async with store(settings) as db:
        found = await status(db=db, now=datetime.now(UTC))
    return {each.kind for each in found.notices}


async def test_what_goes_wrong_together_is_told_in_one_message_to_the_owner_alone(settings, server, monkeypatch):
    monkeypatch.setattr(owners, "_SETTLES", timedelta(seconds=2))
    server.door.gone = {TEXTS[0]}
    del server.door.kinds[TEXTS[0]]  # the gateway does not show it either, or it would be opened again and tried once more
    server.failures = [Failure(400, code=50035)]
    await put(settings, TEXTS[0], "BB-1")
    await put(settings, TEXTS[1], "BB-2", "BB-3")

    async with running(settings, server):
        await until(lambda: letters(server))
        await asyncio.sleep(1.5)

    (letter,) = letters(server)
    assert TEXTS[0] in letter
    assert TEXTS[1] in letter
    assert await opened(settings) == {NoticeKind.CLOSED, NoticeKind.REFUSED}
    assert shown(server, TEXTS[1]) == ["BB-3"]
    assert server.door.letters.keys() == {OWNER["id"]}


async def test_a_restart_tells_nothing_again_and_what_comes_next_waits_its_turn(settings, server):
    server.door.gone = {TEXTS[0]}
    await put(settings, TEXTS[0], "BB-1")
    async with running(settings, server):
        await until(lambda: letters(server))
        await asyncio.sleep(0.3)

    server.door.gone = {TEXTS[0], TEXTS[1]}
    await put(settings, TEXTS[1], "BB-2")
    async with running(settings, server):
        await until(lambda: server.door.invalid >= 2)
        await asyncio.sleep(1.5)

    assert len(letters(server)) == 1


async def test_a_channel_that_opens_again_ends_its_notice(settings, server):
    await put(settings, TEXTS[0], "BB-1")
    server.failures = [Failure(403, code=50013)]
    async with running(settings, server):
        await until(lambda: letters(server))
        held = await opened(settings)
        await server.join()
        await until(lambda: shown(server))
        await asyncio.sleep(0.3)

    assert held == {NoticeKind.CLOSED}
    assert await opened(settings) == set()


async def test_an_owner_who_takes_no_messages_is_tried_once(settings, server, caplog):
    server.door.closed_letters = {OWNER["id"]}
    server.door.gone = {TEXTS[0]}
    await put(settings, TEXTS[0], "BB-1")

    async with running(settings, server):
        await until(lambda: server.door.invalid == 2)
        await asyncio.sleep(1.5)

    assert server.door.invalid == 2  # the channel, and the owner
    assert len([each for each in caplog.records if each.message.startswith("owners not told")]) == 1
    assert await opened(settings) == {NoticeKind.CLOSED}


async def test_of_a_team_every_member_who_accepted_is_told(settings, server):
    people = [{"membership_state": state, "user": OWNER | {"id": number}, "permissions": [], "role": "developer", "team_id": "1"}
              for number, state in (("4002", 2), ("4003", 1), ("4004", 2))]  # fmt: skip
    server.team = {"id": "1", "name": "t", "icon": None, "owner_user_id": "4004", "members": people}
    server.door.closed_letters = {"4002"}
    server.door.gone = {TEXTS[0]}
    await put(settings, TEXTS[0], "BB-1")

    async with running(settings, server):
        await until(lambda: letters(server, "4004"))

    assert server.door.letters.keys() == {"4004"}


async def test_who_wants_no_messages_gets_none(settings, server):
    quiet = settings.model_copy(update={"discord": DiscordSettings(token="MTAwMQ.made-up.token", tell_owners=False)})
    server.door.gone = {TEXTS[0]}
    await put(settings, TEXTS[0], "BB-1")

    async with running(quiet, server):
        await until(lambda: server.door.invalid)
        await asyncio.sleep(1.5)

    assert server.door.letters == {}
    assert await opened(settings) == {NoticeKind.CLOSED}


async def spent(settings, many, *, first_ago=timedelta(minutes=1)):
    """So many requests of the past hour were invalid."""
    now = datetime.now(UTC)
    async with store(settings) as db, db.transaction() as tx:
        await tallies.write(tx, Tally(invalid_at=(now - first_ago, *[now] * (many - 1))))


async def test_what_earlier_runs_asked_in_vain_counts_and_the_owners_are_told_that_posts_rest(settings, server):
    await spent(settings, guard.MOST - 1)
    server.failures = [Failure(403, code=50013)]
    await put(settings, TEXTS[0], "BB-1")
    async with running(settings, server):
        await until(lambda: letters(server))
    asked = len(server.door.asked)

    await put(settings, TEXTS[1], "BB-2")
    async with running(settings, server):
        await asyncio.sleep(0.5)

    assert len(server.door.asked) == asked
    assert server.door.invalid == 1
    assert "Nothing is posted to Discord" in letters(server)[0]
    assert NoticeKind.RESTING in await opened(settings)


async def test_a_run_that_is_killed_right_after_an_invalid_answer_has_counted_it(settings, server):
    server.failures = [Failure(403, code=50013)]
    await put(settings, TEXTS[0], "BB-1")
    async with running(settings, server):
        await until(lambda: server.door.invalid)
        await asyncio.sleep(0.3)
        async with store(settings) as db, db.reading() as tx:
            kept = await tallies.read(tx)

    assert len(kept.invalid_at) == 1


async def test_with_a_token_that_is_refused_again_and_again_the_login_waits_in_the_end(settings, server, monkeypatch):
    now = datetime.now(UTC)
    await spent(settings, guard.MOST + guard.SPARE, first_ago=timedelta(minutes=59, seconds=58))
    logins = []
    login = discord.http.HTTPClient.static_login

    async def noted(self, token):
        logins.append(datetime.now(UTC))
        return await login(self, token)

    monkeypatch.setattr(discord.http.HTTPClient, "static_login", noted)

    stop = asyncio.Event()
    bot = asyncio.create_task(run_on_discord(settings, stop=stop))
    await until(lambda: logins)
    stop.set()
    await bot

    assert (logins[0] - now).total_seconds() >= 1.5
