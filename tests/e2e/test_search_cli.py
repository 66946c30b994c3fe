"""`bytebot search` as an operator uses it."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.compose import open_app
from bot.flows.condense import condense_waiting
from bot.settings import load_settings
from tests.fakes.http_server import Answer, Loopback
from tests.worlds import page, rss


def _bytebot(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result.output if code == 0 else result.stderr.strip()


async def _read_all() -> None:
    async with open_app(load_settings(None), outlets={}) as app:
        await condense_waiting(app=app, now=datetime.now(UTC))


@pytest.fixture
def _settings(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BYTEBOT_WEB__ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("BYTEBOT_WORKERS__PROCESSES", "1")


@pytest.mark.usefixtures("_settings")
def test_operators_search_all_that_was_read():
    with Loopback({}) as web:
        web.answers |= {f"/{name}": Answer(page(name)) for name in ("Alpha", "Beta")}
        web.answers["/feed"] = Answer(rss("Alpha", "Beta", base=web.url("")), content_type="application/rss+xml")
        empty = _bytebot("search", "tunnel")
        _bytebot("feeds", "add", web.url("/feed"), "--backfill", "2")
        asyncio.run(_read_all())
        shown = _bytebot("search", "wind", "tunnel")
        record = json.loads(_bytebot("search", "tunnel OR storage", "--limit", "1", "--json"))
        without = _bytebot("search", "--since", "3650d", "--", "million OR tunnel", "-wind")
        mistyped = _bytebot("search", "tunel"), json.loads(_bytebot("search", "tunel", "--json"))
        wrong = _bytebot("search", "the", code=1), _bytebot("search", "x", "--topic", "cheese", code=1)

    assert empty.startswith("Nothing found.")
    assert mistyped[0] == "Nothing found. Did you mean: tunnel\n"
    assert (mistyped[1]["hits"], mistyped[1]["meant"]) == (0, "tunnel")
    assert "*tunnel*" in shown
    assert shown.endswith("1 hit.\n")
    assert (record["hits"], len(record["shown"])) == (2, 1)
    assert "Beta" not in without
    assert [line.count("\n") for line in wrong] == [0, 0]
    assert "Give me a word" in wrong[0]
