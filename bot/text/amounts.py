"""Text in, the numbers it states out, each with its scale, its unit and what it counts. Pure.

"40 million dollars" and "$40M" are the same amount; "40", "40 %" and "40 billion" are three others.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.text.words import content_words

_ONES: Final = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS: Final = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS: Final = {
    **{word: place for place, word in enumerate([*_ONES, *_TEENS], start=1)},
    **{word: (place + 2) * 10 for place, word in enumerate(_TENS)},
    "zero": 0,
    "hundred": 100,
    "dozen": 12,
}
_SCALES: Final = {
    "thousand": 3, "k": 3, "tausend": 3, "mille": 3, "mil": 3, "тыс": 3,
    "million": 6, "millions": 6, "m": 6, "mn": 6, "mio": 6, "millionen": 6, "millones": 6, "milhões": 6, "milioni": 6, "млн": 6,
    "billion": 9, "billions": 9, "b": 9, "bn": 9, "mrd": 9, "milliarden": 9, "milliards": 9, "miliardi": 9, "bilhões": 9, "млрд": 9,
    "trillion": 12, "trillions": 12, "tn": 12, "万": 4, "萬": 4, "億": 8, "亿": 8, "兆": 12, "lakh": 5, "crore": 7,
}  # fmt: skip
_UNITS: Final = {
    "%": "%", "percent": "%", "per cent": "%", "pct": "%", "prozent": "%", "pour cent": "%", "por ciento": "%", "por cento": "%",
    "$": "$", "us$": "$", "usd": "$", "dollar": "$", "dollars": "$", "€": "€", "eur": "€", "euro": "€", "euros": "€",
    "£": "£", "gbp": "£", "pound": "£", "pounds": "£", "¥": "¥", "jpy": "¥", "yen": "¥", "円": "¥", "yuan": "元", "元": "元", "₹": "₹",
    "rupees": "₹", "won": "₩", "₩": "₩",
}  # fmt: skip


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_SPELLED: Final = rf"(?:(?:{'|'.join(_TENS)})[ -](?:{'|'.join(_ONES)})|{'|'.join(_WORDS)})"
_SHORT: Final = ("k", "m", "mn", "b", "bn", "tn")  # only right behind the digits: "5 m" are metres
_SHORT_SCALES: Final = _any_of(_SHORT)
_LONG_SCALES: Final = _any_of(word for word in _SCALES if word not in _SHORT)
_AMOUNT: Final = re.compile(
    rf"(?P<sign>(?:us)?[$€£¥₹₩]|\b(?:usd|eur|gbp|jpy)\b)?\s?"
    rf"(?:(?P<digits>(?<![\d.,])\d+(?:[.,'’]\d+)*)|\b(?P<spelled>{_SPELLED})\b)"
    rf"(?:(?:[ -]?(?P<long>{_LONG_SCALES})|(?P<short>{_SHORT_SCALES}))(?![^\W\d_a-z])(?![a-z]))?"
    rf"(?:[ -]?(?P<unit>{_any_of(_UNITS)})(?![a-z]))?",
    re.IGNORECASE,
)
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[,'’]\d{3})+(?:\.\d+)?")
_COUNTED: Final = re.compile(r"[ -]([^\W\d_]+)")
_AFTER: Final = 48
_YEARS: Final = range(1900, 2101)
_GROUP: Final = 3  # digits between two marks of thousands


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` as digits without marks of thousands, `scale` a power of ten, `unit` one of %, $, € ... or ""."""

    value: str
    scale: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """An amount where it is stated. `counted` is the small word right after it, stemmed, "" for none; `near` the next few words' stems."""

    amount: Amount
    counted: str
    near: frozenset[str]


def amounts(text: str) -> Iterator[Stated]:
    """Every amount of `text` in order; a lone "one" is no number."""
    plain = unicodedata.normalize("NFKC", text)
    for found in _AMOUNT.finditer(plain):
        stated = Amount(value=_value(found), scale=_scale(found), unit=_unit(found))
        if found["spelled"] and stated == Amount("1", 0, ""):
            continue
        after = plain[found.end() : found.end() + _AFTER]
        yield Stated(amount=stated, counted=_counted(after, stated), near=frozenset(content_words(after)))


def size_of(amount: Amount) -> float | None:
    """How much it is: 40 million is 40,000,000. Three digits behind a mark are thousands, unless a scale follows. None: a version."""
    *front, last = re.split("[.,]", amount.value)
    if any(len(group) != _GROUP for group in front[1:]):
        return None
    is_part = front and (len(last) != _GROUP or amount.scale or front[0] == "0")
    digits = "".join(front) + "." * bool(is_part) + last
    return float(digits) * 10.0**amount.scale if digits.replace(".", "").isdigit() else None


def without_amounts(text: str) -> str:
    """`text` with its amounts left out."""
    return _AMOUNT.sub(" ", unicodedata.normalize("NFKC", text))


def _value(found: re.Match[str]) -> str:
    if found["spelled"]:
        return str(sum(_WORDS[word] for word in re.split(r"[ -]", found["spelled"].lower())))
    digits = "".join(str(unicodedata.digit(each)) if each.isdigit() else each for each in found["digits"])
    return re.sub(r"[,'’]", "", digits) if _THOUSANDS.fullmatch(digits) else digits


def _scale(found: re.Match[str]) -> int:
    return _SCALES.get((found["long"] or found["short"] or "").lower(), 0)


def _unit(found: re.Match[str]) -> str:
    return _UNITS.get((found["unit"] or found["sign"] or "").lower(), "")


def _counted(after: str, stated: Amount) -> str:
    is_year = stated.scale == 0 and stated.value.isdigit() and int(stated.value[:5]) in _YEARS
    found = _COUNTED.match(after)
    if is_year or found is None or not found[1].islower():
        return ""
    return next(iter(content_words(found[1])), "")
