"""A text and a word or phrase in, whether it stands there as a whole out. Pure, any script, linear but for the longest needles.

Upper and lower case, full and half width, curly and straight apostrophes are alike; soft hyphens and what no reader sees count for nothing.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_GONE: Final = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
_ALIKE: Final = {0x2019: "'", 0x2018: "'", 0x02BC: "'"}
_APART: Final = re.compile("[\\s\u2010-\u2015\u2212-]+")
# Thai, Lao, Burmese, Khmer, Kana and Han write without spaces; Korean glues its particles to the word. There every place is an edge.
_DENSE: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\uac00-\ud7af"
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def fold(text: str) -> str:
    """`text` as it is compared: casefolded NFKC on one line. Folding twice changes nothing that matters to `stands_in`."""
    plain = text.translate(_GONE).translate(_ALIKE)
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold()).split())


def fold_phrase(text: str) -> str:
    """The same, with hyphens and dashes as spaces, so that "open-source" is "open source"."""
    return _APART.sub(" ", fold(text)).strip()


def stands_in(needle: str, text: str) -> bool:
    """Whether `needle` stands in `text` between edges of words. Both are folded; an empty needle stands nowhere."""
    if not needle:
        return False
    at = text.find(needle)
    while at >= 0:
        if _is_edge(text, at) and _is_edge(text, at + len(needle)):
            return True
        at = text.find(needle, at + 1)
    return False


def _is_edge(text: str, at: int) -> bool:
    return at in {0, len(text)} or not (_glues(text[at - 1]) and _glues(text[at]))


@lru_cache(maxsize=4096)
def _glues(character: str) -> bool:
    """A letter, mark or digit of a script that sets its words apart."""
    return is_word_character(character) and not _DENSE.match(character)


def is_word_character(character: str) -> bool:
    """A letter, mark or number of any script, or the low line."""
    return character == "_" or unicodedata.category(character)[0] in "LMN"
