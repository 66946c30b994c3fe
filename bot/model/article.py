"""The article behind an entry: its text, and how the text is built. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

ArticleId = NewType("ArticleId", int)


class BlockKind(StrEnum):
    """What a stretch of an article is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`text[start:end]` of an article, in characters. `level` is a heading's 1-6, else 0."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """`text[start:end]` of an article, in characters."""

    start: int
    end: int


class Confidence(StrEnum):
    """How much of the article is at hand. WALL: a login, paywall, cookie or robot check stood in front."""

    FULL = "full"
    TEASER = "teaser"
    WALL = "wall"


class Source(StrEnum):
    """Where an article's text was taken from."""

    PAGE = "page"
    FEED = "feed"


class Form(StrEnum):
    """What an article is. Only an ARTICLE is condensed; a CHANGELOG gives its entries, a ROUNDUP its items, the others nothing."""

    ARTICLE = "article"
    CHANGELOG = "changelog"
    ROUNDUP = "roundup"
    LIVEBLOG = "liveblog"
    TRANSCRIPT = "transcript"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article's text, its blocks in order (joined by one empty line in `text`), and what the page says of it.

    `own` are the spans of the author's own takeaways, () where there are none. `reason` says in a few words why the
    confidence is not full, "" where it is. `items` are the entries of a changelog or the items of a roundup, () for any other form.
    """

    url: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    own: tuple[Span, ...]
    site: str | None
    author: str | None
    language: str | None
    published_at: datetime | None
    image_url: str | None
    source: Source
    confidence: Confidence
    reason: str
    form: Form = Form.ARTICLE
    items: tuple[Span, ...] = ()

    @property
    def words(self) -> int:
        """Words of the text; a script without spaces counts two characters as a word."""
        spaced = self.text.split()
        dense = sum(len(word) // 2 for word in spaced if ord(word[0]) >= 0x2E80)  # noqa: PLR2004  CJK starts here
        return len(spaced) + dense
