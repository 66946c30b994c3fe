"""Pieces and trees: a page's structure becomes blocks of one text."""

from hypothesis import given
from hypothesis import strategies as st

from bot.articles.pieces import Piece, assemble, one_line
from bot.articles.trees import fragment
from bot.model.article import BlockKind


def test_every_block_is_its_stretch_of_the_text():
    body = assemble([_piece("One"), _piece(""), _piece("Two two")])

    assert body.text == "One\n\nTwo two"
    assert [body.text[block.start : block.end] for block in body.blocks] == ["One", "Two two"]


def test_invisible_marks_go_and_joiners_stay():
    assert one_line("a\u202eb\u200b\x07 c\n\td") == "ab c d"
    assert one_line("👩\u200d💻") == "👩\u200d💻"


def test_headings_items_quotes_and_code_keep_their_kind():
    pieces = fragment("<h3>Head</h3><p>Text</p><ul><li><p>Item</p></li></ul><blockquote>Quote</blockquote><pre>a\n\n  b</pre>")

    assert [(piece.kind, piece.text, piece.level) for piece in pieces] == [
        (BlockKind.HEADING, "Head", 3),
        (BlockKind.PARAGRAPH, "Text", 0),
        (BlockKind.ITEM, "Item", 0),
        (BlockKind.QUOTE, "Quote", 0),
        (BlockKind.CODE, "a\n  b", 0),
    ]


def test_code_in_a_line_stays_in_its_paragraph():
    assert [piece.text for piece in fragment("<p>Run <code>make</code> now.</p>")] == ["Run make now."]


def test_two_line_breaks_part_paragraphs_and_one_does_not():
    assert [piece.text for piece in fragment("a<br>b<br><br>c")] == ["a b", "c"]


def test_a_table_gives_a_line_for_each_row():
    rows = fragment("<table><tr><td>Size</td><td>2 GB</td></tr><tr><td>Price</td><td>5</td></tr></table>")

    assert [piece.text for piece in rows] == ["Size | 2 GB", "Price | 5"]


def test_scripts_comments_and_hidden_elements_are_not_read():
    hidden = (
        "<script>x()</script><!-- c --><p hidden>no</p><p style='display: none'>no</p><style>p{}</style>Seen<p aria-hidden=true>no</p> too"
    )

    assert [piece.text for piece in fragment(hidden)] == ["Seen", "too"]


def test_links_and_bold_lines_are_noted():
    linked, bold = fragment("<p><a href=x>all of it</a></p><p><b>Key</b> <strong>points</strong></p>")

    assert linked.linked == 1
    assert bold.bold


def test_plain_text_is_one_paragraph():
    assert [piece.text for piece in fragment("AT&amp;T said\nso")] == ["AT&T said so"]
    assert fragment(" \n") == []


@given(st.text())
def test_any_fragment_can_be_read(source: str):
    assert all(piece.text.strip() for piece in fragment(source))


def _piece(text: str) -> Piece:
    return Piece(kind=BlockKind.PARAGRAPH, text=text)
