"""What every test gets."""

import logging

import pytest


@pytest.fixture(autouse=True)
def _log_as_it_was():
    """A verb that runs in this process sets the log up for a program of its own; the next test must not notice."""
    names = ("", "bot", "discord")
    before = {name: (logging.getLogger(name).level, logging.getLogger(name).handlers[:]) for name in names}
    yield
    for name, (level, handlers) in before.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).handlers[:] = handlers
