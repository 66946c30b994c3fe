"""`bytebot demo` as a person runs it: a process of its own, killed where it hurts, run again."""

import asyncio
import os
import re
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "bot", "demo"]
STORIES = 15
EVENTS = 23  # lines that a whole run logs
POINTS = 10


async def _start(folder: Path, *options: str) -> asyncio.subprocess.Process:
    env = {name: value for name, value in os.environ.items() if not name.startswith("BYTEBOT_")} | {"COLUMNS": "300"}
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


def _titles(shown: str) -> Counter[str]:
    """The stories on a screen: a box's first line is a topic's emoji and the title."""
    return Counter(re.findall(r"^╭─+╮\n│ ((?!Beep boop).+?) *│$", shown, re.MULTILINE))


async def test_the_demo_shows_every_story_and_its_figures(tmp_path):
    started = time.monotonic()

    shown = await _run(tmp_path / "demo")

    assert len(_titles(shown)) == STORIES
    assert re.search(r"3 feeds · 17 entries · 15 stories · \d+ bullets · \d+ min of reading saved · [\d.]+ s", shown)
    assert shown.count("also covered by") == 2
    assert "their own takeaways" in shown
    assert "\x1b" not in shown
    assert time.monotonic() - started < 10


async def test_a_second_run_shows_nothing_twice(tmp_path):
    await _run(tmp_path / "demo")

    shown = await _run(tmp_path / "demo")

    assert _titles(shown) == Counter()
    assert "15 stories were shown before; 0 are new" in shown


async def test_a_fresh_run_begins_anew(tmp_path):
    await _run(tmp_path / "demo")

    shown = await _run(tmp_path / "demo", "--fresh")

    assert len(_titles(shown)) == STORIES


async def test_a_fresh_run_empties_no_folder_but_its_own(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")

    process = await _start(tmp_path, "--fresh")
    _, err = await process.communicate()

    assert process.returncode == 1
    assert b"holds other things" in err
    assert (tmp_path / "letter.txt").exists()


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
