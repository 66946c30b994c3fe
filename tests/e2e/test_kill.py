"""The bot as a real process, killed and stopped by signals."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(200)
def test_killed_again_and_again_it_loses_and_doubles_nothing():
    """The short form of bench/kill.py: one of the outages is longer than nonces are remembered."""
    asked = ["--posts", "40", "--kills", "3", "--outages", "1", "--channels", "5"]
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "kill.py"), *asked], capture_output=True, text=True, cwd=ROOT, timeout=180, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0, doubled 0, channels out of order 0" in done.stdout
    assert "the last one stopped with 0" in done.stdout


_PROGRAM = """
import asyncio, signal, sys
from bot.compose import stop_on_signals

async def work():
    stop = asyncio.Event()
    stop_on_signals(stop)
    print("ready", flush=True)
    await stop.wait()
    print("stopping", flush=True)
    await asyncio.sleep(30)

asyncio.run(work())
"""


def test_a_second_stop_ends_it_at_once():
    running = subprocess.Popen([sys.executable, "-c", _PROGRAM], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert running.stdout is not None
    with running:
        assert running.stdout.readline() == "ready\n"
        running.terminate()
        assert running.stdout.readline() == "stopping\n"
        running.terminate()

        assert running.wait(timeout=10) != 0
