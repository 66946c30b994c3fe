"""`bytebot doctor`: a line for each thing, what to do, and an exit code."""

import asyncio
import json
import sqlite3
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import discord.http
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.cli.demo.site import DemoSite
from tests.fakes.discord_server import DiscordServer

TOKEN = "MTAwMQ.made-up.token"


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(f"[store]\nurl = 'sqlite+aiosqlite:///{tmp_path / 'bot.db'}'\n[discord]\ntoken = '{TOKEN}'\n", encoding="utf-8")
    return path


@contextmanager
def _served(server):
    """A Discord on a loop of its own, since a verb brings its own too."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
        yield server
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def server(monkeypatch):
    with _served(DiscordServer()) as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api)
        yield server


def _doctor(config, *more):
    result = CliRunner().invoke(main, ["doctor", "--config", str(config), "--json", *more])
    found = json.loads(result.stdout)
    return result, {each["about"]: (each["verdict"], each["said"]) for each in found}


def _follow(config, site, channel):
    asked = ["feeds", "add", site.feeds[0], "--config", str(config), "--channel", str(channel)]
    assert CliRunner(env={"BYTEBOT_WEB__ALLOW_NETWORKS": "127.0.0.0/8"}).invoke(main, asked).exit_code == 0


@pytest.fixture(scope="module")
def site():
    with DemoSite(now=datetime.now(UTC)) as site:
        yield site


def test_where_all_is_well_it_says_so_of_each_thing_and_exits_with_0(config, server, site):
    _follow(config, site, 3001)

    result, found = _doctor(config)

    assert result.exit_code == 0
    assert {about: verdict for about, (verdict, _) in found.items()} == dict.fromkeys(
        ("versions", "settings", "prompts", "database", "disk", "bot", "feeds", "clock", "token", "channel 3001", "language model"), "ok"
    )
    assert "expat" in found["versions"][1]
    assert TOKEN not in result.output


def test_in_a_terminal_each_thing_has_its_line(config, server):
    result = CliRunner().invoke(main, ["doctor", "--config", str(config), "--offline"])

    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["ok", "ok", "ok", "ok", "ok", "skipped", "ok"]


def test_it_makes_and_changes_nothing(config, server, tmp_path):
    _doctor(config)

    assert sorted(each.name for each in tmp_path.iterdir()) == ["config.toml"]


def test_rights_that_are_missing_are_named(config, server, site):
    server.our_permissions = 1 << 10
    _follow(config, site, 3001)

    result, found = _doctor(config)

    assert result.exit_code == 1
    assert found["channel 3001"] == ("fail", "I lack there: Send Messages, Embed Links, Read Message History.")


def test_a_channel_that_is_gone_is_told(config, server, site):
    _follow(config, site, 3009)

    result, found = _doctor(config)

    assert result.exit_code == 1
    assert "gone" in found["channel 3009"][1]


def test_a_wrong_token_is_told_and_never_shown(config, server):
    server.good_token = False

    result, found = _doctor(config)

    assert result.exit_code == 1
    assert found["token"][0] == "fail"
    assert TOKEN not in result.output


def test_without_a_network_what_needs_one_is_skipped(config, monkeypatch):
    monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:1/api")

    result, found = _doctor(config)

    assert result.exit_code == 0
    assert (found["clock"][0], found["token"][0]) == ("skipped", "skipped")


def test_wrong_settings_are_told_key_by_key(config, server):
    config.write_text("[feeds]\ntick_s = 'often'\nintervall = 3\n", encoding="utf-8")

    result, found = _doctor(config)

    assert result.exit_code == 1
    assert found["settings"][0] == "fail"


def test_a_damaged_database_is_told(config, server, site, tmp_path):
    _follow(config, site, 3001)
    file = tmp_path / "bot.db"
    body = bytearray(file.read_bytes())
    body[4096 * 3 : 4096 * 9] = b"\xff" * 4096 * 6
    file.write_bytes(body)

    result, found = _doctor(config)

    assert result.exit_code == 1
    assert "bytebot db restore" in found["database"][1]


def test_feeds_in_trouble_are_named_with_their_sentence(config, server, site, tmp_path):
    _follow(config, site, 3001)
    with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as connection:
        connection.execute("UPDATE feeds SET failures = 7, error = 'diff.example answered 503.'")

    result, found = _doctor(config, "--offline")

    assert result.exit_code == 0
    assert found["feed"][0] == "warn"
    assert "failed 7 times in a row. diff.example answered 503." in found["feed"][1]


def test_a_language_model_that_takes_no_connection_is_a_warning(config, server):
    config.write_text(config.read_text() + "[llm]\nbase_url = 'http://127.0.0.1:1/v1'\nmodel = 'm'\n", encoding="utf-8")

    result, found = _doctor(config, "--offline")

    assert result.exit_code == 0
    assert found["language model"][0] == "warn"


def test_broken_templates_are_told_with_file_and_line(config, server, tmp_path):
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "rules.toml").write_text("topics = [", encoding="utf-8")
    config.write_text(config.read_text() + f"[prompts]\nfolder = '{tmp_path / 'prompts'}'\n", encoding="utf-8")

    result, found = _doctor(config, "--offline")

    assert result.exit_code == 1
    assert "rules.toml, line 1" in found["prompts"][1]
