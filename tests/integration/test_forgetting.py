"""What is left of a person or a server that wants to be forgotten, or that removed us long ago: nothing that names them."""

import asyncio
import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary, func, insert, select

from bot.flows.deliver import Deliverer, deliver_due
from bot.flows.departures import Departures
from bot.flows.digest import digest_due
from bot.flows.following import FollowWish, Member, follow
from bot.flows.forget import forget_person, forget_server
from bot.flows.guilds import guild_left, look_again
from bot.flows.poller import poll_due
from bot.flows.status import status
from bot.flows.subscribe import Wish, subscribe
from bot.model.delivery import Sent
from bot.model.erased import Erased
from bot.model.subscription import OutletName, Target
from bot.settings import StoreSettings
from bot.store.tables import Instant, asked, channels, metadata, posts
from tests.fakes.http_server import Answer
from tests.fakes.outlet import MemoryOutlet
from tests.integration.steps import XML, condense, post
from tests.worlds import NOW, page, rss

USER, GUILD, CHANNEL, LETTERS = 4001, 70, 7, 94001
OURS = Target(outlet=OutletName.DISCORD, channel=CHANNEL, guild=GUILD)
THEIRS = Target(outlet=OutletName.DISCORD, channel=8, guild=80)
_NAMING = ("user_id", "guild_id", "external_id")


class On:
    """A gateway that shows these servers."""

    def __init__(self, servers):
        self._servers = servers

    def servers(self):
        return self._servers

    def covers(self, guild):
        return True


@pytest.fixture
def app(app, outlet):
    return replace(app, outlets={OutletName.DISCORD: outlet})


async def _letters() -> int:
    return LETTERS


async def _settled(app, web, *, target=OURS):
    """A server that follows a feed, got a post of it, and has a member who follows a topic of it."""
    web.answers |= {"/feed": Answer(rss("Alpha", "Beta", base=web.url("")), content_type=XML), "/Alpha": Answer(page("Alpha"))}
    await subscribe(web.url("/feed"), target=target, wish=Wish(backfill=2), app=app, now=NOW)
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)
    return await follow(FollowWish(topic="AI"), by=Member(user=USER, guild=target.guild, letters=_letters), app=app, now=NOW)


def _made_up(column, known):
    """A value for a column, so that every table can have a row that names somebody."""
    if column.name in known:
        return known[column.name]
    if isinstance(column.type, Instant):
        return NOW
    if isinstance(column.type, LargeBinary):
        return secrets.token_bytes(16)
    return 1 if column.type.python_type is int else "x"


async def _named_everywhere(app):
    """A row for our person and our server in each table that can hold one."""
    known = {"user_id": USER, "guild_id": GUILD, "channel_id": 1, "feed_id": 1, "story_id": 1, "article_id": 1}
    async with app.db.transaction() as tx:
        for table in metadata.sorted_tables:
            naming = [each for each in _NAMING if each in table.c]
            if not naming or table is channels or await tx.scalar(select(func.count()).select_from(table)):
                continue
            values = {
                each.name: _made_up(each, known) for each in table.c if each.name != "id" and (not each.nullable or each.name in known)
            }
            await tx.execute(insert(table).values(values))


async def _naming(app, **ids):
    """The tables and columns that name one of these; and all that could."""
    found, could = set(), set()
    async with app.db.reading() as tx:
        for table in metadata.sorted_tables:
            for column in (each for each in table.c if each.name in _NAMING):
                could.add((table.name, column.name))
                if await tx.scalar(select(func.count()).select_from(table).where(column.in_(ids.get(column.name, ())))):
                    found.add((table.name, column.name))
    return found, could


async def test_no_table_names_a_person_and_a_server_that_were_forgotten(app, web):
    await _settled(app, web)
    await _named_everywhere(app)
    ids = {"user_id": [USER], "guild_id": [GUILD], "external_id": [CHANNEL, LETTERS]}
    before, could = await _naming(app, **ids)

    person = await forget_person(USER, app=app)
    of_person, _ = await _naming(app, user_id=[USER], external_id=[LETTERS])
    server = await forget_server(GUILD, app=app)
    after, _ = await _naming(app, **ids)

    assert before == could
    assert of_person == set()
    assert after == set()
    assert person == Erased(saved=1, reports=1, votes=1, follows=1)
    assert server == Erased(channels=1, subscriptions=1, digests=2, posts=2, unread=1)
    assert not await forget_server(GUILD, app=app)


async def test_what_was_asked_and_not_answered_yet_is_forgotten_too(app, web):
    async with app.db.transaction() as tx:
        texts = {"a": f"{USER}:80:x", "b": f"7:{GUILD}99:x", f"user:{USER}": "x", "c": "12:13:x"}
        await tx.execute(insert(asked), [{"key": key, "text": text, "asked_at": NOW} for key, text in texts.items()])

    await forget_person(USER, app=app)
    async with app.db.reading() as tx:
        after_person = set((await tx.execute(select(asked.c.key))).scalars())
    await forget_server(int(f"{GUILD}99"), app=app)

    async with app.db.reading() as tx:
        assert set((await tx.execute(select(asked.c.key))).scalars()) == {"c"}
    assert after_person == {"b", "c"}


