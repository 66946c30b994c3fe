"""The demo's digest in, its first lines as docs/digest.svg out: `python docs/picture.py`. Nothing in the picture is drawn by hand."""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 92
LINES = 31


def main() -> None:
    """Run the demo in a fresh folder and save what it shows first."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"COLUMNS": str(WIDTH), "FORCE_COLOR": "1", "TERM": "xterm-256color"}
        command = [sys.executable, "-m", "bot", "demo", "--data", f"{folder}/demo"]
        shown = subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    lines = shown.splitlines()[:LINES]
    whole = max(place for place, line in enumerate(lines) if "╰" in line) + 1  # no box is shown by half
    console.print(Text.from_ansi("\n".join(lines[:whole])))
    console.save_svg(str(Path(__file__).parent / "digest.svg"), title="bytebot demo")


if __name__ == "__main__":
    main()
