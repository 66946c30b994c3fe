"""What a server can do in, how to ask it next out. Pure.

Servers that call themselves compatible differ: one refuses `json_schema` with HTTP 500, another knows no `response_format` at all, newer
models want `max_completion_tokens` and their own temperature. So the best way is tried first, and what works is remembered.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.errors import ModelFailed, ModelTrouble

_KEPT: Final = timedelta(days=7)
"""So that a server that has learnt something since is asked the better way again."""
_MAY_BE_THE_WAY: Final = frozenset({400, 405, 406, 415, 422, 500, 501})
_SHAPE: Final = ("response_format", "json_schema", "json_object", "schema", "grammar")
_PARAMETERS: Final = ("max_completion_tokens", "'temperature'", '"temperature"')


class Rung(StrEnum):
    """How an answer is asked for, the best first."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    LIST = "list"


_LOWER: Final = {Rung.SCHEMA: Rung.OBJECT, Rung.OBJECT: Rung.LIST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to ask. `modern`: the length as `max_completion_tokens` and no temperature. `proven`: this server has answered it before."""

    rung: Rung = Rung.SCHEMA
    modern: bool = False
    proven: bool = False


def next_manner(manner: Manner, failure: ModelFailed) -> Manner | None:
    """The manner to try after a server refused this one; None: the failure has nothing to do with the manner, or there is no other."""
    if failure.trouble is not ModelTrouble.STATUS or failure.status not in _MAY_BE_THE_WAY:
        return None
    complaint = failure.said_there.casefold()
    if not manner.modern and any(word in complaint for word in _PARAMETERS):
        return replace(manner, modern=True)
    about_shape = any(word in complaint for word in _SHAPE)
    lower = _LOWER.get(manner.rung)
    if lower is None or (manner.proven and not about_shape):
        return None
    return replace(manner, rung=lower, proven=False)


def to_note(manner: Manner, *, today: date) -> str:
    """A manner as the store keeps it, with the day it worked."""
    return f"{manner.rung.value} {'modern' if manner.modern else 'usual'} {today.isoformat()}"


def from_note(note: str | None, *, today: date) -> Manner:
    """The manner that worked within the last seven days, else the best to begin with; a note that cannot be read counts as none."""
    try:
        rung, style, day = (note or "").split()
        if today - date.fromisoformat(day) > _KEPT:
            return Manner()
        return Manner(rung=Rung(rung), modern=style == "modern", proven=True)
    except ValueError:
        return Manner()
