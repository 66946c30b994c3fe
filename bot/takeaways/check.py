"""A takeaway that a stranger wrote in, whether the article holds it out. Pure. The gate of everything that a language model writes.

A number, name or quotation that the article does not hold drops a takeaway, always; so does too little support by the sentence that it
rests on. Measured on crowd labels: no such check sees every error, so posts say that a model wrote them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from bot.model.article import Span
from bot.model.takeaways import Takeaway
from bot.takeaways.ground import Ground, share_held, supporting
from bot.takeaways.statements import foreign_name, foreign_quote, foreign_word, misstated_number, numbers_elsewhere, turned_around
from bot.text.amounts import without_amounts
from bot.text.sentences import split
from bot.text.similar import overlap
from bot.text.unseen import seen
from bot.text.words import content_words, count_words, words

MOST_CHARACTERS: Final = 256
_LEAST_WORDS: Final = 4
_LEAST_PAIRS: Final = 0.5
_LEAST_OVERLAP: Final = 0.4
_LEAST_KNOWN: Final = 0.8
_SAME: Final = 0.6
_SAME_AS_TITLE: Final = 0.8
_MARKUP: Final = re.compile(
    r"https?:|://|\bwww\.|\]\(|<[\w@#!/:&]|[`*{}\\]|__|~~|\|\||(?<!\w)@\w|(?<!\w)#[^\W\d]|\w\.[a-z]{2,}/|\[[^\]]{0,20}\]|^[>#•–-]",
    re.IGNORECASE,
)
_TALK: Final = re.compile(
    r"(?:i['’]m|i am|i can(?:['’]|no)?t|i cannot|i do not|i don['’]t|sorry|as an ai|unfortunately, i|here (?:is|are|['’]s)|sure\b|certainly"
    r"|of course|okay\b|note:|key takeaways?|takeaways?\b|summary\b|the user\b"
    r"|(?:the|this) (?:article|text|passage|author|summary|document|news)\b"
    r"|in (?:summary|conclusion|this article))",
    re.IGNORECASE,
)
_LEANING: Final = re.compile(
    r"(?:he|she|they|it|its|it['’]s|his|her|their|this|that|these|those|but|and|however|also|meanwhile|moreover)\b", re.IGNORECASE
)
_END: Final = re.compile(r"[.!?。！？।۔]['\"”’)」』»]*$")
_CUT: Final = re.compile(r"(?:\.\.|…)['\"”’)]*$")
_CLOSING_SPACE: Final = re.compile(r"[\s,;:–—-]+$")


class Fault(StrEnum):
    """Why a takeaway is dropped."""

    MARKUP = "markup"
    TALK = "talk"
    LENGTH = "length"
    CUT = "cut"
    LEANING = "leaning"
    NUMBER = "number"
    NAME = "name"
    QUOTE = "quote"
    LANGUAGE = "language"
    UNKNOWN = "unknown"
    SUPPORT = "support"
    TURNED = "turned"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A takeaway with the sentence it rests on, or why it was dropped; exactly one of the two is None."""

    takeaway: Takeaway | None
    fault: Fault | None


def check(text: str, *, source: Span | None, ground: Ground) -> Checked:
    """Hold one takeaway to the article. `source` is the sentence that its writer names, None where none is named."""
    shown = _finished(seen(text))
    fault = _fault_of_form(shown) or _fault_of_facts(shown, ground)
    if fault is not None:
        return Checked(takeaway=None, fault=fault)
    spans = _evidence(shown, source=source, ground=ground)
    if not spans:
        return Checked(takeaway=None, fault=Fault.SUPPORT)
    span = next((each for each in spans if not numbers_elsewhere(shown, span=each, ground=ground)), None)
    if span is None:
        return Checked(takeaway=None, fault=Fault.NUMBER)
    if turned_around(shown, span=span, ground=ground):
        return Checked(takeaway=None, fault=Fault.TURNED)
    return Checked(takeaway=Takeaway(text=shown, start=span.start, end=span.end), fault=None)


def repeats(text: str, others: Sequence[str], *, title: str) -> bool:
    """Whether a takeaway says again what another says, or the title."""
    content, head = frozenset(content_words(text)), frozenset(content_words(title))
    if content and head and len(content & head) / len(content) >= _SAME_AS_TITLE:
        return True
    return any(overlap(content, frozenset(content_words(other))) >= _SAME for other in others)


def _finished(text: str) -> str:
    """With a full stop where a whole sentence lacks one."""
    text = text.strip()
    if not text or _END.search(text) or _CUT.search(text):
        return text
    bare = _CLOSING_SPACE.sub("", text)
    return bare + ("。" if "\u3040" <= bare[-1:] <= "\u9fff" else ".")


def _fault_of_form(text: str) -> Fault | None:
    if _MARKUP.search(text):
        return Fault.MARKUP
    if _CUT.search(text):
        return Fault.CUT
    if count_words(text) < _LEAST_WORDS or len(text) > MOST_CHARACTERS or len(split(text)) != 1:
        return Fault.LENGTH
    if _TALK.match(text):
        return Fault.TALK
    return Fault.LEANING if _LEANING.match(text) else None


def _fault_of_facts(text: str, ground: Ground) -> Fault | None:
    if misstated_number(text, ground=ground):
        return Fault.NUMBER
    if foreign_quote(text, ground=ground):
        return Fault.QUOTE
    if foreign_name(text, ground=ground):
        return Fault.NAME
    if foreign_word(text, ground=ground):
        return Fault.LANGUAGE
    return Fault.UNKNOWN if share_held(content_words(without_amounts(text)), ground.content) < _LEAST_KNOWN else None


def _evidence(text: str, *, source: Span | None, ground: Ground) -> list[Span]:
    """The sentences that the takeaway may rest on: the one named, if it supports it, then those that do so best; [] for none.

    The rule measured: under half of the word pairs in the article and under 40 % of the content words in the sentence is too little.
    """
    said = words(text)
    content = frozenset(content_words(text))
    named = ground.sentences.get(source) if source else None
    holds = named is not None and share_held(content, named) >= _LEAST_OVERLAP
    if source is not None and not holds and share_held(list(pairwise(said)), ground.pairs) < _LEAST_PAIRS:
        return []
    found = supporting(content, ground, least=_LEAST_OVERLAP)
    return ([source] if holds and source else []) + found
