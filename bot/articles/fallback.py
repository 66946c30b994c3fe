"""A feed's entry in, an article made of what the feed itself holds out. Pure."""

from dataclasses import replace
from typing import Final

from bot.articles.confidence import judge
from bot.articles.forms import item_spans, shape_of
from bot.articles.own_takeaways import find_own, spans_of
from bot.articles.pieces import assemble
from bot.articles.trees import fragment
from bot.articles.trim import without_furniture
from bot.model.article import Article, Confidence, Source
from bot.model.feed import Entry

_MUCH_MORE: Final = 1.5


def article_of_entry(entry: Entry, *, url: str, site: str | None) -> Article:
    """The entry's content, else its summary, as an article; TEASER with a reason where that is not the whole. Never raises."""
    pieces = without_furniture(fragment(entry.content_html or entry.summary_html), author=entry.author)
    body = assemble(pieces)
    shape = shape_of(pieces, title=entry.title)
    judgement = judge(body.text, listed=bool(shape.items))
    # What the feed lacks is the feed's choice, no wall that the reader would meet.
    whole = judgement.confidence is Confidence.FULL
    return Article(
        url=url,
        title=entry.title,
        text=body.text,
        blocks=body.blocks,
        own=spans_of(find_own(pieces), body),
        site=site,
        author=entry.author,
        language=None,
        published_at=entry.published_at,
        image_url=None,
        source=Source.FEED,
        confidence=Confidence.FULL if whole else Confidence.TEASER,
        reason="" if whole else "the feed gives only a teaser" if body.text else "the feed gives only a title",
        form=shape.form,
        items=item_spans(shape, body),
    )


def better_of(page: Article, own: Article) -> Article:
    """The page's article or the feed's own: the feed's in place of a wall, of a teaser that says less, and of a page that has much less.

    What only the page knows (its picture, language, author, date) goes along, unless a wall said it.
    """
    if page.confidence is Confidence.WALL:
        return own if own.text else page
    more = _MUCH_MORE if page.confidence is Confidence.FULL and own.confidence is Confidence.FULL else 1.0
    if own.words <= more * page.words or (page.confidence is Confidence.FULL and own.confidence is not Confidence.FULL):
        return page
    return replace(
        own,
        author=own.author or page.author,
        language=own.language or page.language,
        published_at=own.published_at or page.published_at,
        image_url=own.image_url or page.image_url,
    )
