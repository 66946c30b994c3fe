"""The lock and the Dockerfile in, what is known against them out: `python -m tests.supply audit|bom|image`.

Part of the check's long form. Each tells in one line where its tool or service is not at hand, and only what was really found fails.
The tools come with `pip install -e ".[supply]"`; pip-audit asks a service of known vulnerabilities, the others ask nobody.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
_LOCK: Final = str(ROOT / "requirements.lock")
_WITHIN_S: Final = 180
BOM: Final = Path("bytebot.cdx.json")


def audit() -> int:
    """Known vulnerabilities of what is locked. 1: there are some; 0: none are known, or nobody could be asked."""
    done = _tool(
        ["pip-audit", "--requirement", _LOCK, "--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    )
    if done is None:
        return 0
    try:
        asked = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        told = done.stderr.strip().splitlines() or ["it said nothing"]
        print(f"audit: the service of known vulnerabilities was not reached, so nothing is known either way ({told[-1][:200]})")
        return 0
    lines, code = read_audit(asked)
    print("\n".join(lines))
    return code


def read_audit(asked: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], int]:
    """What pip-audit found, a line each, and the exit code. A package that the service does not know is no good news, and is said so."""
    found = [
        f"audit: {each['name']} {each['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for each in asked
        for hole in each.get("vulns", ())
    ]
    unknown = sum("skip_reason" in each for each in asked)
    told = f"audit: {len(asked) - unknown} of {len(asked)} packages looked up, {len(found)} known vulnerabilities"
    doubt = f"; of the other {unknown} nothing is known either way: the service did not answer for them" if unknown else ""
    return (*found, told + doubt), 1 if found else 0


def bom() -> int:
    """A bill of materials (CycloneDX) of the lock, in ./bytebot.cdx.json: every package with its version and hashes."""
    done = _tool(["cyclonedx-py", "requirements", _LOCK, "--output-format", "JSON", "--output-reproducible", "--output-file", str(BOM)])
    if done is None:
        return 0
    if done.returncode:
        print(done.stderr.strip())
        return done.returncode
    parts = json.loads(BOM.read_text("utf-8"))["components"]
    print(f"bom: {len(parts)} packages in {BOM}")
    return 0


def image() -> int:
    """hadolint over the Dockerfile; the image itself is replayed by `python -m bench.image`."""
    done = _tool(["hadolint", str(ROOT / "Dockerfile")])
    if done is None:
        return 0
    print(done.stdout.strip() or "image: hadolint finds nothing")
    return done.returncode


def _tool(words: list[str]) -> subprocess.CompletedProcess[str] | None:
    """Run a tool that lies beside this Python or on the path. None: it is not here, or took too long, and that was said."""
    name = words[0]
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        print(f'{name} is not installed, so it was left out: pip install -e ".[supply]"')
        return None
    try:
        return subprocess.run([found, *words[1:]], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=_WITHIN_S)
    except subprocess.TimeoutExpired:
        print(f"{name} got no answer within {_WITHIN_S} s, so nothing is known either way")
        return None


DEEDS: Final[Mapping[str, Callable[[], int]]] = {"audit": audit, "bom": bom, "image": image}


if __name__ == "__main__":
    sys.exit(max(DEEDS[name]() for name in sys.argv[1:] or DEEDS))
