"""A log record in, one JSON object on one line out, for machines. The keys that every object has are `FIXED`; facts follow them.

structlog renders; what the code calls stays the standard library's logging.
"""

import logging
from datetime import UTC, datetime
from typing import Final

from structlog.processors import JSONRenderer, format_exc_info
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, WrappedLogger

from bot.log.facts import facts_of
from bot.log.scrub import Scrubber

FIXED: Final = ("time", "level", "logger", "event")
"""In this order. `exception` comes last, where there is one: its traceback. No fact can take any of these names."""


def object_formatter(*, scrub: Scrubber) -> logging.Formatter:
    """For a handler."""
    render = JSONRenderer(ensure_ascii=False, default=str)

    def to_text(logger: WrappedLogger, name: str, event: EventDict) -> str:
        return scrub(str(render(logger, name, event)))

    return ProcessorFormatter(processors=[_fields, format_exc_info, to_text])


def _fields(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    fixed: EventDict = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": event["event"],
    }
    facts = {key: value for key, value in facts_of(record).items() if key not in (*FIXED, "exception")}
    trace = {"exc_info": event["exc_info"]} if event.get("exc_info") else {}
    return {**fixed, **facts, **trace}
