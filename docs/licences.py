"""The lock and what is installed in, the lines of docs/reference/licences.md out: each dependency, its licence and why it is there.

What is locked but not installed here keeps the line that the page has; `python -m docs.licences` names what has none.
"""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).parent / "reference" / "licences.md"
WHY: Mapping[str, str] = {
    "aiohttp": "fetches feeds and pages; answers /healthz, /readyz and /metrics",
    "aiosqlite": "SQLite without blocking the loop",
    "alembic": "the database's migrations",
    "asyncpg": "Postgres without blocking the loop (extra `postgres`)",
    "babel": "translations, numbers and dates in the reader's language",
    "backports-zstd": "pages packed with zstandard, before Python 3.14 has it",
    "brotli": "pages packed with Brotli, with a limit on what one call unpacks",
    "click": "the command line",
    "cronsim": "digests at clock times, right across changes of the clock",
    "discord-py": "Discord's gateway and REST",
    "feedparser": "RSS and Atom, in every dialect",
    "filelock": "one bot on one database",
    "google-re2": "readers' patterns in linear time",
    "httpx2": "the language model's HTTP (extra `llm`)",
    "idna": "host names as browsers write them",
    "jinja2": "templates, in a sandbox",
    "lxml": "HTML and XML",
    "lxml-html-clean": "trafilatura imports it through lxml",
    "matplotlib": "the picture of `bytebot stats` (extra `stats`)",
    "openai": "a client of OpenAI-compatible servers (extra `llm`)",
    "opentelemetry-exporter-otlp-proto-http": "traces to a collector of yours (extra `otel`)",
    "opentelemetry-sdk": "traces (extra `otel`)",
    "opentelemetry-api": "traces (extra `otel`)",
    "pebble": "processes that read foreign bytes, with a limit on time",
    "pgqueuer": "jobs in Postgres (extra `postgres`)",
    "prometheus-client": "the figures of /metrics",
    "pydantic": "checks what strangers write: settings, rules, a model's answers",
    "pydantic-settings": "settings from a file and the environment",
    "rich": "tables, cards and progress in the terminal",
    "sentry-sdk": "failures to a Sentry of yours (extra `sentry`)",
    "sqlalchemy": "SQL for SQLite and Postgres",
    "structlog": "the log as JSON",
    "trafilatura": "the article in a page",
    "tzdata": "time zones where the system has none",
    "uvloop": "a faster loop (extra `speed`)",
}
BY_HAND: Mapping[str, str] = {}  # a licence that the package's own metadata does not tell
DEV = ("dev", "supply")


def licences() -> Iterator[str]:
    """The page's lines."""
    before = dict(re.findall(r"^\| (\S+) (\|.*)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)) if PAGE.exists() else {}
    yield "# Dependencies and their licences"
    yield "\nWhat `requirements.lock` and `pyproject.toml` bring to a running bot. Tools for development are not shipped and not listed."
    yield "\n| package | licence | why it is there |\n| --- | --- | --- |"
    for name in sorted(named()):
        found = licence_of(name)
        yield (
            f"| {name} | {found} | {why(name)} |"
            if found
            else f"| {name} {before.get(name, '| not installed where this page was made | ' + why(name) + ' |')}"
        )


def named() -> frozenset[str]:
    """Every package in the lock, and every direct dependency, as PEP 503 writes names."""
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), flags=re.MULTILINE)
    return frozenset(map(_plain, locked)) | direct()


def direct() -> frozenset[str]:
    """What pyproject.toml names, the development tools left out."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(each for extra, names in extras.items() if extra not in DEV for each in names)]
    return frozenset(_plain(re.split(r"[^\w.-]", each)[0]) for each in wanted) - {"bytebot"}


def why(name: str) -> str:
    """Our own reason, or which of our dependencies needs it."""
    if name in WHY:
        return WHY[name]
    users = sorted(each for each in named() if name in _needs(each))
    return f"for {', '.join(users)}" if users else "for a dependency on some systems"


def licence_of(name: str) -> str:
    """By the package's own metadata, SPDX where it says so; "" where it is not installed here."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    classes = [each.split(" :: ")[-1] for each in told.get_all("Classifier") or [] if each.startswith("License ::")]
    first = "\n".join(told.get_all("License") or []).strip().splitlines()
    return (
        ", ".join(told.get_all("License-Expression") or [])
        or ", ".join(classes)
        or (first[0] if first else "")
        or BY_HAND.get(name, "not told")
    )


def _needs(name: str) -> frozenset[str]:
    try:
        wanted = requires(name) or []
    except PackageNotFoundError:
        return frozenset()
    return frozenset(_plain(re.split(r"[^\w.-]", each)[0]) for each in wanted if "extra ==" not in each)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    missing = [name for name in sorted(named()) if not licence_of(name)]
    sys.exit(f"Not installed here: {', '.join(missing)}" if missing else 0)
