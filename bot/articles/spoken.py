"""An article's pieces in, whether they are what somebody said, written down as it was said, out. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from bot.articles.pieces import Piece
from bot.model.article import BlockKind
from bot.text.words import count_words

_CLOCK: Final = re.compile(
    r"(?:(?:posted|updated|published)(?: at)? )?[\[(]?(?:[01]?\d|2[0-3])"
    r"(?:[:h][0-5]\d(?::[0-5]\d)?|\.[0-5]\d(?=\s*(?:[ap]\.?m\b|uhr\b|(?-i:[A-Z]{3,4}\b))))"
    r"\s*(?:[ap]\.?m\.?|uhr)?\s*(?:(?-i:[A-Z]{2,4}\b))?[\])]?\s*(?:$|[-–—:|•·]|(?-i:(?=[\"“«A-ZÀ-ÞА-Я])))"
    r"|\d{1,2} ?(?:min(?:ute)?s?|hours?|hrs?|[mh]) ago\b|vor \d{1,2} (?:minuten|stunden)\b|il y a \d{1,2} (?:minutes|heures)\b",
    re.IGNORECASE,
)
_CUE: Final = re.compile(r"[\[(]?(?P<hours>\d{1,2}:)?(?P<minutes>\d{1,2}):(?P<seconds>\d{2})(?:[.,]\d{3})?[\])]?(?=\D|$)")
_SUBTITLE: Final = re.compile(r"\d{2}:\d{2}(?::\d{2})?[.,]\d{3}\s*-->")
_SPEAKER: Final = re.compile(
    r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*[-–—]?\s*)?"
    r"(?:(?:SPEAKER|Speaker|Interviewer|Host|Guest|Moderator|Operator|Sprecher|Intervenant)(?: \w{1,3})?"
    r"|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]*){0,3}|[A-Z]{1,3})(?: [\[(][\d:]+[\])])?:\s+\S"
)
_NOISE: Final = re.compile(
    r"[\[(♪](?:music|applause|laugh(?:s|ter|ing)?|inaudible|unintelligible|crosstalk|silence|foreign(?: language)?|cheers|cheering"
    r"|sighs|clears throat"
    r"|musik|applaus|gelächter|musique|applaudissements|rires|música|aplausos|risas|musica|applausi|muziek|applaus|音楽|拍手|笑)[\])♪]",
    re.IGNORECASE,
)
_FILLERS: Final = frozenset(["um", "umm", "uh", "uhh", "uhm", "erm", "hmm", "hm", "mmhmm", "mm-hmm", "äh", "ähm", "öh", "euh", "ehm"])
_PHRASES: Final = ("you know,", "i mean,", ", like,")
_LEAST_PIECES, _LEAST_TURNS, _LEAST_NOISES = 5, 8, 3
_STAMPED, _SPOKEN = 0.4, 0.6
_FILLERS_A_HUNDRED: Final = 3.0
_LEAST_FILLERS: Final = 6
_FIRST_CODE: Final = 60  # seconds
_CHAPTER_WORDS: Final = 20


def clock_times(said: Sequence[str]) -> int:
    """How many of the texts are, or begin with, the time at which they were posted: "14:05", "9.42am BST", "3 hours ago".

    0 where the times count up from nought, or head short lines one below the other: those are the chapters of a recording.
    """
    stamped = [place for place, text in enumerate(said) if _CLOCK.match(text)]
    together = sum(place + 1 in stamped for place in stamped)
    words = sum(count_words(said[place]) for place in stamped)
    chapters = together * 2 >= len(stamped) and words < _CHAPTER_WORDS * len(stamped)
    return 0 if chapters or _counts_up([said[place] for place in stamped]) else len(stamped)


def is_transcript(pieces: Sequence[Piece]) -> bool:
    """Subtitles, time codes that begin at nought, turns of speakers, or speech with its noises and fillers left in.

    An interview whose questions and answers stand without names, and a report that quotes much, are neither.
    """
    said = [piece.text for piece in pieces if piece.kind is not BlockKind.HEADING] or [""]
    whole = "\n".join(said)
    if len(_NOISE.findall(whole)) >= _LEAST_NOISES or len(_SUBTITLE.findall(whole)) >= _LEAST_NOISES:
        return True
    turns = sum(bool(_SPEAKER.match(text)) for text in said)
    return _is_timed(said) or (turns >= _LEAST_TURNS and turns >= _SPOKEN * len(said) and _names_recur(said)) or _is_rambling(whole)


def _is_timed(said: Sequence[str]) -> bool:
    codes = [text for text in said if _CUE.match(text)]
    return len(codes) >= max(_LEAST_PIECES, _STAMPED * len(said)) and _counts_up(codes)


def _counts_up(said: Sequence[str]) -> bool:
    """Time codes of a recording count up from its first minutes; the clock times of a liveblog don't."""
    codes = [cue for cue in (_CUE.match(text) for text in said) if cue]
    places = [int((cue["hours"] or "0:")[:-1]) * 3600 + int(cue["minutes"]) * 60 + int(cue["seconds"]) for cue in codes]
    return bool(places) and places[0] <= _FIRST_CODE and places == sorted(places)


def _names_recur(said: Sequence[str]) -> bool:
    """Speakers come back; the labels of a list of terms don't."""
    names = [text.partition(":")[0] for text in said if _SPEAKER.match(text)]
    return len(set(names)) * 2 <= len(names)


def _is_rambling(whole: str) -> bool:
    low = whole.casefold()
    words = low.split()
    fillers = sum(word.strip(",.…?!-") in _FILLERS for word in words) + sum(low.count(phrase) for phrase in _PHRASES)
    return fillers >= _LEAST_FILLERS and fillers * 100 >= _FILLERS_A_HUNDRED * len(words)
