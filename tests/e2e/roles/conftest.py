"""A small Discord, a small web and a Postgres; the processes of one bot between them."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.settings import Settings, StoreSettings
from tests.e2e.faults.steps import put
from tests.fakes import postgres as fake_postgres
from tests.fakes.discord_server import DiscordServer
from tests.fakes.fleet import Fleet
from tests.fakes.http_server import Answer, Loopback
from tests.fakes.looks import code
from tests.fakes.postgres import PostgresServer
from tests.worlds import page, rss


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a bot's processes live in."""

    discord: DiscordServer
    web: Loopback
    server: PostgresServer
    settings: Settings
    fleet: Fleet

    async def put(self, *codes, channel="3001"):
        """Posts with these codes, ready to be sent."""
        await put(self.settings, channel, *codes)

    def shown(self, channel="3001"):
        """The codes of what was posted there, in its order."""
        return [code(message) for message in self.discord.channels[channel]]

    async def until(self, check, within_s=15.0):
        """Wait for it; what the processes said where it does not come."""
        try:
            async with asyncio.timeout(within_s):
                while not check():
                    await asyncio.sleep(0.05)
        except TimeoutError:
            said = "\n".join(f"--- {number}\n{each.log[-3000:]}" for number, each in enumerate(self.fleet.bots))
            raise AssertionError(f"not within {within_s:g} s; the processes said:\n{said}") from None


@pytest.fixture
def web():
    with Loopback({}) as web:
        web.answers |= {f"/{name}": Answer(page(name)) for name in ("Alpha", "Beta", "Gamma")}
        web.answers["/feed"] = Answer(rss("Alpha", base=web.url("")), content_type="application/rss+xml")
        yield web


@pytest.fixture(scope="module")
def crashing():
    """A server that writes through, as one does whose crash must lose nothing; the tests stop and start it."""
    if fake_postgres.programs() is None:
        pytest.skip("Postgres is not installed here")
    with fake_postgres.running(fast=False) as server:
        yield server


@asynccontextmanager
async def _world(server, web, folder):
    settings = Settings.model_construct(store=StoreSettings(url=server.url(server.migrated())))
    async with DiscordServer() as discord, Fleet(discord, store_url=settings.store.url, folder=folder) as fleet:
        yield World(discord=discord, web=web, server=server, settings=settings, fleet=fleet)


@pytest.fixture
async def world(postgres, web, tmp_path):
    async with _world(postgres, web, tmp_path) as world:
        yield world


@pytest.fixture
async def shaky_world(crashing, web, tmp_path):
    async with _world(crashing, web, tmp_path) as world:
        yield world
