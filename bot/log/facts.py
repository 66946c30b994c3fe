"""A log record in, the facts it carries out; and what a whole task is about, which every event in it carries."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_PLAIN: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}

_about: Final[ContextVar[Mapping[str, object]]] = ContextVar("about", default={})  # noqa: B039  never written to: `about` makes another


@contextmanager
def about(**facts: object) -> Iterator[None]:
    """Every event inside carries these facts too, in tasks begun there as well."""
    token = _about.set({**_about.get(), **facts})
    try:
        yield
    finally:
        _about.reset(token)


def facts_of(record: logging.LogRecord) -> dict[str, object]:
    """What its task is about, then its own `extra`."""
    return {**_about.get(), **{key: value for key, value in vars(record).items() if key not in _PLAIN}}
