"""An article with its author's own list in, bullets made of that list out. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from bot.model.article import Article, Span
from bot.model.takeaways import Takeaway
from bot.takeaways.candidates import MOST_CHARACTERS
from bot.text.sentences import split

_LEAST_WORDS: Final = 3
_BULLET: Final = re.compile(r"(?:[•·‣▪◦●*–✅✔➡🔑👉-]\ufe0f?\s*|\d{1,2}[.)]\s+)+")


def own_bullets(article: Article, *, most: int) -> tuple[Takeaway, ...]:
    """The author's own takeaways as they are, at most `most`, each at most 256 characters; () where fewer than two are usable.

    An item that is too long gives its first sentence; a single paragraph ("TL;DR: ...") gives its sentences.
    """
    parts = _sentences(article, article.own[0]) if len(article.own) == 1 else (_fitting(article, span) for span in article.own)
    found = tuple(bullet for bullet in parts if bullet is not None)
    enough = len(found) > 1 or (len(article.own) == 1 and found)
    return found[:most] if enough else ()


def clean(item: str) -> str:
    """One line without the bullet character that a list item may carry in its text."""
    line = " ".join(item.split())
    marked = _BULLET.match(line)
    return line[marked.end() :] if marked else line


def _fitting(article: Article, span: Span) -> Takeaway | None:
    """None: neither the item nor its first sentence makes a bullet."""
    whole = _bullet(article, span.start, span.end)
    return whole or next(_sentences(article, span), None)


def _sentences(article: Article, span: Span) -> Iterator[Takeaway | None]:
    for sentence in split(article.text[span.start : span.end]):
        yield _bullet(article, span.start + sentence.start, span.start + sentence.end)


def _bullet(article: Article, start: int, end: int) -> Takeaway | None:
    text = clean(article.text[start:end])
    fits = len(text) <= MOST_CHARACTERS and (len(text.split()) >= _LEAST_WORDS or len(text) > MOST_CHARACTERS // 16)
    return Takeaway(text=text, start=start, end=end) if fits and text else None
