"""An article's title, text and link in, what it can be recognised by out: words, names, numbers and runs of words, as 32-bit hashes. Pure.

A hash (CRC-32) stands for its word wherever articles are compared and indexed: it is small, the same in every process, and 50,000 articles'
300,000 words make about ten accidental pairs. Linear in the text, of which no more than 6,000 characters count, and 1,000 of the title.
"""

import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from zlib import crc32

from bot.text.amounts import amounts, size_of
from bot.text.similar import shingles
from bot.text.stopwords import STOP_WORDS
from bot.text.urls import canonical, host_of
from bot.text.words import content_of, content_words, names, words

MOST_CHARACTERS: Final = 6000
_TITLE_CHARACTERS: Final = 1000
_NAME_CHARACTERS: Final = 600
_NUMBER_CHARACTERS: Final = 1000  # long reports share numbers by chance: measured, whole texts made one story of eleven
_FAMILIES: Final = ("word", "name", "number", "run", "page", "mark")
_SMALL: Final = 31  # days of a month among them
_YEARS: Final = range(1900, 2101)
_LEAD_RUNS: Final = 80
_MONTHS: Final = (
    "January February March April May June July August September October November December "
    "Januar Februar März Mai Juni Juli Oktober Dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
)
_MONTH: Final = re.compile(rf"\b(?:(\d{{1,2}})\.? )?({'|'.join(dict.fromkeys(_MONTHS.split()))})\b(?: (\d{{1,2}})\b)?")
_NUMBERED: Final = re.compile(
    r"(?:([^\W\d_][\w-]*)[ :,]{1,2}(?:#|no\.? |nr\.? |issue |week |version |v)?|(#))(\d+(?:\.\d+)*)(?![\d.,]*\d)(?![ -]*(?:%|[^\W\d_]))"
    r"|([^\W\d_][\w-]*) (?:version |v)?(\d+(?:\.\d+)+)"
    r"|([A-Z][\w-]*) (\d{1,4})(?= [a-z])(?! (?:million|billion|thousand|percent|per|of|euro|dollar|pound|\w+s\b))"
    r"|\b([A-Za-z]+)(\d+)\b",
    re.IGNORECASE,
)
_PARTS: Final = "part issue week day episode number no nr volume vol version round chapter season build release teil folge ausgabe"
_COUNTING: Final = "kill kills killed injure injures injured hurt hurts leaves least nearly almost rises climbs forces cuts"
_DASH: Final = r"[-\u2010-\u2013]"
_IDENTIFIED: Final = (
    re.compile(rf"\b(?P<kind>CVE){_DASH}(?P<year>\d{{4}}){_DASH}(?P<number>\d{{4,7}})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<kind>[CT]){_DASH}(?P<number>\d{{1,4}})/(?P<year>\d\d)\b"),  # the Union's courts
    re.compile(r"\b(?P<year>\d\d)-(?P<kind>cv|cr)-(?P<number>\d{4,6})\b", re.IGNORECASE),  # courts of the United States
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """An article to compare: `words` of title (twice) and text with their counts, `title` alone; `names` of title and lead; `numbers`
    stated there; `runs` of three words, and those of the `lead`; `marks`, which numbers and months its title gives to which word,
    and the text to flaws and court cases; the `page` it says it is, 0 for none."""

    host: str
    page: int
    words: Mapping[int, int]
    title: Mapping[int, int]
    names: frozenset[int]
    numbers: frozenset[int]
    runs: frozenset[int]
    lead: frozenset[int]
    marks: frozenset[tuple[int, int]]


def fingerprint(title: str, text: str, *, link: str) -> Fingerprint:
    """Of an article. `link` is the address that the page itself gives; a home page's says nothing, some sites name it on every page."""
    title, text = title[:_TITLE_CHARACTERS], text[:MOST_CHARACTERS]
    said = words(title)
    told = words(text)
    own = content_of(said)
    found = shingles(told)
    lead = shingles(told[: _LEAD_RUNS + 2])
    return Fingerprint(
        host=host_of(link),
        page=_hashed("page", canonical(link)) if urlsplit(canonical(link)).path + urlsplit(canonical(link)).query else 0,
        words=_counted([*own, *own, *content_of(told)]),
        title=_counted(own),
        names=frozenset(_hashed("word", word) for word in _names(title, text)),
        numbers=frozenset(_hashed("number", number) for number in _numbers(f"{title}. {text[:_NUMBER_CHARACTERS]}")),
        runs=frozenset(_hashed("run", " ".join(run)) for run in found),
        lead=frozenset(_hashed("run", " ".join(run)) for run in lead),
        marks=frozenset(_marks(title)) | frozenset(_identified(f"{title}. {text[:MOST_CHARACTERS]}")),
    )


def _counted(found: Iterable[str]) -> dict[int, int]:
    return {_hashed("word", word): count for word, count in Counter(found).items()}


def _hashed(family: str, text: str) -> int:
    return crc32(text.encode("utf-8", "replace"), _FAMILIES.index(family))


def _names(title: str, text: str) -> Iterable[str]:
    """The names of a title and its first lines, as `content_words` would have them. A series' own name is in all its articles."""
    return (word for name in names(f"{title}. {text[:_NAME_CHARACTERS]}") for word in content_words(name))


def _numbers(text: str) -> Iterable[str]:
    """Numbers that hardly two events have in common: no counts of a few, no years; 6.1 is no count."""
    for stated in amounts(text):
        size = size_of(stated.amount)
        bare = not stated.amount.unit and not stated.amount.scale
        if size is not None and not (bare and size.is_integer() and (size <= _SMALL or size in _YEARS)):
            yield f"{size:g}"


def _marks(title: str) -> Iterable[tuple[int, int]]:
    """What tells the parts of a series apart: "Weekly Bits 17", "tidepool 2.4.0", "#412", "Q3", "March", "9 March"."""
    for found in _NUMBERED.finditer(title):
        word = next((each for each in (found[1], found[4], found[6], found[8]) if each), "#")
        number = next(each for each in (found[3], found[5], found[7], found[9]) if each)
        if found.start() == 0 or _is_numbered(word, is_version="." in number):
            yield _hashed("mark", word.casefold()), _hashed("mark", number)
    for found in _MONTH.finditer(title):
        yield _hashed("mark", "month"), _hashed("mark", f"{found[2]}{found[1] or found[3] or ''}".casefold())


def _is_numbered(word: str, *, is_version: bool) -> bool:
    """Whether it is a part's number that follows the word: "kills 14" and "rises to 19" count, and are counted anew tomorrow."""
    plain = word.casefold()
    if plain in STOP_WORDS or plain in _COUNTING.split():
        return False
    return is_version or plain in _PARTS.split() or not word[0].islower()


def _identified(text: str) -> Iterable[tuple[int, int]]:
    """Flaws and court cases by their register and year: only those of one year tell articles apart, older ones are background."""
    for pattern in _IDENTIFIED:
        for found in pattern.finditer(text):
            yield _hashed("mark", f"{found['kind']}/{found['year']}".casefold()), _hashed("mark", found["number"].lstrip("0"))


def packed(one: Fingerprint) -> bytes:
    """`one` as bytes for a store, without its host: each part's length, then its numbers, 32 bits each, little-endian."""
    parts = (
        [one.page],
        one.words.keys(),
        one.words.values(),
        one.title.keys(),
        one.title.values(),
        one.names,
        one.numbers,
        one.runs,
        one.lead,
        [each for mark in sorted(one.marks) for each in mark],
    )
    return array("I", [number for part in parts for number in (len(part), *part)]).tobytes()


def unpacked(data: bytes, *, host: str) -> Fingerprint:
    """What `packed` made."""
    numbers = array("I", data)
    parts: list[Collection[int]] = []
    at = 0
    while at < len(numbers):
        end = at + 1 + numbers[at]
        parts.append(numbers[at + 1 : end])
        at = end
    (page,), terms, counts, title, title_counts, found, stated, runs, lead, marks = parts
    flat = list(marks)
    return Fingerprint(
        host=host,
        page=page,
        words=dict(zip(terms, counts, strict=True)),
        title=dict(zip(title, title_counts, strict=True)),
        names=frozenset(found),
        numbers=frozenset(stated),
        runs=frozenset(runs),
        lead=frozenset(lead),
        marks=frozenset(zip(flat[::2], flat[1::2], strict=True)),
    )
