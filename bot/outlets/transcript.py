"""Unit codes of posts in, whether they were shown before out. Appends to one file, which outlives the process."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One post that was shown, when, and what it links to."""

    code: str
    at: datetime
    links: tuple[str, ...]


class Transcript:
    """What was shown, one JSON object a line. A line is one write, so that a killed process leaves it whole or absent."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shown: dict[str, Shown] = {}
        self._read_to = 0

    def holds(self, code: str) -> bool:
        """Whether a post with this code was shown, by this process or an earlier one. Raises OSError."""
        self._catch_up()
        return code in self._shown

    def between(self, since: datetime, until: datetime) -> tuple[Shown, ...]:
        """What was shown in that time, in order. Raises OSError."""
        self._catch_up()
        return tuple(each for each in self._shown.values() if since <= each.at <= until)

    def add(self, code: str, *, titles: Sequence[str], links: Sequence[str] = (), at: datetime) -> None:
        """Keep that a post is being shown. Raises OSError, also where the disk took only a part."""
        record = json.dumps({"at": at.isoformat(), "code": code, "titles": list(titles), "links": list(links)}, ensure_ascii=False)
        # The line break in front ends what a full disk may have cut short before; empty lines are skipped.
        line = f"\n{record}\n".encode("utf-8", "replace")
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            written = os.write(file, line)
        finally:
            os.close(file)
        if written < len(line):
            raise OSError(f"only {written} of {len(line)} bytes were written to the transcript")

    def _catch_up(self) -> None:
        """Read what was added since the last look."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read_to)
            added = file.read()
        whole = added.rpartition(b"\n")[0]
        self._read_to += len(whole)
        for shown in filter(None, map(_shown_in, whole.splitlines())):
            self._shown.setdefault(shown.code, shown)


def _shown_in(line: bytes) -> Shown | None:
    """A record; None for an empty line and for one that was cut short. A time that cannot be read is long ago."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    if not isinstance(record, dict) or not record.get("code"):
        return None
    try:
        at = datetime.fromisoformat(record["at"])
    except (ValueError, TypeError, KeyError):
        at = _LONG_AGO
    links = record.get("links")
    return Shown(code=str(record["code"]), at=at, links=tuple(map(str, links)) if isinstance(links, list) else ())
