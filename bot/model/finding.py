"""What a look at the installation found. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """OK is well; WARN works but wants attention; FAIL does not work; SKIPPED could not be looked at now."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of a checkup: what was looked at, how it is, and, where it is not well, what to do. Never a secret."""

    about: str
    shape: Shape
    said: str
