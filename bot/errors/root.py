"""What every named failure is. Pure: an error carries facts, says them to a person and to the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.catalogue import say


def place(url: str) -> str:
    """Host and path of an address, the only part fit for a log or a reply: userinfo and query may hold secrets."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an address that cannot be read"
    return f"{host}{port}{parts.path}"[:200] or "an empty address"


def _rebuild(kind: type["BotError"], facts: Mapping[str, Any]) -> "BotError":
    error = kind.__new__(kind)
    error.__dict__.update(facts)
    return error


@dataclass(kw_only=True, eq=False)
class BotError(Exception):
    """The root. `str(error)` is the line for the log, `said` the sentence for a person; neither holds a secret."""

    retry_after_s: float | None = None

    @property
    def said(self) -> str:
        """One sentence that says what happened and what to do next."""
        return say("Something went wrong; the log has the details.")

    def __str__(self) -> str:
        return self.said

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross from the worker process; the built-in way would lose keyword-only facts."""
        return _rebuild, (type(self), dict(self.__dict__))
