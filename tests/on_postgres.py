"""An installed `bytebot` in, exit code 0 out if it works on Postgres: `python -m tests.on_postgres PATH/TO/bytebot`.

Starts a server of its own, migrates, follows a feed on loopback, and runs the bot until it has posted all; then runs it once more, when
nothing may be posted twice.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.cli.demo.site import DemoSite
from tests.fakes.postgres import running

_POSTED: Final = "unit BB-"
_STORIES: Final = 3
_WITHIN_S: Final = 60.0
_QUIET_S: Final = 5.0


def main(bytebot: str) -> int:
    """Say what was posted; 0: all went well."""
    with running() as server:
        first, second = try_out(bytebot, store_url=server.url(server.create()))
    print(f"On Postgres: {first} posts in the first run, {second} in the second.")  # noqa: T201  this script's only way to speak
    return 0 if (first, second) == (_STORIES, 0) else 1


def try_out(bytebot: str, *, store_url: str) -> tuple[int, int]:
    """Posts that two runs of the bot on that database showed. Raises CalledProcessError where a verb before them fails."""
    with tempfile.TemporaryDirectory() as name, DemoSite(now=datetime.now(UTC)) as site:
        folder = Path(name)
        environ = {key: value for key, value in os.environ.items() if not key.startswith("BYTEBOT_")} | {
            "BYTEBOT_STORE__URL": store_url,
            "BYTEBOT_WEB__ALLOW_NETWORKS": "127.0.0.0/8",
            "BYTEBOT_HTTP__PORT": "0",
        }
        for words in (("db", "migrate"), ("feeds", "add", site.feeds[0], "--backfill", str(_STORIES))):
            subprocess.run([bytebot, *words], cwd=folder, env=environ, check=True)
        return (
            posts(bytebot, folder, environ=environ, within_s=_WITHIN_S),
            posts(bytebot, folder, environ=environ, within_s=_QUIET_S),
        )


def posts(bytebot: str, folder: Path, *, environ: Mapping[str, str], within_s: float) -> int:
    """Run the bot on the console until it has posted all stories, or for so long, and stop it; how much it posted."""
    shown = folder / "shown"
    with shown.open("w") as file:
        bot = subprocess.Popen([bytebot, "run", "--no-discord"], cwd=folder, env=environ, stdout=file)
        try:
            until = time.monotonic() + within_s
            while time.monotonic() < until and bot.poll() is None and shown.read_text("utf-8").count(_POSTED) < _STORIES:
                time.sleep(0.1)
            bot.send_signal(signal.SIGTERM)
            if bot.wait(20):
                raise RuntimeError(f"bytebot run ended with {bot.returncode}")
        finally:
            bot.kill()
    return shown.read_text("utf-8").count(_POSTED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
