"""An article's pieces in, the same without the site's furniture out. Pure.

Extractors leave what stands in the article's own column: the author's card, "You may also like", the comment form, a newsletter
box. Conservative: a stop line cuts the end only where no stretch of prose follows it; elsewhere only known lines go.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from bot.articles import wordings
from bot.articles.cards import card_size, is_bio
from bot.articles.own_takeaways import is_own_heading
from bot.articles.pieces import Piece, words_in
from bot.model.article import BlockKind
from bot.text.words import count_words

_PROSE_WORDS: Final = 18
_BLURB_WORDS: Final = 60
_LONE_PROSE_WORDS: Final = 30
_LEAST_SHARE_BEFORE: Final = 0.35
_COMMENTS_AFTER_WORDS: Final = 80
_LINES_AFTER_CARD: Final = 3
_MOSTLY_LINK: Final = 0.7
_BOXES: Final = frozenset({wordings.Stop.RELATED, wordings.Stop.COMMENTS, wordings.Stop.AUTHOR})
_NAME_WORDS: Final = 6
_MOST_BOX_LINES: Final = 6
_BOX_LINE_WORDS: Final = 16
_SENTENCE_MARKS: Final = ".!?…。！？"
_CLOSERS: Final = "\"'”’»)」』]"


def without_furniture(pieces: Sequence[Piece], *, author: str | None) -> tuple[Piece, ...]:
    """The pieces of the article alone, in order; `author` helps to tell the author's card (None: not known)."""
    kept = _without_boxes(pieces[: _end_of(pieces)]) or list(pieces)
    while kept and (size := _furniture_at_end(kept, author)):
        del kept[-size:]
    return tuple(kept)


def is_prose(piece: Piece) -> bool:
    """Whether a piece is what articles are made of: a sentence of some length that is no link."""
    if piece.kind in {BlockKind.HEADING, BlockKind.CODE} or piece.linked > _MOSTLY_LINK or count_words(piece.text) < _PROSE_WORDS:
        return False
    return piece.text.rstrip(_CLOSERS)[-1:] in _SENTENCE_MARKS and not wordings.is_letter(piece.text)


def _end_of(pieces: Sequence[Piece]) -> int:
    """Where the article ends: the first of the stops behind which no stretch of prose stands, seen from the end."""
    stops = [
        (place, stop) for place, piece in enumerate(pieces) if place and not _is_own_item(piece) and (stop := wordings.stop_of(piece.text))
    ]
    end = len(pieces)
    total = max(1, words_in(pieces))
    for place, stop in reversed(stops):
        rest = pieces[place + 1 : end]
        before = words_in(pieces[:place])
        if any(is_own_heading(piece) for piece in pieces[place:]):
            return end
        if stop is wordings.Stop.COMMENTS and before >= min(_COMMENTS_AFTER_WORDS, total / 2):
            end = place
        elif before < _LEAST_SHARE_BEFORE * total or _has_prose(rest, stop):
            # The line stands in the middle; one further up may still be a comment section's, which holds prose of its own.
            continue
        else:
            end = place
    return end


def _has_prose(rest: Sequence[Piece], stop: wordings.Stop) -> bool:
    """Whether the article goes on: two paragraphs on end, or one too long to be a blurb or a card."""
    telling = [is_prose(piece) and not is_bio(piece.text) for piece in rest]
    if stop is wordings.Stop.WEAK:
        return any(telling)
    if stop is wordings.Stop.AUTHOR:
        telling = telling[1:]
    if stop is wordings.Stop.FILED and telling[-1:] == [True]:
        return True
    if any(one and two for one, two in pairwise(telling)):
        return True
    lengths = [count_words(piece.text) for piece, tells in zip(rest, telling, strict=False) if tells]
    lone = sum(telling) == 1 and telling[-1:] == [True] and stop is wordings.Stop.RELATED
    return any(length >= (_LONE_PROSE_WORDS if lone else _BLURB_WORDS) for length in lengths)


