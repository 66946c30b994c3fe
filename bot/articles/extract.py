"""Bytes of a page in, an article out. Pure; runs in a worker process, where time and memory have limits."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # no types published
from trafilatura.settings import Document

from bot.articles import tongues
from bot.articles.about import About, about_page, moment
from bot.articles.boxes import with_box, with_headlines
from bot.articles.candidates import article_pieces
from bot.articles.confidence import judge, shows_till
from bot.articles.decode import decode_page, is_plain
from bot.articles.flat import flat_text
from bot.articles.forms import item_spans, shape_of
from bot.articles.opening import without_meta
from bot.articles.own_takeaways import find_own, spans_of
from bot.articles.pieces import Piece, assemble, one_line, without_mark, words_in
from bot.articles.plain import read_plain
from bot.articles.replies import without_replies
from bot.articles.shown import shown_at
from bot.articles.trees import pieces_of, tree_of
from bot.articles.trim import is_prose, without_furniture
from bot.errors import ReadTrouble, Unreadable
from bot.model.article import Article, Confidence, Source
from bot.text.tags import MOST_TAGS, without_endless_tags
from bot.text.urls import web_link

_MOSTLY_PROSE: Final = 0.5
_AROUND_CHARACTERS: Final = 4000


def extract_page(body: bytes, *, url: str, content_type: str | None, title: str) -> Article:
    """The article of an HTML page (or of a plain-text file). `title` is the feed's, used where the page gives none.

    A wall or a teaser is an `Article` too, with its confidence and reason. Raises `Unreadable` and nothing else: NOT_A_PAGE,
    EMPTY (nothing to read on it), TOO_HARD (too many tags, or the extractor broke on it).
    """
    markup = decode_page(body, url=url, content_type=content_type)
    if is_plain(markup, content_type=content_type):
        return extract_text(markup, url=url, title=title)
    if markup.count("<") > MOST_TAGS:
        raise Unreadable(source=url, trouble=ReadTrouble.TOO_HARD, detail="too many tags")
    try:
        return _article_of_markup(without_endless_tags(markup), url=url, title=title)
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
    return _article(plain.pieces, about=About(url=url, title=plain.title, author=plain.author))


def _article_of_markup(markup: str, *, url: str, title: str) -> Article:
    root = tree_of(markup)
    if root is None:
        raise Unreadable(source=url, trouble=ReadTrouble.EMPTY)
    about = about_page(root, url=url, title="")
    pieces, about = _read(root, markup, about=about, title=about.title or title)
    about = replace(about, title=about.title or title)
    about = replace(about, published_at=about.published_at or shown_at(root, title=about.title))
    around = f"{about.title}\n{_shown(root) if words_in(pieces) < _AROUND_CHARACTERS // 20 else ''}"
    article = _article(pieces, about=about, around=around, markup=markup)
    if not article.text and article.confidence is not Confidence.WALL:
        raise Unreadable(source=url, trouble=ReadTrouble.EMPTY)
    return article


def _read(root: etree._Element, markup: str, *, about: About, title: str) -> tuple[Sequence[Piece], About]:
    """The page's pieces without the lines around the title, and what is known of it, the byline's author among it."""
    flat = flat_text(root)
    plain = read_plain(flat, title=title) if flat else None
    if plain and _is_mostly_prose(without_furniture(plain.pieces, author=plain.author)):
        known = replace(about, title=about.title or plain.title, author=about.author or plain.author)
        return _with_links(plain.pieces, pieces_of(root)), known
    found = article_pieces(markup, url=about.url, declared=about.body)
    about = _completed(about, found.document)
    start = without_meta(without_replies(found.pieces, root), title=about.title or title)
    return start.pieces, replace(about, author=about.author or start.author)


def _with_links(pieces: Sequence[Piece], shown: Sequence[Piece]) -> Sequence[Piece]:
    """Pieces read from lines, with what the page's markup knows of links in them."""
    known = {without_mark(piece.text): piece for piece in shown if piece.linked}
    return [
        replace(piece, linked=like.linked, leading=like.leading) if (like := known.get(without_mark(piece.text))) else piece
        for piece in pieces
    ]


def _completed(about: About, document: Document | None) -> About:
    """What the page's own words leave open, as trafilatura guesses it from its looks."""
    if document is None:
        return about
    return replace(
        about,
        title=about.title or one_line(document.title or ""),
        site=about.site or one_line(document.sitename or "") or None,
        author=about.author or one_line(document.author or "").replace("; ", ", ") or None,
        published_at=about.published_at or moment(document.date or ""),
        image_url=about.image_url or web_link(document.image, base=about.url),
    )


def _is_mostly_prose(pieces: Sequence[Piece]) -> bool:
    return bool(pieces) and words_in([piece for piece in pieces if is_prose(piece)]) >= _MOSTLY_PROSE * words_in(pieces)


def _shown(root: etree._Element) -> str:
    """The start of everything that a nearly empty page shows: its wall says there what it is."""
    return "\n".join(piece.text for piece in pieces_of(root))[:_AROUND_CHARACTERS]


def _article(pieces: Sequence[Piece], *, about: About, around: str = "", markup: str = "") -> Article:
    kept = without_furniture(pieces, author=about.author)
    if markup:
        kept = with_headlines(with_box(kept, markup), markup, title=about.title)
    shape = shape_of(kept, title=about.title, markup=markup)
    body = assemble(kept)
    said = around or "\n".join(piece.text for piece in pieces[-6:])
    judgement = judge(
        body.text, around=said, listed=bool(shape.items), till=shows_till(markup), title=about.title if markup else "", paid=about.paid
    )
    return Article(
        url=about.url, title=about.title, text=body.text, blocks=body.blocks, own=spans_of(find_own(kept), body), site=about.site,
        author=about.author, language=about.language or tongues.guess(body.text), published_at=about.published_at,
        image_url=about.image_url, source=Source.PAGE, confidence=judgement.confidence, reason=judgement.reason, form=shape.form,
        items=item_spans(shape, body),
    )  # fmt: skip
