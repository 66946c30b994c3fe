"""Text in, the places of its sentences out. Pure.

Precision before recall: a wrong cut shows half a sentence to a reader, a missed one only makes a longer candidate. So every
mark is taken for no end until its surroundings say that it is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """`text[start:end]` is one sentence, without white space around it."""

    start: int
    end: int


_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n\s*")
_CLOSERS: Final = "\"'”“’»›)\\]"  # German closes with “
_DENSE_CLOSERS: Final = "」』）】》〉”’\"')"

# Possessive, and never begun in the middle of a run: else a long row of dots would cost its length squared.
# Marks that end a sentence only before white space (Latin, Greek, Cyrillic, Arabic, Devanagari, Ethiopic, Khmer, Armenian, Burmese) ...
_MARKS: Final = ".!?…؟۔।॥።፧៕։။"
_SPACED_END: Final = rf"(?<![{_MARKS}])(?P<mark>[{_MARKS}]++)(?P<close>[{_CLOSERS}]*+)\s+"
# ... and marks of scripts that write without spaces.
_DENSE_END: Final = rf"(?P<dense>[。！？｡]+)(?P<dense_close>[{_DENSE_CLOSERS}]*)"
# ... and where the space is lost: a second mark or a quotation stands between two sentences, or the next begins with a clear starter.
_GLUED_END: Final = (
    r"(?<=[^\W\d_][^\W\d_])(?P<glued>[.!?](?:[.!?\"”](?=[A-Z][a-z]+[ ,])|(?=“[A-Z])|(?=(?:The|In|But|It|He|She|They|This|However)\s)))"
)
_END: Final = re.compile(f"{_DENSE_END}|{_SPACED_END}|{_GLUED_END}")

_ABBREVIATIONS: Final = (
    "mr mrs ms mx dr dra prof gen col lt sgt capt maj cmdr sen sens rep reps gov hon rev pres supt st mt ft messrs "
    "vs v cf e.g eg i.e ie viz ca "
    "approx fig figs eq sec vol ch pp ed eds no nos est dept univ assn bros dist ave blvd rd tel ext ver al incl resp "
    "bzw z.b d.h u.a usw nr mio mrd tsd ca str hr fr sra srta núm pág p.ex m.e art"
)
_NEVER_LAST: Final = frozenset(_ABBREVIATIONS.split())
_MONTHS: Final = frozenset({"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"})
_SUFFIXES: Final = (
    "inc corp co ltd llc plc jr sr bros u.s u.k u.n e.u u.s.a d.c l.a n.y u.a.e ph.d m.d b.a m.a m.b.a gmbh s.a s.p.a b.v n.v "
    "yahoo yum jeopardy"
)
_MAY_BE_LAST: Final = frozenset(_SUFFIXES.split())
_NOON: Final = frozenset({"a.m", "p.m"})
_ZONE: Final = re.compile(
    r"(?:[ECMP][SD]?T|GMT|UTC|BST|CES?T|IST|JST|KST|Eastern|Central|Mountain|Pacific|London|local)\b|(?:[A-Z]\w+ ){1,2}time\b"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)
# Words that begin sentences far more often than they go on in the middle of one with a capital.
_STARTER: Final = re.compile(
    r"[\"“‘'(]*(?:The|A|An|In|On|At|It|Its|He|She|They|We|I|You|This|That|These|Those|There|But|And|Or|So|As|If|For|From|By|To|With"
    r"|While|When|After|Before|However|His|Her|Their|Our|My|Your|What|Why|How|Who|Where|Also|Then|Now|Not|No|Yet|Still|Since"
    r"|Although|Though|Because|Both|Each|Some|Many|Most|One|Two|Another|Meanwhile|Until|Under|Here|Let|Once|Even|Only)\b"
)
_SAID: Final = re.compile(
    r"(?:[A-Z][\w.’'-]* ){0,4}(?:said|says|asked|asks|wrote|writes|added|adds|told|tells|tweeted|replied|joked|wondered|shouted)\b"
)
_CAN_START: Final = re.compile(r"[\"“‘'«‹„(\[¿¡–—•·*-]*\s?(?:[@#$€£¥₹~.]?\w|[.@#$€£¥₹]\w)")
_CAMEL: Final = re.compile(r"[a-z]{1,3}[A-Z]")
_INITIAL: Final = re.compile(r"[^\W\d_]|(?:[^\W\d_]\.){1,4}[^\W\d_]")
_LIST_NUMBER: Final = re.compile(r"(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})")
_GOES_ON: Final = re.compile(r"[とっ、，,;；はがをにもの」』）】]|[他她它我]?们?(?:说|表示|称|问|写道)")
_GERMAN_DAY: Final = re.compile(
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Quartal|Jahrhundert)\b"
)


def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text` in order, offsets in characters; a blank line always ends one. () for white space."""
    return tuple(_trimmed(text, start, end) for start, end in _pieces(text) if text[start:end].strip())


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for blank in _BLANK_LINE.finditer(text):
        yield from _cut(text, start, blank.start())
        start = blank.end()
    yield from _cut(text, start, len(text))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for mark in _END.finditer(text, start, end):
        closing = _closing(text, mark, start=start)
        if mark.start() >= start and (mark["glued"] or _ends(text, mark, start=start, end=end)):
            yield start, closing
            start = closing
    yield start, end


