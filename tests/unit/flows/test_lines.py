"""One line of the batch: its answer, or what is wrong with it."""

import json

import pytest

from bot.flows.lines import Answer, Line, answers_to
from bot.model.article import Confidence
from bot.model.takeaways import Method
from tests.unit.articles.made import PARAGRAPHS, TITLE, page

TEXT = "\n\n".join(PARAGRAPHS)


def test_a_text_gives_bullets_with_spans_in_that_very_text():
    answer = _answer(id="a", title=TITLE, text=TEXT)

    assert (answer.id, answer.confidence, answer.error) == ("a", Confidence.FULL, "")
    assert answer.takeaways is not None
    assert all(TEXT[bullet.start : bullet.end] == bullet.text for bullet in answer.takeaways.bullets)
    assert len(answer.takeaways.bullets) >= 3


def test_a_page_is_extracted():
    answer = _answer(id=7, url="https://data.example/kestrel", html=page().decode())

    assert answer.id == 7
    assert answer.takeaways is not None
    assert answer.takeaways.method is Method.EXTRACTIVE


@pytest.mark.parametrize(
    ("fields", "confidence", "reason"),
    [
        ({"text": ""}, Confidence.TEASER, "the text is too short"),
        ({"text": "Short."}, Confidence.TEASER, "the text is too short"),
        ({"text": "", "title": "Just a moment..."}, Confidence.WALL, "a robot check stands in front"),
        ({"html": "<html><body></body></html>"}, Confidence.TEASER, "the page holds nothing to read"),
        ({"html": "<p>We use cookies. Accept all</p>"}, Confidence.WALL, "a cookie notice stands in front"),
    ],
)
def test_too_little_is_an_answer_and_no_error(fields: dict[str, str], confidence: Confidence, reason: str):
    answer = _answer(id="a", **fields)

    assert (answer.confidence, answer.error) == (confidence, "")
    assert answer.takeaways is not None
    assert (answer.takeaways.bullets, answer.takeaways.reason) == ((), reason)


@pytest.mark.parametrize(
    ("data", "known", "error"),
    [
        (b"nonsense", None, "The line is not JSON."),
        (b"[" * 100_000, None, "The line is not JSON."),
        (b'\xff\xfe{"id"', None, "The line is not JSON."),
        (b"[1, 2]", None, "The line is JSON, but not an object."),
        (b'{"text": "x"}', None, "The line has no `id`, or one that is neither a string nor a whole number."),
        (b'{"id": true, "text": "x"}', None, "The line has no `id`, or one that is neither a string nor a whole number."),
        (b'{"id": 1}', 1, "The line has neither `text` nor `html`."),
        (b'{"id": 1, "text": 5}', 1, "`text` is not a string."),
        (b'{"id": 1, "text": "x", "title": []}', 1, "`title` is not a string."),
        (b'{"id": 1, "html": "%PDF-1.7", "url": "https://a.example/x"}', 1,
         "a.example/x is not an article page; give the address of an HTML page or a text file."),
    ],
)  # fmt: skip
def test_a_bad_line_says_what_is_wrong(data: bytes, known: int | None, error: str):
    (answer,) = answers_to([Line(number=3, data=data)])

    assert (answer.number, answer.id, answer.takeaways, answer.error) == (3, known, None, error)


def test_lone_surrogates_and_controls_are_only_text():
    answer = _answer(id="\ud800", title="\x00", text="\ud800 and \u0007 " + TEXT, html="<p>\ud800</p>")

    assert answer.id == "\ud800"
    assert answer.error == ""


def _answer(**fields: object) -> Answer:
    (answer,) = answers_to([Line(number=1, data=json.dumps(fields).encode())])
    return answer