async def test_what_people_saved_on_a_forgotten_server_stays_theirs(app, web):
    await _settled(app, web)
    await _named_everywhere(app)

    server = await forget_server(GUILD, app=app)
    person = await forget_person(USER, app=app)

    assert (server.untied, server.follows, server.votes) == (2, 1, 1)
    assert (person.saved, person.reports, person.follows) == (1, 1, 0)


async def test_a_feed_that_nobody_follows_any_more_is_not_polled(app, web):
    await _settled(app, web)

    await forget_server(GUILD, app=app)

    assert await poll_due(app=app, now=NOW + timedelta(days=2)) == ()


async def test_another_server_of_the_same_feed_loses_nothing(app, web, outlet):
    await _settled(app, web)
    await subscribe(web.url("/feed"), target=THEIRS, wish=Wish(), app=app, now=NOW)
    outlet.posts.clear()

    erased = await forget_server(GUILD, app=app)
    web.answers |= {"/feed": Answer(rss("Delta", "Alpha", base=web.url("")), content_type=XML), "/Delta": Answer(page("Delta"))}
    later = NOW + timedelta(days=1)
    polled = await poll_due(app=app, now=later)
    await condense(app, now=later)
    await digest_due(app=app, now=later)
    await post(app, now=later)

    assert erased.unread == 0
    assert len(polled) == 1
    assert outlet.titles == ["Delta teaches a model to read old ship logs"]


class Slow(MemoryOutlet):
    """A Discord that answers when it is let."""

    def __init__(self, error=None):
        super().__init__()
        self.asked, self.go, self.error = asyncio.Event(), asyncio.Event(), error

    async def send(self, target, post, *, nonce):
        self.asked.set()
        await self.go.wait()
        if self.error:
            raise self.error
        return Sent(message="1")


@pytest.mark.parametrize("error", [None, TimeoutError()], ids=["arrives", "fails"])
async def test_a_post_under_way_for_a_forgotten_server_marks_nobody_elses(app, web, error):
    web.answers |= {"/feed": Answer(rss("Alpha", base=web.url("")), content_type=XML), "/Alpha": Answer(page("Alpha"))}
    await subscribe(web.url("/feed"), target=OURS, wish=Wish(backfill=1), app=app, now=NOW)
    await condense(app)
    await digest_due(app=app, now=NOW)
    slow = Slow(error)
    deliverer = Deliverer(replace(app, outlets={OutletName.DISCORD: slow}), owner="me", clock=lambda: NOW)
    await deliverer.step(now=NOW)
    await slow.asked.wait()

    await forget_server(GUILD, app=app)
    await subscribe(web.url("/feed"), target=THEIRS, wish=Wish(backfill=1), app=app, now=NOW)
    await digest_due(app=app, now=NOW)
    async with app.db.reading() as tx:
        (before,) = (await tx.execute(select(posts))).all()
    slow.go.set()
    await deliverer.settle()
    async with app.db.reading() as tx:
        (after,) = (await tx.execute(select(posts))).all()

    assert before == after
    assert len(await deliver_due(app=app, owner="you", now=NOW)) == 1


async def _kept(app):
    async with app.db.reading() as tx:
        return set((await tx.execute(select(channels.c.external_id).where(channels.c.guild_id.is_not(None)))).scalars())


async def test_a_server_that_removed_us_is_forgotten_once_the_grace_is_over(app, web):
    await _settled(app, web)
    await subscribe(web.url("/feed"), target=THEIRS, wish=Wish(), app=app, now=NOW)
    departures = Departures(app, presence=On(frozenset({80})))
    await guild_left(GUILD, app=app, now=NOW)

    await departures.step(NOW + timedelta(days=29, hours=23))
    before = await _kept(app)
    await departures.step(NOW + timedelta(days=30))

    assert before == {7, 8}
    assert await _kept(app) == {8}


async def test_one_that_vanished_while_we_were_away_counts_from_when_we_saw_it(app, web):
    await _settled(app, web)
    departures = Departures(app, presence=On(frozenset({80})))

    await departures.step(NOW + timedelta(days=90))
    seen = await _kept(app)
    held = (await status(db=app.db, now=NOW)).notices
    await departures.step(NOW + timedelta(days=120))

    assert seen == {7}
    assert "no longer on that server" in held[0].text
    assert await _kept(app) == set()


async def test_who_came_back_is_kept_even_if_nobody_told_us_of_the_return(app, web):
    await _settled(app, web)
    await guild_left(GUILD, app=app, now=NOW)

    await Departures(app, presence=On(frozenset({GUILD}))).step(NOW + timedelta(days=40))
    opened = await look_again(GUILD, is_open=lambda _: True, app=app, now=NOW + timedelta(days=40))
    await Departures(app, presence=On(frozenset({GUILD}))).step(NOW + timedelta(days=80))

    assert opened
    assert await _kept(app) == {7}


async def test_nothing_is_decided_while_the_gateway_is_silent(app, web):
    await _settled(app, web)
    await guild_left(GUILD, app=app, now=NOW)

    wait_s = await Departures(app, presence=On(None)).step(NOW + timedelta(days=400))

    assert wait_s < 60
    assert await _kept(app) == {7}


async def test_the_grace_can_be_none(app, web):
    await _settled(app, web)
    await guild_left(GUILD, app=app, now=NOW)
    settings = app.settings.model_copy(update={"store": StoreSettings(url=app.settings.store.url, left_days=0)})

    await Departures(replace(app, settings=settings), presence=On(frozenset())).step(NOW)

    assert await _kept(app) == set()
