"""Trim: the site's furniture goes, the article stays."""

import pytest

from bot.articles.pieces import Piece
from bot.articles.trim import without_furniture
from bot.model.article import BlockKind
from tests.unit.articles.made import PARAGRAPHS

ARTICLE = tuple(Piece(kind=BlockKind.PARAGRAPH, text=text) for text in PARAGRAPHS)


@pytest.mark.parametrize(
    "tail",
    [
        ["You may also like", "Ten databases you should know"],
        ["Related articles:", "Ten databases", "Two clocks"],
        ["Leave a Reply", "Your email address will not be published. Required fields are marked *"],
        ["More in: Opinion"],
        ["Sign up for our newsletter", "One letter a week."],
        ["Your email address will not be published. Required fields are marked *"],
        ["The post Kestrel 4.2 appeared first on Data Daily."],
        ["Follow us on Mastodon"],
        ["12 Comments", "First!", "Nice."],
    ],
)
def test_what_follows_the_article_goes(tail: list[str]):
    assert without_furniture((*ARTICLE, *_lines(*tail)), author=None) == ARTICLE


@pytest.mark.parametrize(
    ("tail", "author"),
    [
        (["Pixel Pete", "I am a small robot. My mission is to read release notes."], None),
        (["About the author", "Pete writes about clocks."], None),
        (["Ada Byron is a senior reporter at Data Daily."], "Ada Byron"),
        (["By Ada Byron", "She covers databases and lives in Oslo."], "Ada Byron"),
    ],
)
def test_the_authors_card_goes(tail: list[str], author: str | None):
    assert without_furniture((*ARTICLE, *_lines(*tail)), author=author) == ARTICLE


def test_a_closing_paragraph_about_a_person_stays():
    closing = _lines("Lindqvist is the author of the plan, and she means to keep it.")

    assert without_furniture((*ARTICLE, *closing), author=None) == (*ARTICLE, *closing)


def test_a_stop_line_in_the_middle_cuts_nothing():
    pieces = (ARTICLE[0], *_lines("Read more"), *ARTICLE[1:])

    assert without_furniture(pieces, author=None) == ARTICLE


def test_a_heading_that_only_sounds_like_furniture_stays():
    heading = Piece(kind=BlockKind.HEADING, text="More in store for Rust", level=2)
    pieces = (ARTICLE[0], heading, *ARTICLE[1:])

    assert without_furniture(pieces, author=None) == pieces


def test_a_heading_without_text_behind_it_goes():
    assert without_furniture((*ARTICLE, Piece(kind=BlockKind.HEADING, text="Gallery", level=2)), author=None) == ARTICLE


def test_nothing_in_nothing_out():
    assert without_furniture((), author=None) == ()


def _lines(*texts: str) -> tuple[Piece, ...]:
    return tuple(Piece(kind=BlockKind.PARAGRAPH, text=text) for text in texts)
