"""`python -m tests.check`: everything that must hold before a change lands, in the order that tells soonest. Exit code 0: it does."""

import itertools
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BIN = Path(sys.executable).parent

# Four processes on whatever cores there are: much of the time a test waits for a process, a server or a clock.
CHECKS: dict[str, list[str]] = {
    "format": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "floors": [str(_BIN / "lint-imports"), "--no-cache", "--no-logo"],
    "dependencies": ["-m", "deptry", "."],
    "tests": ["-m", "pytest", "-q", "-n", "4", "--dist", "worksteal"],
}
# What else a check's program is told.
ENVIRON: dict[str, dict[str, str]] = {"postgres": {"TEST_BYTEBOT_STORE": "postgres", "TEST_BYTEBOT_POSTGRES": "required"}}
# All flows, and the whole bot with the real discord.py, once more on Postgres and its engine.
_ON_POSTGRES = ["tests/integration", "tests/e2e"]
# Only when named: it takes half as long again.
NAMED: dict[str, list[str]] = {
    "coverage": [*CHECKS["tests"], "--cov", "--cov-report=term-missing:skip-covered"],
    "postgres": [*CHECKS["tests"], *_ON_POSTGRES],
    "audit": ["-m", "tests.supply", "audit"],
    "bom": ["-m", "tests.supply", "bom"],
    "image": ["-m", "tests.supply", "image"],
}
# `long`: everything there is, with what asks a service or needs a tool of its own.
LONG = [*(name for name in CHECKS if name != "tests"), *NAMED]


def main(names: list[str]) -> int:
    """Run the checks named, else the usual ones; stops at the first that fails."""
    known = [*CHECKS, *NAMED, "long"]
    if unknown := [name for name in names if name not in known]:
        print(f"No check is called {', '.join(unknown)}; there are {', '.join(known)}.", file=sys.stderr)  # noqa: T201  as below
        return 2
    for name in itertools.chain.from_iterable(LONG if name == "long" else [name] for name in names or CHECKS):
        started = time.monotonic()
        print(f"== {name}", flush=True)  # noqa: T201  this script's only way to speak
        done = subprocess.run([sys.executable, *(CHECKS | NAMED)[name]], cwd=ROOT, env=os.environ | ENVIRON.get(name, {}), check=False)
        print(f"== {name}: {'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - started:.1f} s)", flush=True)  # noqa: T201  the same
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
