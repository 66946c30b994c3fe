"""A text that is known to be an article's in, that article out: `text` stays as given, so that spans refer to it. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from bot.articles.confidence import judge
from bot.articles.forms import item_spans, shape_of
from bot.articles.own_takeaways import find_own, spans_of
from bot.articles.pieces import Body, Piece, one_line
from bot.articles.plain import read_plain
from bot.articles.trees import fragment
from bot.articles.trim import without_furniture
from bot.model.article import Article, Block, Source

_MOSTLY: Final = 0.6
_TELLING, _NEAR = 40, 600


def article_of_text(text: str, *, title: str, html: str = "", url: str = "") -> Article:
    """The article whose words are `text` and whose structure (headings, paragraphs, lists) is that of `html`, a body's fragment.

    Without `html`, or where less than 60 % of `text` is found in it, the structure is guessed from the text's lines. Blocks leave out
    list marks, and pieces of `html` that `text` does not have. Never raises: of an empty text it makes an empty article.
    """
    placed = _placed(fragment(html), text) if html else []
    if sum(block.end - block.start for _, block in placed) < _MOSTLY * len(text.strip()):
        placed = _placed(without_furniture(read_plain(text, title=title).pieces, author=None), text)
    pieces = [piece for piece, _ in placed]
    body = Body(text=text, blocks=tuple(block for _, block in placed))
    shape = shape_of(pieces, title=title)
    judgement = judge(text, around=title, listed=bool(shape.items))
    return Article(
        url=url,
        title=one_line(title),
        text=text,
        blocks=body.blocks,
        own=spans_of(find_own(pieces), body),
        site=None,
        author=None,
        language=None,
        published_at=None,
        image_url=None,
        source=Source.PAGE,
        confidence=judgement.confidence,
        reason=judgement.reason,
        form=shape.form,
        items=item_spans(shape, body),
    )


def _placed(pieces: Sequence[Piece], text: str) -> list[tuple[Piece, Block]]:
    """The pieces that `text` holds, each behind the one before, white space and unseen characters aside, with their blocks."""
    unseen = "".join(character for character in set(text) if not character.isspace() and not one_line(character))
    runs = list(re.finditer(rf"[^\s{re.escape(unseen)}]+", text))
    squeezed = "".join(run[0] for run in runs)
    offsets = list(accumulate((len(run[0]) for run in runs), initial=0))

    def place(at: int) -> int:
        """Where in `text` the character stands that is number `at` of the squeezed one."""
        run = bisect_right(offsets, at) - 1
        return runs[run].start() + at - offsets[run]

    return [
        (piece, Block(kind=piece.kind, start=place(start), end=place(end - 1) + 1, level=piece.level))
        for piece, start, end in _found(pieces, squeezed)
    ]


def _found(pieces: Sequence[Piece], squeezed: str) -> Iterator[tuple[Piece, int, int]]:
    cursor = 0
    for piece in pieces:
        wanted = "".join(piece.text.split())
        # A short piece that `text` lacks must not be taken for the same few words a page later.
        limit = len(squeezed) if len(wanted) >= _TELLING else cursor + _NEAR
        start = squeezed.find(wanted, cursor, limit) if wanted else -1
        if start >= 0:
            cursor = start + len(wanted)
            yield piece, start, cursor
