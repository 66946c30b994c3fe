"""Replies: readers' comments are told by their buttons, whatever stands over them."""

from bot.articles.extract import extract_page
from bot.articles.pieces import Piece
from bot.articles.replies import without_replies
from bot.articles.trees import pieces_of, tree_of
from tests.unit.articles.made import PARAGRAPHS, page

SAYS = "<div><b>reader{0}</b> 3 hours ago<p>I think that this is good news for all who pay, number {0}.</p><a>Reply</a></div>"


def test_comments_in_the_articles_own_element_go():
    said = "".join(SAYS.format(place) for place in range(6))
    text = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)

    article = extract_page(
        page(f"<div>{text}<h2>What readers say</h2>{said}</div>"), url="https://data.example/x", content_type="text/html", title=""
    )

    assert article.text.split("\n\n") == list(PARAGRAPHS)


def test_a_thread_that_is_made_of_answers_stays():
    pieces, kept = _with_and_without("".join(SAYS.format(place) for place in range(3)))

    assert kept == pieces


def test_a_first_post_with_a_button_of_its_own_stays():
    post = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    pieces, kept = _with_and_without(f"<div><h1>Kestrel</h1>{post}<a>Reply</a></div>" + "".join(SAYS.format(place) for place in range(3)))

    assert [piece.text for piece in kept if piece.text in PARAGRAPHS] == list(PARAGRAPHS)
    assert len(kept) < len(pieces)


def _with_and_without(body: str) -> tuple[list[Piece], list[Piece]]:
    root = tree_of(f"<html><body><div>{body}</div></body></html>")
    assert root is not None
    pieces = pieces_of(root)
    return pieces, without_replies(pieces, root)
