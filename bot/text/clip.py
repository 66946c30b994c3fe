"""A text and a length in, a text no longer than that out. Pure."""

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_LOW_SURROGATES: Final = range(0xDC00, 0xE000)
_REGIONAL: Final = range(0x1F1E6, 0x1F200)
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)


def clip(text: str, limit: int, *, ellipsis: str = "…") -> str:
    """`text` where it fits in `limit` characters, else its beginning and `ellipsis`: cut between words if that keeps at least half.

    Never cuts between a character and what combines with it (marks, variation selectors, joined emoji, flags).
    """
    if len(text) <= limit:
        return text
    room = limit - len(ellipsis)
    if room <= 0:
        return ellipsis[: max(limit, 0)]
    return text[: _cut(text, room)].rstrip() + ellipsis


def _cut(text: str, room: int) -> int:
    if text[room].isspace():
        return room
    space = max(text.rfind(" ", 0, room), text.rfind("\n", 0, room))
    if space * 2 >= room:
        return space
    while room and not _breakable(text, room):
        room -= 1
    return room


def _breakable(text: str, at: int) -> bool:
    """Whether `text[at]` starts something of its own."""
    before, after = text[at - 1], text[at]
    if _JOINER in {before, after} or unicodedata.category(after).startswith("M"):
        return False
    if ord(after) in _SKIN_TONES or ord(after) in _LOW_SURROGATES:
        return False
    return not (ord(before) in _REGIONAL and ord(after) in _REGIONAL)
