"""A JSONL file of articles with human highlights in, articles as ByteBot reads them out.

A line holds `id`, `title`, `text`, `highlights` and `source`, and where the structure is known `html` (headings, paragraphs, lists).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.articles.extract import extract_text
from bot.articles.fallback import article_of_entry
from bot.errors import Unreadable
from bot.model.article import Article
from bot.model.feed import Entry
from bot.takeaways import condense


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An article and what people wrote down as its highlights."""

    article: Article
    highlights: tuple[str, ...]
    source: str


def load(path: Path) -> tuple[Judged, ...]:
    """Every article of a file, in its order."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return tuple(Judged(article=article_of(line), highlights=tuple(line["highlights"]), source=line.get("source", "")) for line in lines)


def article_of(line: Mapping[str, Any]) -> Article:
    """The article of one line, by its html where it has some. Raises `Unreadable` where there is no text."""
    if not line.get("html"):
        return extract_text(line["text"], url="", title=line["title"])
    entry = Entry(
        guid=line["id"], link=None, title=line["title"], author=None, published_at=None, summary_html="", content_html=line["html"], tags=()
    )
    return article_of_entry(entry, url="", site=None)


def bullets(line: Mapping[str, Any]) -> Sequence[str]:
    """What ByteBot makes of one line: the door for a scorer; () where there is nothing to condense."""
    try:
        return [bullet.text for bullet in condense(article_of(line)).bullets]
    except Unreadable:
        return []
