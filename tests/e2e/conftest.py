"""Bots of several tests run side by side: none of them takes the port of the machines' door."""

import pytest


@pytest.fixture(autouse=True)
def _no_door(monkeypatch):
    monkeypatch.setenv("BYTEBOT_HTTP__PORT", "0")
