"""A page's tree and the pieces of its article in, the pieces without readers' comments out. Pure.

Where a site words nothing ("What readers say" may be a section of the article), the button to answer with tells: one a comment.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.articles.pieces import Piece, words_in
from bot.articles.trees import pieces_of, tag_of

_REPLY: Final = frozenset(
    ("reply", "antworten", "répondre", "responder", "rispondi", "beantwoorden", "odpowiedz", "svara", "ответить", "返信", "回复", "답글")
)
_LABELS: Final = ("a", "button", "span", "div", "p", "li")
_LEAST_REPLIES: Final = 3
_MOST_REPLIES: Final = 500
_MOST_COMMENT_WORDS: Final = 250
_LEAST_WORDS_LEFT: Final = 80


def without_replies(pieces: Sequence[Piece], root: etree._Element) -> list[Piece]:
    """`pieces` without what stands in a block with its own "Reply"; as they are where there are fewer than three such blocks, or
    hardly anything would be left: a forum's thread is made of answers."""
    said = {piece.text for block in _blocks(root) for piece in _comment(block)}
    kept = [piece for piece in pieces if piece.text not in said]
    return kept if said and words_in(kept) >= _LEAST_WORDS_LEFT else list(pieces)


def _comment(block: etree._Element) -> list[Piece]:
    """What a block says, nothing where it is too long for a comment or holds the page's heading."""
    said = [] if block.find(".//h1") is not None else pieces_of(block)
    return said if words_in(said) <= _MOST_COMMENT_WORDS else []


def _blocks(root: etree._Element) -> list[etree._Element]:
    """Around each label the largest element that holds no other label."""
    labels = [each for each in root.iter(*_LABELS) if len(each) == 0 and (each.text or "").strip().casefold() in _REPLY]
    if not _LEAST_REPLIES <= len(labels) <= _MOST_REPLIES:
        return []
    held = Counter(above for label in labels for above in label.iterancestors())
    return [_block_of(label, held) for label in labels]


def _block_of(label: etree._Element, held: Counter[etree._Element]) -> etree._Element:
    block = label
    for above in label.iterancestors():
        if held[above] > 1 or tag_of(above) in {"body", "html", "article", "main"}:
            break
        block = above
    return block
