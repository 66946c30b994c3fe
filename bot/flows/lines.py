"""A line of JSON in, its article's takeaways out, or what is wrong with the line. Pure; runs in a worker process.

A line is an object with an `id` (a string or a whole number) and either `text`, with `title` and `html` beside it where they are
known, or `html` alone, a whole page, with its `url`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.articles.given import article_of_text
from bot.errors import BotError, ReadTrouble, Refused, Unreadable
from bot.model.article import Article, Confidence
from bot.model.takeaways import Method, Takeaways
from bot.takeaways import condense

_EMPTY_PAGE = Takeaways(bullets=(), method=Method.NONE, reason="the page holds nothing to read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the input. `number` is 1-based."""

    number: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one line. `id` is as given, None where the line has none; `error` says why there are no takeaways, else "".

    `confidence` is how much of the article was at hand: `full`, `teaser` or `wall`. `size` is the line's length in bytes.
    """

    number: int
    id: str | int | None
    size: int
    takeaways: Takeaways | None = None
    confidence: Confidence = Confidence.FULL
    error: str = ""


def answers_to(lines: Sequence[Line]) -> tuple[Answer, ...]:
    """The answers to lines, in their order. Raises nothing that a line can bring about."""
    return tuple(_answer(line) for line in lines)


def failed(line: Line, error: BotError) -> Answer:
    """The answer to a line that could not be read."""
    return Answer(number=line.number, id=id_of(line), size=len(line.data), error=error.said)


def id_of(line: Line) -> str | int | None:
    """The line's id. None: it has none, or is no object of JSON."""
    try:
        return _id(_record(line))
    except Refused:
        return None


def _answer(line: Line) -> Answer:
    try:
        record = _record(line)
        if _id(record) is None:
            return failed(line, Refused(why="The line has no `id`, or one that is neither a string nor a whole number."))
        article = _article(record, number=line.number)
        made, confidence = condense(article), article.confidence
    except Unreadable as error:
        if error.trouble is not ReadTrouble.EMPTY:
            return failed(line, error)
        made, confidence = _EMPTY_PAGE, Confidence.TEASER
    except Refused as error:
        return failed(line, error)
    return Answer(number=line.number, id=_id(record), size=len(line.data), takeaways=made, confidence=confidence)


def _article(record: Mapping[str, object], *, number: int) -> Article:
    """Raises `Refused` where a field is missing or of another kind, `Unreadable` where the page is no article's."""
    title, url, html = (_string(record, name) for name in ("title", "url", "html"))
    if record.get("text") is not None:
        return article_of_text(_string(record, "text"), title=title, html=html, url=url)
    if record.get("html") is None:
        raise Refused(why="The line has neither `text` nor `html`.")
    from bot.articles.extract import extract_page  # noqa: PLC0415  a text needs no extractor, which takes half a second to load

    body = html.encode("utf-8", "replace")
    return extract_page(body, url=url or f"line {number}", content_type="text/html; charset=utf-8", title=title)


def _record(line: Line) -> Mapping[str, object]:
    """Raises `Refused` for anything but an object of JSON."""
    try:
        found = json.loads(line.data)
    except (ValueError, RecursionError) as error:
        raise Refused(why="The line is not JSON.") from error
    if not isinstance(found, dict):
        raise Refused(why="The line is JSON, but not an object.")
    return found


def _id(record: Mapping[str, object]) -> str | int | None:
    """None: there is none, or of another kind."""
    known = record.get("id")
    return known if isinstance(known, str | int) and not isinstance(known, bool) else None


def _string(record: Mapping[str, object], name: str) -> str:
    """ "" where the field is absent or null."""
    found = record.get(name)
    if found is not None and not isinstance(found, str):
        raise Refused(why=f"`{name}` is not a string.")
    return found or ""
