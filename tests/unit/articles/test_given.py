"""Given texts: the words stay as they are, the structure is found in them."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.given import article_of_text
from bot.model.article import Article, BlockKind, Confidence
from bot.model.takeaways import Method
from bot.takeaways import condense
from tests.unit.articles.made import PARAGRAPHS, TAKEAWAYS

HTML = f"<p>{PARAGRAPHS[0]}</p><h2>What is new</h2><p>{PARAGRAPHS[1]}</p><h3>Key takeaways</h3><ul>" + "".join(
    f"<li>{text}</li>" for text in TAKEAWAYS
)
TEXT = "\n".join((PARAGRAPHS[0], "What is new", PARAGRAPHS[1], "Key takeaways", *(f"  * {text}" for text in TAKEAWAYS)))


def test_the_structure_of_the_markup_is_laid_over_the_text():
    article = article_of_text(TEXT, title="Kestrel 4.2", html=HTML)

    assert article.text == TEXT
    assert [(block.kind, block.level) for block in article.blocks] == [
        (BlockKind.PARAGRAPH, 0), (BlockKind.HEADING, 2), (BlockKind.PARAGRAPH, 0), (BlockKind.HEADING, 3),
        (BlockKind.ITEM, 0), (BlockKind.ITEM, 0), (BlockKind.ITEM, 0),
    ]  # fmt: skip
    assert _said(article)[:3] == [PARAGRAPHS[0], "What is new", PARAGRAPHS[1]]


def test_spans_refer_to_the_text_as_given():
    article = article_of_text(TEXT, title="", html=HTML)

    made = condense(article)

    assert made.method is Method.OWN
    assert [TEXT[bullet.start : bullet.end] for bullet in made.bullets] == list(TAKEAWAYS)


def test_text_wrapped_by_hand_and_unseen_marks_do_no_harm():
    wrapped = re.sub(r"(.{40,60}) ", r"\1\n", PARAGRAPHS[0]).replace("Kestrel", "Kes\u200btrel")

    article = article_of_text(f"{wrapped}\n\n{PARAGRAPHS[1]}", title="", html=f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>")

    assert _said(article) == [wrapped, PARAGRAPHS[1]]


def test_a_piece_that_the_text_lacks_is_left_out():
    html = f"<h2>Advertisement</h2>{HTML}"

    assert _said(article_of_text(TEXT, title="", html=html)) == _said(article_of_text(TEXT, title="", html=HTML))


def test_markup_of_something_else_is_not_believed():
    article = article_of_text("\n\n".join(PARAGRAPHS), title="", html="<h1>Another page</h1><p>With other words.</p>")

    assert _said(article) == list(PARAGRAPHS)


def test_without_markup_the_lines_tell():
    listed = "\n".join(f"- {text}" for text in TAKEAWAYS)
    article = article_of_text("\n\n".join((*PARAGRAPHS, "Key takeaways", listed)), title="")

    assert [bullet.text for bullet in condense(article).bullets] == list(TAKEAWAYS)


def test_no_text_is_a_teaser():
    article = article_of_text("", title="One")

    assert (article.blocks, article.confidence, article.reason) == ((), Confidence.TEASER, "the text is too short")


@pytest.mark.parametrize(
    "unit", ["a", ".", "1:05 ", "- Added x (#12)\n", "um ", "A B: c\n", "v1.2", "TL;DR: ", "<li><a>x y z</a> b", "{}", "0"]
)
def test_endless_repetition_takes_no_endless_time(unit: str):
    endless = unit * (100_000 // len(unit))
    started = time.process_time()

    article_of_text(endless, title="changelog links", html=endless)

    assert time.process_time() - started < 2


@given(st.text(), st.text(), st.text())
def test_any_text_and_markup_give_blocks_in_order(text: str, title: str, html: str):
    article = article_of_text(text, title=title, html=html)

    ends = [at for block in article.blocks for at in (block.start, block.end)]
    assert ends == sorted(ends)
    assert all(_said(article))


def _said(article: Article) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks]
