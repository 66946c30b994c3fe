"""Events in, lines or JSON objects on standard error out. Secrets are taken out of every one, tracebacks included."""

import logging
import sys
from collections.abc import Iterable
from typing import Literal, TextIO

from bot.log.facts import about
from bot.log.lines import LineFormatter
from bot.log.scrub import Scrubber

__all__ = ["LineFormatter", "Scrubber", "Style", "about", "set_up_log"]

Style = Literal["auto", "lines", "json"]


def set_up_log(*, level: str, secrets: Iterable[str], style: Style = "lines", stream: TextIO | None = None) -> None:
    """Send the log to `stream` (standard error by default) and nowhere else. `level` is debug, info, warning or error.

    `style`: auto is lines on a terminal, for people, and an object a line anywhere else, for machines.
    """
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(_formatter(style if style != "auto" else "lines" if out.isatty() else "json", scrub=Scrubber(secrets)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level.upper())
    logging.getLogger("discord").setLevel(level.upper() if level != "debug" else "INFO")


def _formatter(style: Literal["lines", "json"], *, scrub: Scrubber) -> logging.Formatter:
    if style == "lines":
        return LineFormatter(scrub=scrub)
    from bot.log.objects import object_formatter  # noqa: PLC0415  structlog: 5 MB and 40 ms that a terminal has no use for

    return object_formatter(scrub=scrub)
