"""Events in, lines on standard error out. Secrets are taken out of every line, tracebacks included."""

import logging
import sys
from collections.abc import Iterable
from typing import Final, TextIO

_PLAIN: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_HIDDEN: Final = "[hidden]"


class LineFormatter(logging.Formatter):
    """`time level room: event key=value ...`, with every secret replaced."""

    def __init__(self, *, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z")
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """One event; its `extra` facts follow its name."""
        facts = " ".join(f"{key}={value}" for key, value in vars(record).items() if key not in _PLAIN)
        line = super().format(record)
        head, *traceback = line.split("\n")
        shown = "\n".join([f"{head} {facts}".rstrip(), *traceback])
        for secret in self._secrets:
            shown = shown.replace(secret, _HIDDEN)
        return shown


def set_up_log(*, level: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Send the log to `stream` (standard error by default) and nowhere else. `level` is debug, info, warning or error."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter(secrets=secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level.upper())
    logging.getLogger("discord").setLevel(level.upper() if level != "debug" else "INFO")
