"""Why the language model gave nothing. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from bot.catalogue import say
from bot.errors.root import BotError, place


class ModelTrouble(StrEnum):
    """Why a language model gave no answer that could be used."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    STATUS = "status"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


@dataclass(kw_only=True, eq=False)
class ModelFailed(BotError):
    """A request to a language model came to nothing. `said_there` is the server's own complaint: for decisions, never for a log."""

    url: str
    trouble: ModelTrouble
    status: int | None = None
    said_there: str = ""

    @property
    def passing(self) -> bool:
        """True: it may go away by itself, so another try is worth it."""
        if self.trouble is ModelTrouble.STATUS:
            return self.status in (408, 409, 429) or (self.status or 0) >= 500  # noqa: PLR2004  HTTP's own numbers
        return self.trouble is not ModelTrouble.TOO_LARGE

    @property
    def said(self) -> str:
        why = f"{self.trouble} {self.status or ''}".rstrip()
        return say("The language model at {place} gave no answer ({why}).", place=place(self.url), why=why)

    def __str__(self) -> str:
        return f"model {self.trouble} {self.status or ''} {place(self.url)}".replace("  ", " ")
