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


@pytest.mark.parametrize(
    "line",
    [
        "Thanks for reading Clock Notes! Subscribe for free to receive new posts and support my work.",
        "View in browser",
        "Unsubscribe | Manage preferences | Forward to a friend",
        "You received this email because you subscribed to Clock Weekly.",
        "Was this forwarded to you? Sign up here.",
        "(Reporting by Ada Byron; Editing by Jo Wirth)",
        "Reporting by Ada Byron in Oslo; additional reporting by Jo Wirth; editing by Tim van der Berg",
        "Our Standards: The Clock Trust Principles.",
        "Jo Wirth contributed to this report.",
        "With files from the Canadian Press",
        "(AFP)",
        "Quelle: dpa",
        "Mit Material der dpa",
        "Avec AFP",
        "Con información de EFE",
        "Dieser Artikel wurde zuerst veröffentlicht bei Uhrenblatt.",
        "Clock Daily is a non-profit newsroom. Donate now to support our work.",
        "Republish this article for free under our licence.",
        "Clock Daily may earn a commission from links on this page.",
        "Loading comments...",
        "What do you think? Let us know in the comments below.",
        "Share this story: Facebook, X, Email",
        "For more stories like this, follow us on Facebook.",
        "Download our app for the latest news.",
        "This audio is auto-generated. Please let us know if you have feedback.",
        "The views expressed are those of the author.",
    ],
)
def test_a_last_line_of_the_sites_goes(line: str):
    assert without_furniture((*ARTICLE, *_lines(line)), author=None) == ARTICLE


@pytest.mark.parametrize(
    "sentence",
    [
        "Reporting by the Clock Daily showed in May that two of the upgrades had never been tested.",
        "With material from the old store, they built a new one in nine weeks.",
        "Donate blood instead, the bank told its staff.",
        "Thanks for reading, she told the committee, and left.",
        "Correction: an earlier version of this article misstated the year of the release.",
        "Lindqvist contributed to the report that the bank had ordered.",
        "The views from the tower are worth the climb.",
        "With Reuters gone, nobody reports from the valley.",
        "Source code will be open, the firm promised.",
    ],
)
def test_a_last_sentence_of_the_articles_own_stays(sentence: str):
    pieces = (*ARTICLE, *_lines(sentence))

    assert without_furniture(pieces, author=None) == pieces


@pytest.mark.parametrize(
    "sentence",
    [
        "Sign up for the tour at the town hall, the council advises, and bring boots.",
        "Sign up for the tour at the town hall by Friday, because places are few.",
        "Subscribe to nothing, she told her readers, and the crowd laughed for a minute.",
        "Follow the money, she said.",
        "All rights reserved, said the sign at the door, and nobody knew by whom.",
        "About 300 people came.",
        "Related costs fell by half.",
        "Register to vote now.",
        "Abonnieren Sie nichts, sagte sie den Lesern des Newsletters.",
    ],
)
def test_a_sentence_that_begins_like_furniture_stays(sentence: str):
    for pieces in ((*ARTICLE, *_lines(sentence)), (ARTICLE[0], *_lines(sentence), *ARTICLE[1:])):
        assert without_furniture(pieces, author=None) == pieces


def test_a_stop_line_in_the_middle_cuts_nothing():
    pieces = (ARTICLE[0], *_lines("Read more"), *ARTICLE[1:])

    assert without_furniture(pieces, author=None) == ARTICLE


def test_a_heading_that_only_sounds_like_furniture_stays():
    heading = Piece(kind=BlockKind.HEADING, text="More in store for Rust", level=2)
    pieces = (ARTICLE[0], heading, *ARTICLE[1:])

    assert without_furniture(pieces, author=None) == pieces


def test_a_heading_without_text_behind_it_goes():
    assert without_furniture((*ARTICLE, Piece(kind=BlockKind.HEADING, text="Gallery", level=2)), author=None) == ARTICLE


@pytest.mark.parametrize(
    "box",
    [
        ["Subscribe to our newsletter", "All the news to your inbox.", "Your email address", "Sign up"],
        ["THE DAILY WIRE", "All the news to your inbox.", "Your email"],
        ["Advertisement"],
        ["Story continues below advertisement"],
        ["Related: Ten databases you should know"],
        ["Lesen Sie auch: Zehn Datenbanken"],
        ["Share this article", "Facebook", "X", "LinkedIn"],
        ["Photo: Harbour Pictures"],
        ["You may also like", "Ten databases you should know"],
    ],
)
def test_a_box_in_the_middle_goes_and_the_article_goes_on(box: list[str]):
    assert without_furniture((ARTICLE[0], *_lines(*box), *ARTICLE[1:]), author=None) == ARTICLE


@pytest.mark.parametrize(
    "own",
    [
        ["Keywords: MySQL", "MySQL keeps the records of the whole cluster and is asked at every start, as the manual has it."],
        ["SLSA", "SLSA is a framework of security, a checklist of standards and controls that prevent tampering with packages."],
        ["Up next", *PARAGRAPHS[:2]],
        ["Conclusion", "What remains is a database with half of the memory and a licence that holds for at least three years, they say."],
    ],
)
def test_a_last_section_that_only_sounds_like_furniture_stays(own: list[str]):
    section = (Piece(kind=BlockKind.HEADING, text=own[0], level=2), *_lines(*own[1:]))

    assert without_furniture((*ARTICLE, *section), author=None) == (*ARTICLE, *section)


def test_an_advice_of_the_articles_own_list_stays():
    items = tuple(Piece(kind=BlockKind.ITEM, text=text) for text in ("Join the mailing list", "Subscribe to the channel"))

    assert without_furniture((*ARTICLE, *items), author=None) == (*ARTICLE, *items)


def test_a_card_goes_with_the_stray_lines_behind_it():
    tail = _lines("Pixel Pete", "I am a small robot who writes about databases. I love release notes.", "A line nobody knows")

    assert without_furniture((*ARTICLE, *tail), author=None) == ARTICLE


def test_nothing_in_nothing_out():
    assert without_furniture((), author=None) == ()


def _lines(*texts: str) -> tuple[Piece, ...]:
    return tuple(Piece(kind=BlockKind.PARAGRAPH, text=text) for text in texts)
