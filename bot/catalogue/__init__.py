"""What ByteBot says in English in, the same in a reader's language out. Pure, but for the catalogues, each read once.

A message is written where it is said, in English, with named places for values: `say("I lack {rights}.", rights=rights)`. The language is
that of the task at hand (`speaking`), so that a reply follows its reader and a post its channel without handing it through every call.
The catalogues are gettext's (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html): tools for translators know them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from bot.catalogue.files import LANGUAGES, catalogue_of

__all__ = ["ENGLISH", "LANGUAGES", "count", "language", "language_of", "mark", "name_in", "said_in", "say", "speak", "speaking"]

ENGLISH: Final = "en"
_NAME: Final = "name"

_language: Final[ContextVar[str]] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """The language in which this task speaks: `en`, `de` or `es`."""
    return _language.get()


def language_of(locale: str) -> str:
    """The language of a locale such as `de` or `es-ES`; `en` where there is no catalogue for it."""
    wanted = locale.replace("_", "-").partition("-")[0].lower()
    return wanted if wanted in LANGUAGES else ENGLISH


def speak(locale: str) -> None:
    """From here on, to the end of this task: the language of a locale. For a task of one reader's own, such as a command's."""
    _language.set(language_of(locale))


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Within: the language of a locale such as `de` or `es-ES`; English where there is no catalogue for it."""
    before = _language.set(language_of(locale))
    try:
        yield
    finally:
        _language.reset(before)


def say(message: str, **values: object) -> str:
    """`message` in the language at hand, with `values` in the places it names in braces."""
    return _in(_language.get(), message).format(**values)


def mark(message: str) -> str:
    """`message` as it is: a mark for the catalogues on what stands in a table and is said later, by `say(table[key])`."""
    return message


def count(one: str, many: str, number: int, **values: object) -> str:
    """The form for `number`, which stands in the place `{n}`: `count("{n} story", "{n} stories", 3)`."""
    here = _language.get()
    form = (one if number == 1 else many) if here == ENGLISH else catalogue_of(here).ngettext(one, many, number)
    return form.format(n=number, **values)


def said_in(locale: str, message: str) -> str | None:
    """A message without places, such as a command's description, as it is in a locale's language; None: as it stands."""
    here = language_of(locale)
    translated = _in(here, message)
    return None if translated == message else translated


def name_in(locale: str, name: str) -> str | None:
    """The name of a command or an option in a locale's language; None: the same as in English."""
    here = language_of(locale)
    translated = name if here == ENGLISH else catalogue_of(here).pgettext(_NAME, name)
    return None if translated == name else translated


def _in(here: str, message: str) -> str:
    return message if here == ENGLISH or not message else catalogue_of(here).gettext(message)
