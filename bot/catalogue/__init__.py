"""What ByteBot says in English in, the same in a reader's language out. Pure, but for the catalogues read once.

A message is written where it is said, in English, with named places for values: `say("I lack {rights}.", rights=rights)`. The language is
that of the task at hand (`speaking`), so that a reply follows its reader and a post its channel without handing it through every call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

ENGLISH: Final = "en"

_language: Final[ContextVar[str]] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """The language in which this task speaks: `en`, `de` or `es`."""
    return _language.get()


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Within: the language of a locale such as `de` or `es-ES`; English where there is no catalogue for it."""
    before = _language.set(wanted)
    try:
        yield
    finally:
        _language.reset(before)


def say(message: str, **values: object) -> str:
    """`message` in the language at hand, with `values` in the places it names in braces."""
    return message.format(**values)


def count(one: str, many: str, number: int, **values: object) -> str:
    """The form for `number`, which stands in the place `{n}`: `count("{n} story", "{n} stories", 3)`."""
    return say(one if number == 1 else many, n=number, **values)
