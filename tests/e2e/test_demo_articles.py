"""The demo's own pages, read as any page is: only the teaser is none."""

from datetime import UTC, datetime

import pytest

from bot.articles.extract import extract_page
from bot.cli.demo.pages import article_page
from bot.cli.demo.pieces import pieces
from bot.cli.demo.publishers import PUBLISHERS
from bot.model.article import Confidence, Form
from bot.model.takeaways import Method
from bot.takeaways import condense

PIECES = pieces(now=datetime(2026, 5, 4, 12, tzinfo=UTC))


@pytest.mark.parametrize("piece", PIECES, ids=[piece.name for piece in PIECES])
def test_every_article_is_condensed_and_the_teaser_is_not(piece):
    page = article_page(piece, PUBLISHERS[0], base="http://127.0.0.1", others=PIECES[:3])

    article = extract_page(page, url="http://127.0.0.1/x", content_type="text/html; charset=utf-8", title="")

    teaser = piece.name == "payments-teaser"
    assert article.form is Form.ARTICLE
    assert article.confidence is (Confidence.TEASER if teaser else Confidence.FULL)
    assert (condense(article).method is Method.NONE) is teaser
