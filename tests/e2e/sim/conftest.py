"""The whole bot but its loops, joined to a Discord in this process; the loops' steps are taken by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.cogs.client import ByteBotClient
from bot.compose import open_voice
from bot.engine.pool import WorkerPool
from bot.flows.app import App, Readers
from bot.flows.condense import condense_waiting
from bot.flows.deliver import deliver_due
from bot.flows.digest import digest_due
from bot.model.subscription import OutletName
from bot.outlets.discord_channel import DiscordOutlet
from bot.settings import DeliverySettings, Settings, StoreSettings, WebSettings, WorkersSettings
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.web.client import WebClient
from tests.fakes.http_server import Answer, Loopback
from tests.fakes.sim import Sim, running
from tests.worlds import page, rss


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A Discord, a web, and the bot between them."""

    sim: Sim
    app: App
    web: Loopback

    async def follow(self, **options):
        """Ada follows the feed in #news and confirms it."""
        offered = await self.sim.slash(self.sim.ada, "feed add", url=self.web.url("/feed"), **options)
        return await self.sim.click(self.sim.ada, offered, "Confirm")

    async def post(self):
        """What the loops would do now: read, choose, post. The posts in #news."""
        now = datetime.now(UTC) + timedelta(seconds=1)
        await condense_waiting(app=self.app, now=now)
        await digest_due(app=self.app, now=now, at_once=True)
        while await deliver_due(app=self.app, owner="me", now=now):
            pass
        return self.sim.posts()


@pytest.fixture(scope="session")
def pool():
    with WorkerPool(WorkersSettings(processes=1)) as pool:
        yield pool


@pytest.fixture
def web():
    with Loopback({}) as web:
        web.answers |= {f"/{name}": Answer(page(name)) for name in ("Alpha", "Beta")}
        web.answers["/feed"] = Answer(rss("Alpha", "Beta", base=web.url("")), content_type="application/rss+xml")
        yield web


@pytest.fixture
async def world(store_url, pool, web):
    settings = Settings.model_construct(
        store=StoreSettings(url=store_url),
        web=WebSettings(allow_networks=("127.0.0.0/8",)),
        delivery=DeliverySettings(),
    )
    db = open_database(settings.store)
    await migrate(db)
    async with WebClient(settings.web, version="0") as reader, ByteBotClient() as client:
        readers = Readers(settings=settings, web=reader, pool=pool)
        outlets = {OutletName.DISCORD: DiscordOutlet(client, per_second=45)}
        app = App(settings=settings, db=db, readers=readers, voice=open_voice(settings), outlets=outlets)
        await client.join(app, look=lambda: None)
        async with running(client) as sim:
            yield World(sim=sim, app=app, web=web)
    await db.close()
