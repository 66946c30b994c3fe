"""Dressings: whatever a site puts around an article goes, and all of the article stays."""

from collections.abc import Callable
from random import Random

import pytest

from bot.articles.extract import extract_page
from bot.model.article import BlockKind, Confidence
from tests.unit.articles.dressed import Dressed, Made, flattened, souped, themed
from tests.unit.articles.stories import STORIES

KINDS = {"p": BlockKind.PARAGRAPH, "h": BlockKind.HEADING, "li": BlockKind.ITEM}
DRESSINGS: dict[str, Callable[[Made, Random], Dressed]] = {
    "an ordinary theme": lambda made, chance: themed(made, chance=chance),
    "div soup": lambda made, chance: souped(made, chance=chance),
    "a text file": lambda made, chance: flattened(made, chance=chance, kind="text"),
    "one pre": lambda made, chance: flattened(made, chance=chance, kind="pre"),
    "one div with br": lambda made, chance: flattened(made, chance=chance, kind="br"),
}


@pytest.mark.parametrize("draw", range(4))
@pytest.mark.parametrize("made", STORIES, ids=lambda made: made.title)
@pytest.mark.parametrize("dressing", DRESSINGS)
def test_all_of_the_article_stays_and_nothing_else(dressing: str, made: Made, draw: int):
    page = DRESSINGS[dressing](made, Random(draw))

    article = extract_page(page.body, url="https://data.example/x", content_type=page.content_type, title="")

    told = [(block.kind, article.text[block.start : block.end]) for block in article.blocks]
    assert told == [(KINDS[kind], text) for kind, text in made.lines]
    assert (article.title, article.confidence) == (made.title, Confidence.FULL)
    assert article.language == (made.language if dressing == "an ordinary theme" else article.language)


def test_the_byline_of_lines_alone_tells_the_author():
    text = "Home\n\nThe harbour that sold its cranes\n\nBy Ada Marlowe\n\nMarch 4, 2026\n\n" + "\n\n".join(
        line for _, line in STORIES[1].lines
    )

    assert extract_page(text.encode(), url="", content_type="text/plain", title="").author == "Ada Marlowe"


def test_a_numbered_heading_over_a_paragraph_is_one():
    text = "\n\n".join(("The harbour that sold its cranes", STORIES[1].lines[0][1], "2. What comes next", STORIES[1].lines[1][1]))

    blocks = extract_page(text.encode(), url="", content_type="text/plain", title="").blocks

    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_code_in_a_pre_is_not_read_as_lines():
    code = "\n".join(f"    total_{number} = compute(total_{number - 1}, {number})" for number in range(40))

    article = extract_page(f"<html><body><pre>{code}</pre></body></html>".encode(), url="", content_type="text/html", title="")

    assert {block.kind for block in article.blocks} == {BlockKind.CODE}
