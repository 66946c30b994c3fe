"""`bytebot stats` and `bytebot status --watch`, as a person calls them."""

import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from bot.cli import main
from bot.cli.dashboard import picture
from bot.flows.live import Observer
from bot.model.hours import Counts, hour_of
from bot.settings import StoreSettings
from bot.store import hours
from bot.store.migrate import migrate
from bot.store.opened import open_database


@pytest.fixture
async def config(tmp_path: Path) -> Path:
    """A settings file whose database counted something in the last hour."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    file = tmp_path / "config.toml"
    file.write_text(f'[store]\nurl = "{url}"\n', "utf-8")
    db = open_database(StoreSettings(url=url))
    await migrate(db)
    async with db.transaction() as tx:
        done = Counts(polls=1200, unchanged=1000, failures=7, entries=90, articles=80, posts=20, stories=25, saved_s=9000)
        await hours.add(tx, {hour_of(datetime.now(UTC)): done})
    await db.close()
    return file


def _stats(config: Path, *words: str):
    return CliRunner().invoke(main, ["stats", "--config", str(config), *words])


def test_figures_are_a_table_and_json(config):
    table, record = _stats(config, "--days", "7"), json.loads(_stats(config, "--json").output)

    assert re.split(" {2,}", table.output.splitlines()[-1].strip()) == [
        "all",
        *["1\u202f200", "1\u202f000", "7", "90", "80", "20", "25"],
        "2 h 30 min",
    ]
    assert (len(record["steps"]), record["total"]["saved_s"]) == (30, 9000)


def test_a_picture_is_written_and_never_over_a_file(config, tmp_path):
    file = tmp_path / "figures.png"

    first, second = _stats(config, "--png", str(file)), _stats(config, "--png", str(file))
    third = _stats(config, "--png", str(file), "--dark", "--force")

    assert file.read_bytes().startswith(b"\x89PNG")
    assert "Four bar charts" in first.output
    assert (second.exit_code, third.exit_code) == (1, 0)
    assert "--force" in second.output


async def test_the_drawn_status_shows_work_and_what_waits(config):
    now = datetime.now(UTC)
    db = open_database(StoreSettings(url=f"sqlite+aiosqlite:///{config.parent / 'bot.db'}"))
    observer = Observer(db, since=now, interval_s=3600)
    await observer.look(now=now - timedelta(seconds=60))
    found = await observer.look(now=now)
    await db.close()

    console = Console(record=True, width=100, file=io.StringIO())
    console.print(picture(found, trouble="the database is locked"))
    drawn = console.export_text()

    assert re.search(r"polls +0\.0 +1\u202f200 +1\u202f200", drawn)
    assert "not running" in drawn
    assert "feeds to poll" in drawn
    assert "the database is locked" in drawn


def test_watching_needs_a_terminal(config):
    result = CliRunner().invoke(main, ["status", "--watch", "--config", str(config)])

    assert result.exit_code == 2
    assert "terminal" in result.output


def _read(terminal: int) -> bytes:
    """What came within a moment; nothing where the other end was closed, which Linux calls an I/O error."""
    try:
        return os.read(terminal, 65536) if select.select([terminal], [], [], 0.2)[0] else b""
    except OSError:
        return b""


def test_watching_on_a_terminal_ends_cleanly_at_ctrl_c(config):
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "bot", "status", "--watch", "--config", str(config)]
    child = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "xterm", "COLUMNS": "100"})
    os.close(theirs)
    shown = b""
    until = time.monotonic() + 30
    while b"feeds to poll" not in shown and time.monotonic() < until:
        shown += _read(ours)

    child.send_signal(signal.SIGINT)
    while child.poll() is None and time.monotonic() < until:
        shown += _read(ours)
    os.close(ours)
    child.wait(timeout=5)

    assert b"feeds to poll" in shown
    assert child.returncode == 0
    assert b"Traceback" not in shown
