"""What every test gets."""

import logging
import os

import pytest

from tests.fakes import postgres as fake_postgres


@pytest.fixture(autouse=True)
def _log_as_it_was():
    """A verb that runs in this process sets the log up for a program of its own; the next test must not notice."""
    names = ("", "bot", "discord")
    before = {name: (logging.getLogger(name).level, logging.getLogger(name).handlers[:]) for name in names}
    yield
    for name, (level, handlers) in before.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).handlers[:] = handlers


@pytest.fixture(scope="session")
def postgres():
    """A running Postgres server; without one installed the test is skipped, unless TEST_BYTEBOT_POSTGRES says that it is required."""
    if fake_postgres.programs() is None and os.environ.get("TEST_BYTEBOT_POSTGRES") != "required":
        pytest.skip("Postgres is not installed here")
    with fake_postgres.running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres):
    """An empty database's address."""
    return postgres.url(postgres.create())


@pytest.fixture
def store_url(tmp_path, request):
    """The address of a store of the test's own: SQLite's, or Postgres' where TEST_BYTEBOT_STORE says so.

    A test about SQLite's own ways is marked `sqlite`, and skipped there.
    """
    if os.environ.get("TEST_BYTEBOT_STORE") != "postgres":
        return f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    if request.node.get_closest_marker("sqlite"):
        pytest.skip("about SQLite alone")
    server = request.getfixturevalue("postgres")
    return server.url(server.migrated())
