"""The author's own takeaways: found under their many names, not mistaken for other lists."""

from dataclasses import replace

import pytest

from bot.articles.own_takeaways import find_own, spans_of
from bot.articles.pieces import Piece, assemble
from bot.model.article import BlockKind
from tests.unit.articles.made import LEAD, TAKEAWAYS

ITEMS = tuple(Piece(kind=BlockKind.ITEM, text=text) for text in TAKEAWAYS)
TEXT = Piece(kind=BlockKind.PARAGRAPH, text=LEAD)


@pytest.mark.parametrize(
    "name",
    [
        "Key Takeaways", "KEY TAKEAWAYS:", "Key points", "TL;DR", "TLDR", "Highlights", "At a glance", "In brief", "The bottom line",
        "What you need to know", "🔑 Main takeaways", "Summary",
        "Das Wichtigste in Kürze", "À retenir", "Puntos clave", "Principais pontos",
        "Punti chiave", "Главное", "要点", "まとめ",
    ],
)  # fmt: skip
def test_a_list_under_such_a_heading_is_the_authors_own(name: str):
    assert _own([TEXT, _heading(name), *ITEMS, TEXT]) == list(TAKEAWAYS)


def test_a_bold_line_announces_it_too():
    bold = Piece(kind=BlockKind.PARAGRAPH, text="Key takeaways", bold=True)

    assert _own([bold, *ITEMS, TEXT]) == list(TAKEAWAYS)


def test_one_introducing_line_may_stand_between():
    introducing = Piece(kind=BlockKind.PARAGRAPH, text="Here is what matters:")

    assert _own([TEXT, _heading("Key takeaways"), introducing, *ITEMS]) == list(TAKEAWAYS)


def test_a_run_in_tldr_gives_the_rest_of_its_paragraph():
    assert _own([replace(TEXT, text=f"TL;DR: {LEAD}"), TEXT]) == [LEAD]


def test_a_paragraph_under_tldr_counts():
    assert _own([_heading("TL;DR"), TEXT]) == [LEAD]


@pytest.mark.parametrize(
    "pieces",
    [
        [Piece(kind=BlockKind.HEADING, text="Highlights", level=2)],
        [
            Piece(kind=BlockKind.HEADING, text="Highlights", level=2),
            Piece(kind=BlockKind.ITEM, text="Intro"),
            Piece(kind=BlockKind.ITEM, text="Setup"),
        ],
        [Piece(kind=BlockKind.HEADING, text="Highlights", level=2), *(replace(item, linked=1.0) for item in ITEMS)],
        [Piece(kind=BlockKind.HEADING, text="Contents", level=2), *ITEMS],
        [Piece(kind=BlockKind.HEADING, text="Highlights", level=2), ITEMS[0]],
        [Piece(kind=BlockKind.HEADING, text="Summary", level=2), TEXT],
        [TEXT, *ITEMS],
    ],
    ids=["no items", "table of contents", "links only", "another heading", "one item", "an ordinary section", "a list in the text"],
)
def test_other_lists_are_not_the_authors_own(pieces: list[Piece]):
    assert _own(pieces) == []


def _own(pieces: list[Piece]) -> list[str]:
    body = assemble(pieces)
    return [body.text[span.start : span.end] for span in spans_of(find_own(pieces), body)]


def _heading(text: str) -> Piece:
    return Piece(kind=BlockKind.HEADING, text=text, level=2)
