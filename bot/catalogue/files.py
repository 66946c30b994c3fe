"""A language in, its catalogue out. Reads a file of the package once a language.

Babel reads the files, and draws the plural's form from their rule; it is loaded by the first who does not speak English.
"""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

LANGUAGES: Final = ("en", "de", "es")
"""What ByteBot speaks. English has no catalogue: it is what stands in the code."""


@cache
def catalogue_of(language: str) -> gettext.GNUTranslations:
    """The catalogue of a language other than English. OSError or ValueError where the package is damaged."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415  half as long as all else that `bytebot --help` loads

    compiled = BytesIO()
    write_mo(compiled, _read(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def messages_of(language: str) -> tuple[str, ...]:
    """Every message of a language's catalogue as it is in English, but for those with forms for numbers. The same errors."""
    return tuple(each.id for each in _read(language) if each.id and isinstance(each.id, str) and not each.context)


def path_of(language: str) -> Path:
    """Where a language's catalogue lies."""
    return Path(__file__).with_name(f"{language}.po")


@cache
def _read(language: str) -> "Catalog":
    from babel.messages.pofile import read_po  # noqa: PLC0415  as above

    with path_of(language).open(encoding="utf-8") as file:
        return read_po(file, locale=language)
