"""A log record in, a line for people out, its traceback below it."""

import logging

from bot.log.facts import facts_of
from bot.log.scrub import Scrubber


class LineFormatter(logging.Formatter):
    """`time level room: event key=value ...`, with every secret replaced."""

    def __init__(self, *, scrub: Scrubber) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z")
        self._scrub = scrub

    def format(self, record: logging.LogRecord) -> str:
        """One event; its facts follow its name."""
        facts = " ".join(f"{key}={value}" for key, value in facts_of(record).items())
        head, *traceback = super().format(record).split("\n")
        return self._scrub("\n".join([f"{head} {facts}".rstrip(), *traceback]))
