"""A text and a place in it in, the whole sentences there out. Pure."""

from typing import Final

from bot.text.sentences import Sentence, split

_REACH: Final = 1500
"""Characters looked at on either side: a text without ends of sentences costs no more than that."""


def sentences_at(text: str, start: int, end: int, *, more: int = 0) -> str:
    """The sentences that `text[start:end]` lies in; "" where there is no such place.

    With `more` so many of its paragraph after them too, or before them where none comes after.
    """
    if not 0 <= start < end <= len(text):
        return ""
    first = max(text.rfind("\n\n", 0, start) + 2, start - _REACH) if "\n\n" in text[:start] else max(0, start - _REACH)
    closing = text.find("\n\n", end)
    last = min(end + _REACH, closing if closing >= 0 else len(text))
    window = text[first:last]
    places = split(window)
    touched = [number for number, each in enumerate(places) if _meets(each, start - first, end - first)]
    if not touched:
        return " ".join(text[start:end].split())
    upto = min(touched[-1] + more, len(places) - 1)
    since = touched[0] if upto > touched[-1] else max(0, touched[0] - more)
    return " ".join(window[places[since].start : places[upto].end].split())


def _meets(sentence: Sentence, start: int, end: int) -> bool:
    return sentence.start < end and start < sentence.end
