"""Text in, the same text without what no reader sees out. Pure.

Invisible characters carry orders past a person's eye into a language model, and out of it again.
"""

import unicodedata
from typing import Final

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS: Final = frozenset("\u200c\u200d")  # Persian, Indic scripts and joined emoji need them
FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")  # letters, by their category, that show as nothing
_SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_MOST_SELECTORS: Final = 1


def seen(text: str) -> str:
    """`text` as NFC on one line: no control, format, private or unassigned characters, no fillers, no runs of variation selectors."""
    kept: list[str] = []
    selectors = 0
    for character in unicodedata.normalize("NFC", text):
        if character.isspace():
            kept.append(" ")
            continue
        is_selector = any(ord(character) in each for each in _SELECTORS)
        selectors = selectors + 1 if is_selector else 0
        if selectors <= _MOST_SELECTORS and _shows(character):
            kept.append(character)
    return " ".join("".join(kept).split())


def _shows(character: str) -> bool:
    if character in _JOINERS or character.isascii():
        return character.isprintable() or character in _JOINERS
    return character not in FILLERS and unicodedata.category(character) not in _UNSEEN
