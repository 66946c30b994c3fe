"""Plain text: paragraphs, headings and items are told from the lines alone."""

from bot.articles.plain import read_plain
from bot.model.article import BlockKind
from tests.unit.articles.made import LEAD


def test_lines_wrapped_by_hand_are_one_paragraph():
    plain = read_plain("The first line of it\ngoes on here.\n\nA second one stands here.", title="")

    assert [piece.text for piece in plain.pieces] == ["The first line of it goes on here.", "A second one stands here."]


def test_long_lines_are_paragraphs_of_their_own():
    assert [piece.text for piece in read_plain(f"{LEAD}\n{LEAD}", title="").pieces] == [LEAD, LEAD]


def test_bullets_and_numbers_make_items():
    plain = read_plain(f"{LEAD}\n\n- one thing\n* another thing\n2. a third\n", title="")

    assert [piece.text for piece in plain.pieces if piece.kind is BlockKind.ITEM] == ["one thing", "another thing", "a third"]


def test_markdown_headings_keep_their_level():
    plain = read_plain(f"# Title here\n\n{LEAD}\n\n### Deep, it is.\n\n{LEAD}", title="")

    assert plain.title == "Title here"
    assert [(piece.text, piece.level) for piece in plain.pieces if piece.kind is BlockKind.HEADING] == [("Deep, it is.", 3)]


def test_menu_and_byline_around_the_title_go():
    plain = read_plain(f"HomeNews\n\nA title of some more words\n\nBy Ada Byron\n\nMarch 4, 2026\n\n{LEAD}", title="")

    assert plain.title == "A title of some more words"
    assert [piece.text for piece in plain.pieces] == [LEAD]


def test_a_known_title_is_not_repeated_and_others_stay():
    plain = read_plain(f"Known\n\nBackground\n\n{LEAD}", title="known")

    assert [piece.text for piece in plain.pieces] == ["Background", LEAD]


def test_an_unknown_opening_line_stays_where_the_title_is_known():
    plain = read_plain(f"Background\n\n{LEAD}", title="Something else")

    assert plain.title == "Something else"
    assert [piece.text for piece in plain.pieces] == ["Background", LEAD]


def test_headings_alone_have_no_title():
    assert read_plain("One thing\n\nTwo things", title="").title == ""