def _without_boxes(pieces: Sequence[Piece]) -> list[Piece]:
    """Without the lines that are the site's wherever they stand, and without the titles that a box of other stories lists."""
    kept: list[Piece] = []
    skip, in_box = 0, False
    for place, piece in enumerate(pieces):
        if skip:
            skip -= 1
        elif _is_name_of_box(pieces, place):
            in_box = True
        elif _is_furniture(piece, heads=_heads_prose(pieces, place), in_box=in_box):
            skip = _titles_after(pieces, place + 1) if wordings.stop_of(piece.text) is wordings.Stop.RELATED else 0
            in_box = True
        else:
            kept.append(piece)
            in_box = False
    return kept


def _is_furniture(piece: Piece, *, heads: bool, in_box: bool) -> bool:
    """`heads`: prose follows it as it does a section's heading; `in_box`: the piece before it is furniture."""
    text = piece.text
    if piece.kind is BlockKind.CODE:
        return False
    if wordings.is_aside(text) or (wordings.is_letter(text) and (in_box or "newsletter" in text.casefold())):
        return True
    if in_box and wordings.is_share(text):
        return True
    if heads or _is_own_item(piece):
        return False
    return wordings.is_letter(text) or wordings.is_share(text) or wordings.stop_of(text) in _BOXES


def _is_name_of_box(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a short line stands over two that are a newsletter's box: its name."""
    after = pieces[place + 1 : place + 3]
    short = len(pieces[place].text.split()) <= _NAME_WORDS and not _is_own_item(pieces[place]) and not is_prose(pieces[place])
    return short and len(after) == 2 and all(wordings.is_letter(piece.text) for piece in after)  # noqa: PLR2004  a line and a field


def _is_own_item(piece: Piece) -> bool:
    """An item that is no link is of a list in the text: "Join the mailing list" may be one of its advices."""
    return piece.kind is BlockKind.ITEM and piece.linked < _MOSTLY_LINK


def _heads_prose(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a piece is the heading of a section: "Discussion" is one in a paper, and a box's name elsewhere."""
    return pieces[place].kind is BlockKind.HEADING and place + 1 < len(pieces) and is_prose(pieces[place + 1])


def _titles_after(pieces: Sequence[Piece], first: int) -> int:
    """How many pieces from `first` on are titles of other stories, as a box lists them."""
    last = first
    while last < min(len(pieces), first + _MOST_BOX_LINES) and _is_title(pieces[last]):
        last += 1
    if last < len(pieces) and last - first > 1 and _heads_prose(pieces, last - 1) and pieces[last - 1].linked == 0:
        last -= 1
    followed = last < len(pieces) and (is_prose(pieces[last]) or pieces[last].kind is BlockKind.HEADING)
    return last - first if followed else 0


def _is_title(piece: Piece) -> bool:
    words = len(piece.text.split())
    return words <= _BOX_LINE_WORDS and (piece.linked > _MOSTLY_LINK or piece.text[-1:] not in _SENTENCE_MARKS)


def _furniture_at_end(kept: Sequence[Piece], author: str | None) -> int:
    """How many of the last pieces are the site's, 0 where the article ends."""
    last = kept[-1]
    if last.kind is BlockKind.HEADING:
        return 1
    if len(kept) > 1 and last.kind is not BlockKind.CODE and not _is_own_item(last) and _closes_site(last.text):
        return 1
    for after in range(min(_LINES_AFTER_CARD, len(kept) - 1) + 1):
        until = len(kept) - after
        if any(is_prose(piece) or _is_own_item(piece) for piece in kept[until:]):
            break
        if (size := card_size(kept[:until], author=author)) > (after > 0):
            return size + after
    return 0


def _closes_site(text: str) -> bool:
    weak = bool(wordings.stop_of(text)) and not text.endswith((".", "。"))
    return weak or wordings.is_share(text) or wordings.is_letter(text) or wordings.is_foot(text) or wordings.is_last(text)
