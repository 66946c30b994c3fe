"""A sentence of ours that was stored in English in, the same in the language at hand out. Pure, but for the catalogues, each read once.

Why a feed failed or a filter dropped a story is noted when it happens, long before anybody asks, and then for readers of several
languages: so it is noted in English. The catalogue knows which message it was made from, and so which values stand in its places.
"""

from functools import cache
from string import Formatter
from typing import Final

from bot.catalogue import ENGLISH, language, say
from bot.catalogue.files import messages_of

_LONGEST: Final = 2000
_LEAST: Final = 7  # letters of a message with places; "{a}: {b}" would fit every line
_OURS: Final = frozenset({"said", "why", "detail", "meaning", "owner", "kind", "place", "rights", "judged"})
"""Places whose values are words of ours; a title or a filter's value is said as it stands."""


def said_again(stored: str) -> str:
    """`stored` in the language at hand; as it stands where it is not of the catalogue, such as a server's own words."""
    if language() == ENGLISH or not stored or len(stored) > _LONGEST:
        return stored
    at = stored.find(". ")
    while at >= 0:
        if (first := _whole(stored[: at + 1])) is not None:
            return f"{first} {said_again(stored[at + 2 :])}"
        at = stored.find(". ", at + 1)
    whole = _whole(stored)
    return stored if whole is None else whole


def _whole(stored: str) -> str | None:
    """One sentence; None: no message of the catalogue fits."""
    for message, literals, names in _forms(language()):
        values = _values(stored, literals)
        if values is not None:
            return say(message, **{name: _of_ours(value) if name in _OURS else value for name, value in zip(names, values, strict=True)})
    return None


def _of_ours(value: str) -> str:
    """A value that is a sentence, or words in a row."""
    whole = said_again(value)
    return whole if whole != value else ", ".join(map(said_again, value.split(", "))) if ", " in value else value


def _values(stored: str, literals: tuple[str, ...]) -> list[str] | None:
    """What stands between the literals, each at the first place where it can; None: they are not all there."""
    if len(literals) == 1:
        return [] if stored == literals[0] else None
    first, *middle, last = literals
    if not stored.startswith(first) or not stored.endswith(last):
        return None
    rest, values = stored[len(first) : len(stored) - len(last)], []
    for literal in middle:
        value, found, rest = rest.partition(literal)
        if not found:
            return None
        values.append(value)
    return [*values, rest] if len(stored) >= len(first) + len(last) else None


@cache
def _forms(_language: str) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Each message with its literals and the names of the places between, those that say the most first."""
    forms = []
    for message in messages_of(_language):
        pieces = list(Formatter().parse(message))
        names = tuple(name for _, name, _, _ in pieces if name is not None)
        literals = [literal for literal, _, _, _ in pieces]
        literals += [""] * (len(names) + 1 - len(literals))
        if not names or (all(literals[1:-1]) and sum(map(len, literals)) >= _LEAST and len(set(names)) == len(names)):
            forms.append((message, tuple(literals), names))
    return tuple(sorted(forms, key=lambda form: (len(form[2]) > 0, -sum(map(len, form[1])))))
