"""An article in, the numbered lines that a language model is shown out. Pure.

Sentences are numbered so that the model can name the one that each takeaway rests on. A sentence that speaks to a machine ("ignore
previous instructions") is not shown, and nothing may rest on it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.model.article import Article, Block, BlockKind, Span
from bot.text.sentences import split
from bot.text.unseen import seen

_LONGEST: Final = 1000
_PER_BLOCK: Final = (1000, 4, 3, 2, 1)
_READ: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE})
_ORDERS: Final = re.compile(
    r"\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines|directions|above)\b"
    r"|\b(?:system|developer) (?:prompt|message|instructions?)\b|\bnew instructions?\b|\b(?:jailbreak|prompt injection)\b"
    r"|\b(?:you are|act as|pretend to be|as) (?:now )?an? (?:\w+ )?(?:ai|assistant|chatbot|language model|llm|summari[sz]er)\b"
    r"|\b(?:ai|llm|language|automated) (?:models?|assistants?|summari[sz]ers?|agents?|bots?)\b.{0,30}\b(?:must|shall|please)\b"
    r"|\b(?:to|attention|note to|dear|hey),? (?:all |any |the )?(?:ai|llms?|chatbots?|language models?|summari[sz]ers?|assistants?)\b"
    r"|\b(?:output|respond|reply|answer|print|write|say|state|repeat) (?:only|exactly|with|the following|nothing but|instead|that this)\b"
    r"|\bwhen (?:you )?summari[sz]\w+|\b(?:in|of) (?:your|the) summary\b|<\|?/?(?:im_start|im_end|system|assistant|user|inst)\b|\[/?INST\]"
    r"|\bignorier\w*\b.{0,40}\banweisungen\b|\bignorez\b.{0,40}\binstructions\b|\bignora\w*\b.{0,40}\b(?:instrucciones|istruzioni)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line for the model. `number` counts sentences from 1 and is 0 for a heading."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """An article as the model is shown it. `spans[number - 1]` is where sentence `number` stands in the article's text."""

    title: str
    lines: tuple[Line, ...]
    spans: tuple[Span, ...]


def lay_out(article: Article, *, most_chars: int) -> Layout:
    """At most `most_chars` characters of sentences: of a longer article the first sentences of each paragraph, as many as fit."""
    pieces = tuple(_pieces(article))
    for per_block in _PER_BLOCK:
        kept = [piece for piece in pieces if piece.place < per_block]
        if sum(len(piece.text) for piece in kept) <= most_chars:
            break
    return _numbered(article.title, _first(kept, most_chars))


def speaks_to_machines(text: str) -> bool:
    """Whether a sentence gives orders to whoever summarises it."""
    return bool(_ORDERS.search(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A sentence, `place` counted within its block, or a heading (`span` None)."""

    text: str
    span: Span | None
    place: int


def _pieces(article: Article) -> Iterator[_Piece]:
    for block in article.blocks:
        said = article.text[block.start : block.end]
        if block.kind is BlockKind.HEADING and not speaks_to_machines(seen(said)):
            yield _Piece(text=seen(said)[:_LONGEST], span=None, place=0)
        elif block.kind in _READ:
            yield from _sentences(block, said)


def _sentences(block: Block, said: str) -> Iterator[_Piece]:
    for place, found in enumerate(split(said)):
        text = seen(said[found.start : found.end])
        if text and len(text) <= _LONGEST and not speaks_to_machines(text):
            yield _Piece(text=text, span=Span(start=block.start + found.start, end=block.start + found.end), place=place)


def _first(pieces: list[_Piece], most_chars: int) -> Iterator[_Piece]:
    left = most_chars
    for piece in pieces:
        left -= len(piece.text)
        if left < 0:
            return
        yield piece


def _numbered(title: str, pieces: Iterator[_Piece]) -> Layout:
    lines: list[Line] = []
    spans: list[Span] = []
    for piece in pieces:
        if piece.span is not None:
            spans.append(piece.span)
        lines.append(Line(number=len(spans) if piece.span else 0, text=piece.text))
    shown = seen(title)
    return Layout(title="" if speaks_to_machines(shown) else shown, lines=tuple(lines), spans=tuple(spans))
