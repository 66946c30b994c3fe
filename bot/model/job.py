"""Work that an engine does: which task, and for what. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

DOES_JOBS: Final = "bytebot engine"
"""How the name of a connection begins by which a process does jobs that it shares with others."""


class TaskName(StrEnum):
    """What there is to do. A key says for what: a server's name, a row's number, or nothing where there is one of it."""

    POLL = "poll"  # a server's feeds that are due; key: the server
    CONDENSE = "condense"  # an entry that a channel waits for; key: its id
    DIGEST = "digest"  # what waits for channels; no key
    DELIVER = "deliver"  # a channel's posts, in their order; key: the channel's id
    EDIT = "edit"  # cards that are to show something else; no key
    CORRECT = "correct"  # articles to be read again for corrections; no key
    UPKEEP = "upkeep"  # what is kept too long, and other housework; no key


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work. Of jobs with the same task and key at most one waits or runs at a time, whoever asks for it.

    It is a hint and never the truth: what there is to do stands in the tables, and a task looks there for what is still due.
    Of jobs that can start, the one with the higher `priority` does; none starts within `delay_s` after it was asked for.
    """

    task: TaskName
    key: str = ""
    priority: int = 0
    delay_s: float = 0.0

    @property
    def name(self) -> str:
        """`poll:news.example`, by which two jobs are the same."""
        return f"{self.task.value}:{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A job that failed every time, and is not tried again until somebody releases it. `reason`: the last failure, in one line."""

    number: int
    task: str
    key: str
    reason: str
    failed_at: datetime