def _closing(text: str, mark: re.Match[str], *, start: int) -> int:
    """Where the sentence that began at `start` ends, if `mark` ends it."""
    if mark["mark"]:
        return mark.end("close")
    opens_the_next = mark[0].endswith('"') and text.count('"', start, mark.end()) % 2 == 1
    return mark.end() - opens_the_next


def _trimmed(text: str, start: int, end: int) -> Sentence:
    piece = text[start:end]
    return Sentence(start=start + len(piece) - len(piece.lstrip()), end=end - len(piece) + len(piece.rstrip()))


def _ends(text: str, mark: re.Match[str], *, start: int, end: int) -> bool:
    """Whether the sentence that began at `start` ends with `mark`."""
    if mark["dense"]:
        return _dense_ends(text, mark, start=start)
    following = text[mark.end() : min(end, mark.end() + 60)]
    if not _starts_sentence(following):
        return False
    if mark["close"]:
        return not (set(mark["mark"]) & set("!?") and _SAID.match(following))
    if "…" in mark["mark"] or "..." in mark["mark"]:
        return not text[mark.start() - 1].isspace() and bool(_STARTER.match(following))
    word = _last_word(text, start=start, end=mark.start())
    if mark["mark"] == "." or word.casefold() in _MAY_BE_LAST:
        return _dot_ends(word, following, alone=text[start : mark.start()].strip() == word)
    return True


def _dense_ends(text: str, mark: re.Match[str], *, start: int) -> bool:
    """Chinese and Japanese: not inside brackets, and not where a particle takes the quotation up again."""
    said = text[start : mark.end()]
    if said.count("「") + said.count("『") > said.count("」") + said.count("』"):
        return False
    return not (mark["dense_close"] and _GOES_ON.match(text, mark.end()))


def _starts_sentence(following: str) -> bool:
    if not _CAN_START.match(following):
        return False
    if following[0] in "@#":
        return True
    letter = next((character for character in following if character.isalnum()), "")
    return not letter.islower() or bool(_CAMEL.match(following))


def _last_word(text: str, *, start: int, end: int) -> str:
    word = text[max(start, end - 40) : end].rsplit(maxsplit=1)[-1:] or [""]
    return word[0].lstrip("\"“‘'«([-–—").rpartition("/")[2]


def _dot_ends(word: str, following: str, *, alone: bool) -> bool:
    """One full stop after `word`: an abbreviation's or a sentence's? `alone`: the sentence has no other word so far."""
    low = word.casefold()
    if alone and _LIST_NUMBER.fullmatch(word):
        return False
    if low in _NEVER_LAST:
        return low == "no" and not following[:1].isdigit()
    if low.isdigit() and _GERMAN_DAY.match(following):
        return False
    if low in _NOON:
        return not _ZONE.match(following)
    if low in _MONTHS or low in _MAY_BE_LAST or _INITIAL.fullmatch(word):
        return bool(_STARTER.match(following))
    return True
