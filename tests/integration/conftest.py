"""A whole app on real SQLite, real HTTP and real worker processes; only the place that posts go to is made up."""

import pytest

from bot.compose import open_voice
from bot.engine.pool import WorkerPool
from bot.flows.app import App, Readers
from bot.model.subscription import OutletName
from bot.settings import (
    ArticlesSettings,
    DeliverySettings,
    DigestsSettings,
    FeedsSettings,
    Settings,
    StoreSettings,
    WebSettings,
    WorkersSettings,
)
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.web.client import WebClient
from tests.fakes.http_server import Loopback
from tests.fakes.outlet import MemoryOutlet


@pytest.fixture(scope="session")
def pool():
    with WorkerPool(WorkersSettings(processes=1)) as pool:
        yield pool


@pytest.fixture
def web():
    with Loopback({}) as web:
        yield web


@pytest.fixture
def outlet():
    return MemoryOutlet()


@pytest.fixture
def settings(store_url):
    return Settings.model_construct(
        store=StoreSettings(url=store_url),
        web=WebSettings(allow_networks=("127.0.0.0/8",), total_timeout_s=2),
        feeds=FeedsSettings(interval_s=3600),
        articles=ArticlesSettings(attempts=2, retry_s=60),
        digests=DigestsSettings(stories=3, cards_at_once=2),
        delivery=DeliverySettings(retry_s=5),
    )


@pytest.fixture
async def app(settings, pool, outlet):
    db = open_database(settings.store)
    await migrate(db)
    async with WebClient(settings.web, version="0") as client:
        readers = Readers(settings=settings, web=client, pool=pool)
        yield App(settings=settings, db=db, readers=readers, voice=open_voice(settings), outlets={OutletName.CONSOLE: outlet})
    await db.close()
