"""`bytebot demo` as a person runs it; and killed where it hurts, and run again."""

import asyncio
import json
import os
import re
import socket
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

COMMAND = [sys.executable, "-m", "bot", "demo"]
STORIES = 15
WIDE = "300"  # columns, so that no title wraps
EVENTS = 23  # lines that a whole run logs
POINTS = 10


async def _start(folder: Path, *options: str) -> asyncio.subprocess.Process:
    env = {name: value for name, value in os.environ.items() if not name.startswith("BYTEBOT_")} | {"COLUMNS": WIDE}
    return await asyncio.create_subprocess_exec(
        *COMMAND,
        "--data",
        str(folder),
        *options,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def _run(folder: Path, *options: str) -> str:
    process = await _start(folder, *options)
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def _run_and_kill(folder: Path, *, after_events: int) -> str:
    """What was shown until the process was killed, right after it logged its n-th event."""
    process = await _start(folder, "--log")
    assert process.stderr is not None
    assert process.stdout is not None
    showing = asyncio.create_task(process.stdout.read())
    for _ in range(after_events):
        await process.stderr.readline()
    if process.returncode is None:
        process.kill()
    await process.stderr.read()
    await process.wait()
    return (await showing).decode()


@pytest.fixture(autouse=True)
def _wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", WIDE)


def _titles(shown: str) -> Counter[str]:
    """The stories on a screen: a box's first line is a topic's emoji and the title."""
    return Counter(re.findall(r"^╭─+╮\n│ ((?!Beep boop).+?) *│$", shown, re.MULTILINE))


def _demo(folder: Path, *options: str) -> Result:
    """The same in this process, where coverage sees it."""
    return CliRunner().invoke(main, ["demo", "--data", str(folder), *options])


def test_the_demo_shows_every_story_and_its_figures(tmp_path):
    started = time.monotonic()

    shown = _demo(tmp_path / "demo").output

    assert len(_titles(shown)) == STORIES
    assert re.search(r"3 feeds · 17 entries · 15 stories · \d+ bullets · \d+ min of reading saved · [\d.]+ s", shown)
    assert shown.count("also covered by") == 2
    assert "author's own takeaways" in shown
    assert "\x1b" not in shown
    assert time.monotonic() - started < 10


def test_a_second_run_shows_nothing_twice_and_a_fresh_one_begins_anew(tmp_path):
    _demo(tmp_path / "demo")

    again = _demo(tmp_path / "demo").output
    fresh = _demo(tmp_path / "demo", "--fresh").output

    assert _titles(again) == Counter()
    assert "15 stories were shown before; 0 are new" in again
    assert len(_titles(fresh)) == STORIES


@pytest.mark.parametrize("options", [(), ("--fresh",)])
def test_the_demo_touches_no_folder_but_its_own(options, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")

    result = _demo(tmp_path, *options)

    assert result.exit_code == 1
    assert "holds other things" in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


def test_a_damaged_folder_is_told_and_can_be_begun_anew(tmp_path):
    (tmp_path / "bytebot-demo.json").write_text("{")

    assert "is damaged" in _demo(tmp_path).stderr
    assert len(_titles(_demo(tmp_path, "--fresh").output)) == STORIES


def test_feeds_whose_ports_were_taken_are_not_mistaken_for_new_ones(tmp_path):
    _demo(tmp_path / "demo")
    known = json.loads((tmp_path / "demo" / "bytebot-demo.json").read_text())

    with closing(socket.create_server(("127.0.0.1", known["ports"][0]))):
        result = _demo(tmp_path / "demo")

    assert result.exit_code == 1
    assert "took the ports" in result.stderr


@pytest.mark.timeout(180)
async def test_killed_anywhere_and_run_again_every_story_is_shown_once(tmp_path):
    two_at_once = asyncio.Semaphore(2)

    async def kill_and_rerun(point: int) -> Counter[str]:
        folder = tmp_path / f"demo-{point}"
        async with two_at_once:
            before = await _run_and_kill(folder, after_events=1 + point * (EVENTS - 1) // (POINTS - 1))
            return _titles(before) + _titles(await _run(folder))

    shown = await asyncio.gather(*(kill_and_rerun(point) for point in range(POINTS)))

    for point, titles in enumerate(shown):
        assert len(titles) == STORIES, f"point {point}"
        assert set(titles.values()) == {1}, f"point {point}: {titles}"
