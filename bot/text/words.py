"""Text in, its words, names and numbers out. Pure.

Words are casefolded and lightly stemmed; scripts without spaces give bigrams of characters (as Lucene's CJK analyser does), so
that overlap can be counted in any script.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.text.stopwords import STOP_WORDS

DENSE: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Kana, Han
)
"""What stands in a character class for letters of scripts that put no spaces between words."""
_SPACED: Final = rf"(?:(?![{DENSE}])[^\W_])+(?:[.,](?=\d)\d+)*(?:['’](?:(?![{DENSE}])[^\W_])+)?"
_WORD: Final = re.compile(rf"(?P<dense>[{DENSE}]+)|{_SPACED}")
_SPACED_WORD: Final = re.compile(r"[^\W_]+(?:[.,](?=\d)\d+)*(?:['’][^\W_]+)?")  # the same where no letter is dense, at half the cost
_DENSE_LETTER: Final = re.compile(f"[{DENSE}]")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_CASED: Final = re.compile(r"[^\W\d_][\w&’'-]*")
_UNUSUAL: Final = re.compile(r"[a-z][A-Z]|^[A-Z]{2}")
_ENDINGS: Final = ("ing", "ed", "ly", "es", "s")
_LEAST_STEM: Final = 4


def words(text: str) -> list[str]:
    """Every word of `text` in order, casefolded, stop words among them; dense scripts as bigrams of characters."""
    if not _DENSE_LETTER.search(text):
        return [_without_owner(word) for word in _SPACED_WORD.findall(text.casefold())]
    found: list[str] = []
    for match in _WORD.finditer(text):
        if match["dense"]:
            found.extend(_bigrams(match["dense"]))
        else:
            found.append(_without_owner(match[0].casefold()))
    return found


def content_words(text: str) -> list[str]:
    """The words of `text` that carry meaning, stemmed: no stop words, no single letters; single digits stay."""
    return content_of(words(text))


def content_of(found: Iterable[str]) -> list[str]:
    """The same of words that `words` has found already."""
    return [stem(word) for word in found if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """`word` without its commonest English ending: enough that "resigned" meets "resigns"; other words come back as they are."""
    if not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > _LEAST_STEM:
        return word[:-3] + "y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word


def numbers(text: str) -> list[str]:
    """The numbers of `text` as written, such as 3.5 or 1,200."""
    return _NUMBER.findall(text)


def names(sentence: str) -> list[str]:
    """The words of one sentence that are written like names: a capital inside the sentence, CamelCase or an acronym anywhere."""
    found: list[str] = []
    for place, match in enumerate(_CASED.finditer(sentence)):
        word = match[0]
        if _UNUSUAL.search(word) or (place and word[0].isupper() and not _opens_quote(sentence, match.start())):
            found.append(_without_owner(word))
    return found


def count_words(text: str) -> int:
    """Words of `text`; in a script without spaces two characters count as one word."""
    dense = _DENSE_LETTER.findall(text)
    return len(_DENSE_LETTER.sub(" ", text).split()) + (len(dense) + 1) // 2 if dense else len(text.split())


def _bigrams(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _without_owner(word: str) -> str:
    return word.replace("’", "'").removesuffix("'s").removesuffix("'S") if not word.isalnum() else word


def _opens_quote(sentence: str, at: int) -> bool:
    return (at > 1 and sentence[at - 1] in '"“‘«(') or sentence[at - 2 : at] in {". ", "! ", "? ", ": "}
