"""A line of text in, what kind of a site's furniture it is worded as out. Pure.

Every pattern must cover the whole line, and only short lines are asked: an article about newsletters keeps its sentences.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from bot.articles import endings, phrases

_LONGEST_LINE: Final = 320
_LONGEST_STOP: Final = 200
_SENTENCE_ENDS: Final = (".", "!", "?", "…", "。", '"', "”", "»")


class Stop(StrEnum):
    """What begins behind an article. WEAK: it may as well be a heading of the article's own."""

    RELATED = "related"
    COMMENTS = "comments"
    AUTHOR = "author"
    FILED = "filed"
    WEAK = "weak"


def _of(*patterns: str, end: str = r"\W{0,3}") -> re.Pattern[str]:
    return re.compile(rf"\W{{0,3}}(?:{'|'.join(patterns)}){end}", re.IGNORECASE)


_NETS: Final = rf"(?:(?:{phrases.NETS})[\s,|/•·&+]*){{1,12}}"
_STOP_END: Final = r"\s*[:：.!?…»>→]*\s*"
_WEAK_HEADINGS: Final = _of(phrases.WEAK_STOPS, end=_STOP_END)
_STOPS: Final = (
    (Stop.RELATED, _of(phrases.OTHER_STORIES, end=_STOP_END)), (Stop.COMMENTS, _of(phrases.COMMENTS, end=_STOP_END)),
    (Stop.AUTHOR, _of(phrases.AUTHORS, end=_STOP_END)), (Stop.FILED, _of(phrases.FILED, end=_STOP_END)),
    (Stop.WEAK, _of(phrases.SHARES, _NETS, phrases.LETTERS, end=_STOP_END)),
)  # fmt: skip
_ANYWHERE: Final = _of(phrases.ADS, phrases.FORMS, phrases.ASIDES, endings.FRAMES)
_LAST: Final = _of(endings.CREDITS, endings.CALLS)
_SPOKEN: Final = re.compile(phrases.SPOKEN, re.IGNORECASE)
_SHARE: Final = _of(phrases.SHARES, _NETS)
_LETTER: Final = _of(phrases.LETTERS)
_FOOT: Final = _of(phrases.FEET)
_CHROME: Final = _of(phrases.CHROME)


@lru_cache(maxsize=4096)
def stop_of(line: str) -> Stop | None:
    """What of the site begins with a line such as "You may also like", "Leave a reply", "Tags: ...". None: nothing."""
    if len(line) > _LONGEST_STOP or line[-1:] in {",", ";"} or _is_spoken(line):
        return None
    if found := next((stop for stop, pattern in _STOPS if pattern.fullmatch(line)), None):
        return found
    # "About the town" is a heading, "About 300 people came." a sentence.
    sentence = line.endswith((".", "。")) and not {":", "："} & set(line)
    return Stop.WEAK if not sentence and _WEAK_HEADINGS.fullmatch(line) else None


@lru_cache(maxsize=4096)
def is_letter(line: str) -> bool:
    """Whether a line belongs to a newsletter's box."""
    return len(line) <= _LONGEST_LINE and bool(_LETTER.fullmatch(line)) and not _is_spoken(line)


@lru_cache(maxsize=4096)
def is_share(line: str) -> bool:
    """Whether a line belongs to a row of buttons to share with."""
    return len(line) <= _LONGEST_STOP and bool(_SHARE.fullmatch(line)) and not _is_spoken(line)


@lru_cache(maxsize=4096)
def is_foot(line: str) -> bool:
    """Whether a line belongs to a site's footer."""
    return len(line) <= _LONGEST_LINE and bool(_FOOT.fullmatch(line)) and not _is_spoken(line)


@lru_cache(maxsize=4096)
def is_last(line: str) -> bool:
    """Whether a line is the site's if nothing of the article follows it: who helped, the agency, a plea for donations."""
    return len(line) <= _LONGEST_LINE and bool(_LAST.fullmatch(line)) and not _is_spoken(line)


@lru_cache(maxsize=4096)
def is_aside(line: str) -> bool:
    """Whether a line is the site's wherever it stands: an advertisement's mark, "Related: ...", a form's label, a picture's credit."""
    return len(line) <= _LONGEST_LINE and bool(_ANYWHERE.fullmatch(line)) and not _is_spoken(line)


@lru_cache(maxsize=4096)
def is_chrome(line: str) -> bool:
    """Whether a line is a word of a site's menu; only to be asked of lines around a title."""
    return len(line) <= _LONGEST_STOP and bool(_CHROME.fullmatch(line))


def _is_spoken(line: str) -> bool:
    """Whether a line is a sentence that somebody says; a headline in a box ends without a stop."""
    return line.endswith(_SENTENCE_ENDS) and bool(_SPOKEN.search(line))
