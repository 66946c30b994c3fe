"""A model engine on real SQLite, real HTTP and real worker processes; only the model itself is scripted."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.compose import open_model
from bot.settings import LlmSettings, Settings, StoreSettings
from bot.store.migrate import migrate
from bot.store.opened import open_database

KEY = "sk-made-up-secret"


class Clock:
    """A clock that a test can put forward; else the real one."""

    def __init__(self) -> None:
        self.ahead = datetime.now(UTC) - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
async def db(store_url):
    database = open_database(StoreSettings(url=store_url))
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture
def open_engine(db, pool):
    """`async with open_engine(server, **llm) as engine:`; `clock` stands in for the time."""

    @asynccontextmanager
    async def opened(server, *, clock=None, url=None, on=None, **llm):
        given = {"timeout_s": 1.0, **llm}
        settings = LlmSettings(base_url=url or server.url, model="made-up", api_key=SecretStr(KEY), **given)
        async with open_model(Settings.model_construct(llm=settings), db=on or db, pool=pool, clock=clock or Clock()) as engine:
            yield engine

    return opened
