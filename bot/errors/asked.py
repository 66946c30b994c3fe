"""Why what a person wrote or asked for cannot be used. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from bot.catalogue import say
from bot.errors.root import BotError


@dataclass(kw_only=True, eq=False)
class SettingsInvalid(BotError):
    """The settings cannot be used. `problems` are whole lines, each with the key, its line where known, and the value expected."""

    problems: tuple[str, ...]

    @property
    def said(self) -> str:
        return "\n".join(self.problems)


@dataclass(kw_only=True, eq=False)
class PromptsInvalid(BotError):
    """A template or rules file cannot be used. `line` is 1-based; 0 where unknown."""

    file: str
    line: int
    problem: str

    @property
    def said(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.problem}"


@dataclass(kw_only=True, eq=False)
class Refused(BotError):
    """What a person asked for cannot be done; `why` is the whole sentence to say, or, with `facts`, the message with their places."""

    why: str
    facts: Mapping[str, object] | None = None

    @classmethod
    def of(cls, message: str, **facts: object) -> Self:
        """Refused with a message of the catalogue: it is put into words when it is said, in the language of who hears it."""
        return cls(why=message, facts=facts)

    @property
    def said(self) -> str:
        return self.why if self.facts is None else say(self.why, **self.facts)

    def __str__(self) -> str:
        return self.why if self.facts is None else self.why.format(**self.facts)
