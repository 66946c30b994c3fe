"""The bot as a real process, asked while it works."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(90)
def test_it_answers_soon_although_it_is_at_work():
    """The short form of bench/interactions.py, with room for a busy machine."""
    asked = ["--feeds", "6", "--seconds", "3", "--most", "2.5"]
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "interactions.py"), *asked], capture_output=True, text=True, cwd=ROOT, timeout=80, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "first answer" in done.stdout
