"""The verbs of `bytebot db`, and a bot that is put back a day by them."""

import json
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from time import monotonic, sleep

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.cli.demo.site import DemoSite


@pytest.fixture(scope="module")
def site():
    with DemoSite(now=datetime.now(UTC)) as site:
        yield site


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    store = f"[store]\nurl = 'sqlite+aiosqlite:///{tmp_path / 'bot.db'}'\n"
    quick = "[web]\nallow_networks = ['127.0.0.0/8']\n[feeds]\ntick_s = 0.1\n[delivery]\ntick_s = 0.1\n[digests]\ncards_at_once = 50\n"
    path.write_text(store + quick, encoding="utf-8")
    return path


def _bytebot(config, *words):
    return CliRunner().invoke(main, [*words, "--config", str(config)])


@contextmanager
def _running(config, shown):
    words = [sys.executable, "-m", "bot", "run", "--no-discord", "--config", str(config)]
    with shown.open("a") as out, subprocess.Popen(words, stdout=out) as bot:
        try:
            yield bot
        finally:
            bot.terminate()
            bot.wait(30)


def _until(check):
    end = monotonic() + 40
    while not check():
        assert monotonic() < end
        sleep(0.05)


def _looked(database):
    """The second bot's poll is over, and with it what it would have shown again."""
    with closing(sqlite3.connect(database)) as connection:
        waiting = connection.execute("SELECT count(*) FROM deliveries WHERE digest_id IS NULL").fetchone()[0]
        unsent = connection.execute("SELECT count(*) FROM posts WHERE state <> 'sent'").fetchone()[0]
    return not waiting and not unsent


def _units(shown):
    return shown.read_text("utf-8").count("unit BB-")


@pytest.mark.timeout(180)
def test_a_bot_that_is_put_back_to_its_backup_shows_nothing_twice(config, site, tmp_path):
    shown = tmp_path / "shown"
    shown.touch()
    assert _bytebot(config, "feeds", "add", site.feeds[0], "--backfill", "3").exit_code == 0
    made = json.loads(_bytebot(config, "db", "backup", str(tmp_path / "b.db"), "--json").stdout)
    with _running(config, shown):
        _until(lambda: _units(shown) >= 3)
        beside = _bytebot(config, "db", "backup", str(tmp_path / "live.db"))
        refused = _bytebot(config, "db", "restore", str(tmp_path / "b.db"))

    done = _bytebot(config, "db", "restore", str(tmp_path / "b.db"))
    told = _units(shown)
    with _running(config, shown):
        _until(lambda: _looked(tmp_path / "bot.db"))

    assert made["rows"]["posts"] == 0
    assert stat.S_IMODE((tmp_path / "b.db").stat().st_mode) == 0o600
    assert beside.exit_code == 0
    assert (refused.exit_code, "Another ByteBot runs" in refused.stderr, refused.stderr.count("\n")) == (1, True, 1)
    assert done.exit_code == 0
    assert "To undo it: bytebot db restore" in done.stdout
    assert _units(shown) == told == 3


def test_a_backup_that_is_there_already_is_not_written_over(config, tmp_path):
    _bytebot(config, "db", "migrate")
    _bytebot(config, "db", "backup", str(tmp_path / "b.db"))

    again = _bytebot(config, "db", "backup", str(tmp_path / "b.db"))
    forced = _bytebot(config, "db", "backup", str(tmp_path / "b.db"), "--force")

    assert (again.exit_code, forced.exit_code) == (1, 0)
    assert "--force" in again.stderr


def test_a_backup_of_no_database_is_told_in_one_line(config):
    done = _bytebot(config, "db", "backup")

    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
