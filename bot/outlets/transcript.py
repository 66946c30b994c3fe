"""Unit codes of posts in, whether they were shown before out. Appends to one file, which outlives the process."""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path


class Transcript:
    """What was shown, one JSON object a line. A line is one write, so that a killed process leaves it whole or absent."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._codes: set[str] = set()
        self._read_to = 0

    def holds(self, code: str) -> bool:
        """Whether a post with this code was shown, by this process or an earlier one. Raises OSError."""
        self._catch_up()
        return code in self._codes

    def add(self, code: str, *, titles: Sequence[str], at: datetime) -> None:
        """Keep that a post is being shown. Raises OSError, also where the disk took only a part."""
        record = json.dumps({"at": at.isoformat(), "code": code, "titles": list(titles)}, ensure_ascii=False)
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
        self._codes.update(code for line in whole.splitlines() if (code := _code_in(line)))


def _code_in(line: bytes) -> str:
    """The code of a record; "" for an empty line and for one that was cut short."""
    try:
        record = json.loads(line)
    except ValueError:
        return ""
    return str(record.get("code", "")) if isinstance(record, dict) else ""
