"""Bytes of a page in, an article out. Pure; runs in a worker process, where time and memory have limits.

trafilatura finds the text. Its precise setting is used unless it keeps much less than its fast one, which then is likelier right
(measured on 181 pages of scrapinghub's article-extraction-benchmark: F1 0.964 precise, 0.962 fast, 0.968 so chosen).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import trafilatura
from lxml import etree  # type: ignore[import-untyped]  # no types published
from trafilatura.settings import Document

from bot.articles.about import language, published_at
from bot.articles.boxes import with_box, with_headlines
from bot.articles.confidence import judge, shows_till
from bot.articles.decode import decode_page, is_plain
from bot.articles.flat import flat_text
from bot.articles.forms import item_spans, shape_of
from bot.articles.own_takeaways import find_own, spans_of
from bot.articles.pieces import Piece, assemble, one_line, words_in
from bot.articles.plain import read_plain
from bot.articles.trees import pieces_of, tree_of
from bot.articles.trim import is_prose, without_furniture
from bot.errors import ReadTrouble, Unreadable
from bot.model.article import Article, BlockKind, Confidence, Source
from bot.text.urls import host_of, web_link

_MOST_TAGS: Final = 100_000
_KEEPS_ENOUGH: Final = 0.6
_MOSTLY_PROSE: Final = 0.5
_AROUND_CHARACTERS: Final = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """What is known of an article beside its text."""

    url: str
    title: str
    site: str | None = None
    author: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    image_url: str | None = None


def extract_page(body: bytes, *, url: str, content_type: str | None, title: str) -> Article:
    """The article of an HTML page (or of a plain-text file). `title` is the feed's, used where the page gives none.

    A wall or a teaser is an `Article` too, with its confidence and reason. Raises `Unreadable` and nothing else: NOT_A_PAGE,
    EMPTY (nothing to read on it), TOO_HARD (too many tags, or the extractor broke on it).
    """
    markup = decode_page(body, url=url, content_type=content_type)
    if is_plain(markup, content_type=content_type):
        return extract_text(markup, url=url, title=title)
    if body.count(b"<") > _MOST_TAGS:
        raise Unreadable(source=url, trouble=ReadTrouble.TOO_HARD, detail="too many tags")
    try:
        return _article_of_markup(markup, url=url, title=title)
    except Unreadable:
        raise
    except Exception as error:
        # Foreign bytes beat every parser in ways that it does not document; the cause stays attached.
        raise Unreadable(source=url, trouble=ReadTrouble.TOO_HARD, detail=type(error).__name__) from error


def extract_text(text: str, *, url: str, title: str) -> Article:
    """The article of a plain-text file: paragraphs between blank lines, headings guessed, bullets as items.

    `title` is what it is known to be called; "": found in the text. Raises `Unreadable` EMPTY where there is no text.
    """
    if not text.strip():
        raise Unreadable(source=url, trouble=ReadTrouble.EMPTY)
    plain = read_plain(text, title=title)
    return _article(plain.pieces, about=_About(url=url, title=plain.title, author=plain.author))


def _article_of_markup(markup: str, *, url: str, title: str) -> Article:
    root = tree_of(markup)
    precise = _run(markup, url=url, precise=True)
    fast = _run(markup, url=url, precise=False)
    pieces = _better(_pieces(precise), _pieces(fast))
    about = _about(precise or fast, markup, url=url, title=title)
    flat = None if root is None else flat_text(root)
    plain = read_plain(flat, title=about.title) if flat else None
    if plain and _is_mostly_prose(without_furniture(plain.pieces, author=plain.author)):
        pieces, about = list(plain.pieces), replace(about, author=plain.author or about.author)
    around = f"{about.title}\n{_shown(markup) if words_in(pieces) < _AROUND_CHARACTERS // 20 else ''}"
    article = _article(_without_title(pieces, about.title), about=about, around=around, markup=markup)
    if not article.text and article.confidence is not Confidence.WALL:
        raise Unreadable(source=url, trouble=ReadTrouble.EMPTY)
    return article


def _is_mostly_prose(pieces: Sequence[Piece]) -> bool:
    return bool(pieces) and words_in([piece for piece in pieces if is_prose(piece)]) >= _MOSTLY_PROSE * words_in(pieces)


def _run(markup: str, *, url: str, precise: bool) -> Document | None:
    """None: trafilatura found no text."""
    found = trafilatura.bare_extraction(
        markup, url=url, fast=not precise, favor_precision=precise, include_comments=False, include_tables=True,
        include_formatting=True, include_links=True, with_metadata=precise,
    )  # fmt: skip
    return found if isinstance(found, Document) else None


def _pieces(document: Document | None) -> list[Piece]:
    return [] if document is None or document.body is None else pieces_of(document.body)


def _better(precise: list[Piece], fast: list[Piece]) -> list[Piece]:
    return precise if words_in(precise) >= _KEEPS_ENOUGH * words_in(fast) else fast


def _about(document: Document | None, markup: str, *, url: str, title: str) -> _About:
    if document is None:
        return _About(url=url, title=title, language=language(markup))
    canonical = web_link(document.url, base=url)
    return _About(
        url=canonical if canonical and host_of(canonical) == host_of(url) else url,
        title=_without_site(one_line(document.title or ""), document.sitename or "") or title,
        site=one_line(document.sitename or "") or None,
        author=one_line(document.author or "") or None,
        language=language(markup),
        published_at=published_at(markup, day=document.date),
        image_url=web_link(document.image, base=url),
    )


def _without_site(title: str, site: str) -> str:
    """ "Title - Site" and "Site: Title" as "Title"."""
    for glue in (" | ", " - ", " – ", " — ", " · ", " :: "):
        if site and title.endswith(glue + site):
            return title.removesuffix(glue + site)
    return title.removeprefix(f"{site}: ") if site else title


def _shown(markup: str) -> str:
    """The start of everything that a nearly empty page shows: its wall says there what it is."""
    root = etree.fromstring(markup.encode("utf-8", "replace"), etree.HTMLParser(recover=True, encoding="utf-8"))
    return "" if root is None else "\n".join(piece.text for piece in pieces_of(root))[:_AROUND_CHARACTERS]


def _without_title(pieces: list[Piece], title: str) -> list[Piece]:
    """An article's text does not begin by repeating its title."""
    repeats = pieces and pieces[0].kind is BlockKind.HEADING and pieces[0].text.casefold() == title.casefold()
    return pieces[1:] if repeats else pieces


def _article(pieces: list[Piece] | tuple[Piece, ...], *, about: _About, around: str = "", markup: str = "") -> Article:
    kept = without_furniture(pieces, author=about.author)
    if markup:
        kept = with_headlines(with_box(kept, markup), markup, title=about.title)
    shape = shape_of(kept, title=about.title, markup=markup)
    body = assemble(kept)
    said = around or "\n".join(piece.text for piece in pieces[-6:])
    judgement = judge(body.text, around=said, listed=bool(shape.items), till=shows_till(markup))
    return Article(
        url=about.url, title=about.title, text=body.text, blocks=body.blocks, own=spans_of(find_own(kept), body), site=about.site,
        author=about.author, language=about.language, published_at=about.published_at, image_url=about.image_url, source=Source.PAGE,
        confidence=judgement.confidence, reason=judgement.reason, form=shape.form, items=item_spans(shape, body),
    )  # fmt: skip
