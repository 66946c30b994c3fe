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
    """A running Postgres server; without one installed the test is skipped, unless BYTEBOT_TEST_POSTGRES says that it is required."""
    if fake_postgres.programs() is None and os.environ.get("BYTEBOT_TEST_POSTGRES") != "required":
        pytest.skip("Postgres is not installed here")
    with fake_postgres.running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres):
    """An empty database's address."""
    return postgres.url(postgres.create())
