"""A page's article and the feed's own in, the one to go by out. Pure."""

from dataclasses import replace
from typing import Final

from bot.model.article import Article, Confidence

_MUCH_MORE: Final = 1.5


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
