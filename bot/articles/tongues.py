"""A text in, the language it seems to be written in out. Pure: by its letters, else by its commonest words."""

import re
from typing import Final

_MOST_CHARACTERS: Final = 6000
_LEAST_HITS, _LEAST_LEAD, _LEAST_SHARE = 6, 1.5, 0.06
_SCRIPTS: Final = (
    ("ja", re.compile("[\u3040-\u30ff]")), ("ko", re.compile("[\uac00-\ud7af]")), ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0430-\u044f\u0451]")), ("el", re.compile("[\u03b1-\u03c9]")), ("ar", re.compile("[\u0627-\u064a]")),
    ("he", re.compile("[\u05d0-\u05ea]")), ("th", re.compile("[\u0e00-\u0e7f]")), ("hi", re.compile("[\u0904-\u0939]")),
)  # fmt: skip
_SCRIPT_SHARE: Final = 0.15
_COMMON: Final = {
    "en": "the of and to in that is was for with as on he it by at from has have are this be not but they which said will",
    "de": "der die und das den von zu mit sich auf ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach bei",
    "fr": "le la les des et en du une que dans est pour qui sur pas au par plus avec il ce sont cette ses mais aux leur été",
    "es": "el la los las y en del que una por con para su se como más pero sus fue este ha al lo es son esta también está",
    "pt": "o os as e em da do das dos que uma para com não por mais se na no ao como foi sua mas seu são pela também está",
    "it": "il lo gli di e che la un una per con non del della sono da nel alla più anche dei si è al come le ha questo",
    "nl": "de het een en van in is dat op te zijn voor met niet aan er om ook als maar bij nog uit door naar werd heeft wordt",
    "sv": "och att det som en på är av för med den till inte har de ett om han men var sig från så kan nu efter vid",
    "pl": "i w na z się nie do to że jest jak po o co ale za od jego przez dla jej był są tym oraz tylko które może",
}
_WORDS: Final = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WORD: Final = re.compile(r"[^\W\d_]+")


def guess(text: str) -> str | None:
    """Two letters of ISO 639-1. None: too short or too mixed to tell."""
    sample = text[:_MOST_CHARACTERS]
    letters = sum(character.isalpha() for character in sample)
    for language, script in _SCRIPTS:
        if len(script.findall(sample)) > _SCRIPT_SHARE * max(1, letters):
            return language
    words = [word.casefold() for word in _WORD.findall(sample)]
    hits = sorted(((sum(word in known for word in words), language) for language, known in _WORDS.items()), reverse=True)
    (most, best), (second, _) = hits[0], hits[1]
    return best if most >= max(_LEAST_HITS, _LEAST_SHARE * len(words)) and most >= _LEAST_LEAD * second else None
