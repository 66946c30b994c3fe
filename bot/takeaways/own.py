"""An article with its author's own list (or a changelog's entries, a roundup's items) in, bullets made of it out. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.model.article import Article, Span
from bot.model.takeaways import Takeaway
from bot.takeaways.candidates import MOST_CHARACTERS
from bot.text.sentences import split

_LEAST_WORDS: Final = 3
_LEAST_CHARACTERS: Final = 16
_FRONT: Final = re.compile(
    r"(?:\s+|(?:[•·‣▪▫◦●○■□◆◇►▸▶➤➔➜→⇒✓✔✅☑➡🔹🔸🔑👉・*–—-]\ufe0f?|\(?\d{1,2}[.)])(?=\s)|[•‣▪●■◆►▸➤✓✔✅☑🔹🔸🔑👉・①②③④⑤⑥⑦⑧⑨]\ufe0f?)+"
)
_MOST_REFERENCES, _REFERENCE_CHARACTERS = 4, 200
_BACK: Final = (
    ";,|·•/–—-"
    " \t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_REFERENCE: Final = re.compile(
    r"\s*(?:\(?(?:[\w./-]{0,60}#\d{1,7}|\[#?\d{1,7}\]|\b(?=[a-f]*\d)[0-9a-f]{7,40})(?:, ?#\d{1,7})*\)?|\(?(?:by"
    r"|thanks(?: to)?,?) @[\w-]+(?:\[bot\])?(?: in)?\)?"
    r"|\bin https?://\S+|\(?https?://\S+\)?)\.?$"
)


def own_bullets(article: Article, *, most: int) -> tuple[Takeaway, ...]:
    """The author's own takeaways as they are, at most `most`, each at most 256 characters; () where fewer than two are usable.

    An item that is too long gives as many of its first sentences as fit; a single paragraph ("TL;DR: ...") gives its sentences.
    """
    if len(article.own) == 1:
        return tuple(_sentences(article, article.own[0]))[:most]
    found = _each(article, article.own)
    return found[:most] if len(found) > 1 else ()


def item_bullets(article: Article, *, most: int) -> tuple[Takeaway, ...]:
    """At most `most` entries of a changelog or items of a roundup, each at most 256 characters, without its trailing references
    ("(#1234)", "by @somebody", an address); () where none is usable."""
    return _each(article, tuple(_unreferenced(article, span) for span in article.items))[:most]


def clean(item: str) -> str:
    """One line without the list's marks in front ("•", "1.") and the separators behind (";", " |") that an item may carry."""
    start, end = _bounds(item)
    return " ".join(item[start:end].split())


def _each(article: Article, spans: Sequence[Span]) -> tuple[Takeaway, ...]:
    return tuple(bullet for bullet in (_fitting(article, span) for span in spans) if bullet is not None)


def _fitting(article: Article, span: Span) -> Takeaway | None:
    """The item, or as many of its first sentences as fit. None: not even one makes a bullet."""
    if whole := _bullet(article, span.start, span.end):
        return whole
    near = min(span.end, span.start + 3 * MOST_CHARACTERS)  # the list's marks may add to what fits, but not more
    ends = [span.start + sentence.end for sentence in split(article.text[span.start : near])]
    cut = (_bullet(article, span.start, end) for end in reversed(ends[:-1]))
    return next((bullet for bullet in cut if bullet is not None), None)


def _sentences(article: Article, span: Span) -> Iterator[Takeaway]:
    for sentence in split(article.text[span.start : span.end]):
        if bullet := _bullet(article, span.start + sentence.start, span.start + sentence.end):
            yield bullet


def _bullet(article: Article, start: int, end: int) -> Takeaway | None:
    """The bullet is its stretch of the text but for white space. None: too long or too short for one."""
    front, back = _bounds(article.text[start:end])
    text = " ".join(article.text[start + front : start + back].split())
    fits = len(text) <= MOST_CHARACTERS and (len(text.split()) >= _LEAST_WORDS or len(text) > _LEAST_CHARACTERS)
    return Takeaway(text=text, start=start + front, end=start + back) if fits else None


def _bounds(item: str) -> tuple[int, int]:
    """Where the item proper begins and ends."""
    marks = _FRONT.match(item)
    start = marks.end() if marks else 0
    return start, max(start, len(item.rstrip(_BACK)))


def _unreferenced(article: Article, span: Span) -> Span:
    end = span.end
    for _ in range(_MOST_REFERENCES):
        found = _REFERENCE.search(article.text, max(span.start, end - _REFERENCE_CHARACTERS), end)
        if not found:
            break
        end = found.start()
    return Span(start=span.start, end=end)
