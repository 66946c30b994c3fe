"""A page in, the pieces of its article as several readers see it, and of those the likeliest, out. Pure.

trafilatura's precise setting is used unless it keeps much less than its fast one, which then is likelier right (measured on 181 pages
of scrapinghub's article-extraction-benchmark: F1 0.964 precise, 0.962 fast, 0.968 so chosen). Where they are far apart, or find hardly
anything, a third reader and the text that the page declares are heard too, and the one that the others bear out most is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import trafilatura
from trafilatura.settings import Document

from bot.articles.density import densest
from bot.articles.pieces import Piece, words_in
from bot.articles.plain import read_plain
from bot.articles.trees import fragment, pieces_of, tree_of
from bot.text.similar import shingles
from bot.text.words import words

_KEEPS_ENOUGH: Final = 0.6
_LEAST_CHARACTERS: Final = 250
_MOST_CHARACTERS: Final = 1_500_000
_MOST_TAGS: Final = 15_000
_LEAST_DECLARED_WORDS: Final = 80
_SAME: Final = 0.9
_BORNE_OUT: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The pieces that seem to be the article, and what trafilatura made of the page's head (None: it found nothing, or was not asked)."""

    pieces: list[Piece]
    document: Document | None


def article_pieces(markup: str, *, url: str, declared: str) -> Found:
    """The likeliest reading of the page; `declared` is the article's text as its JSON-LD has it, "" where it has none.

    Of a page too large for trafilatura (5 MB took it 6 s) only the third reader's is had, which is linear.
    """
    if len(markup) > _MOST_CHARACTERS or markup.count("<") > _MOST_TAGS:
        return Found(pieces=_third(markup), document=None)
    precise = _run(markup, url=url, precise=True)
    fast = _run(markup, url=url, precise=False)
    chosen = _chosen(_pieces(precise), _pieces(fast), markup=markup, declared=declared)
    return Found(pieces=_parted(chosen, _declared(declared)), document=precise or fast)


def _parted(chosen: list[Piece], declared: list[Piece]) -> list[Piece]:
    """The declared pieces where they are the chosen text's own, which trafilatura hands on as one: it falls back on them too."""
    if len(chosen) > 1 or len(declared) <= len(chosen):
        return chosen
    one, two = (shingles(words("\n".join(piece.text for piece in pieces))) for pieces in (chosen, declared))
    return declared if _likeness(one, two) >= _SAME else chosen


def _chosen(precise: list[Piece], fast: list[Piece], *, markup: str, declared: str) -> list[Piece]:
    agree = words_in(precise) >= _KEEPS_ENOUGH * words_in(fast) and words_in(fast) >= _KEEPS_ENOUGH * words_in(precise)
    if agree and sum(len(piece.text) for piece in precise) >= _LEAST_CHARACTERS:
        return precise
    preferred, other = (precise, fast) if words_in(precise) >= _KEEPS_ENOUGH * words_in(fast) else (fast, precise)
    return _borne_out([preferred, other, _third(markup), _declared(declared)])


def _borne_out(candidates: Sequence[list[Piece]]) -> list[Piece]:
    """The candidate that the others agree with most; the first unless another is clearly better."""
    told = [candidate for candidate in candidates if candidate]
    runs = [shingles(words("\n".join(piece.text for piece in candidate))) for candidate in told]
    agreed = [sum(_likeness(one, two) for two in runs if two is not one) / max(1, len(runs) - 1) for one in runs]
    if not told:
        return []
    best = max(range(len(told)), key=lambda place: agreed[place])
    return told[best] if agreed[best] >= agreed[0] + _BORNE_OUT else told[0]


def _likeness(one: frozenset[tuple[str, ...]], two: frozenset[tuple[str, ...]]) -> float:
    return 2 * len(one & two) / max(1, len(one) + len(two))


def _third(markup: str) -> list[Piece]:
    root = tree_of(markup)
    return [] if root is None else densest(root)


def _declared(text: str) -> list[Piece]:
    """The declared text as pieces, [] where it is too short to be an article's; some pages declare markup."""
    if len(text.split()) < _LEAST_DECLARED_WORDS:
        return []
    return fragment(text) if "</p>" in text or "<br" in text else list(read_plain(text, title="").pieces)


def _run(markup: str, *, url: str, precise: bool) -> Document | None:
    """None: trafilatura found no text."""
    found = trafilatura.bare_extraction(
        markup, url=url, fast=not precise, favor_precision=precise, include_comments=False, include_tables=True,
        include_formatting=True, include_links=True, with_metadata=precise,
    )  # fmt: skip
    return found if isinstance(found, Document) else None


def _pieces(document: Document | None) -> list[Piece]:
    return [] if document is None or document.body is None else pieces_of(document.body)
