"""Foreign bytes in; feeds, articles, takeaways and pictures out: what worker processes do. Pure; each job loads its reader where it runs.

A bot's main process only names these functions, to `WorkerPool.run`. So feedparser, lxml, trafilatura and all the patterns around them,
some 20 MB and half a second, are never loaded there; nor can foreign bytes be read there by mistake.
"""

from collections.abc import Set

from bot.model.article import Article
from bot.model.chart import Drawn
from bot.model.feed import Entry, ParsedFeed
from bot.model.hours import Series
from bot.model.outline import Listed


def parse_feed(body: bytes, *, url: str, content_type: str | None, known: Set[bytes] = frozenset()) -> ParsedFeed:
    """As `bot.feeds.parse.parse_feed`, with the time of the reading. Raises `Unreadable`."""
    from bot.feeds import parse

    return parse.parse_feed(body, url=url, content_type=content_type, known=known)


def find_feeds(body: bytes, *, url: str) -> tuple[str, ...]:
    """As `bot.feeds.discover.find_feeds`."""
    from bot.feeds import discover

    return discover.find_feeds(body, url=url)


def extract_page(body: bytes, *, url: str, content_type: str | None, title: str) -> Article:
    """As `bot.articles.extract.extract_page`. Raises `Unreadable`."""
    from bot.articles import extract

    return extract.extract_page(body, url=url, content_type=content_type, title=title)


def extract_text(text: str, *, url: str, title: str) -> Article:
    """As `bot.articles.extract.extract_text`. Raises `Unreadable`."""
    from bot.articles import extract

    return extract.extract_text(text, url=url, title=title)


def article_of_entry(entry: Entry, *, url: str, site: str | None) -> Article:
    """As `bot.articles.fallback.article_of_entry`."""
    from bot.articles import fallback

    return fallback.article_of_entry(entry, url=url, site=site)


def read_opml(body: bytes, *, name: str) -> Listed:
    """As `bot.feeds.opml.read_opml`. Raises `Unreadable`."""
    from bot.feeds import opml

    return opml.read_opml(body, name=name)


def draw_figures(found: Series, *, language: str, dark: bool) -> Drawn:
    """As `bot.rendering.figures.chart_of`, in that language, and drawn."""
    from bot.catalogue import speaking
    from bot.rendering import chart, figures

    with speaking(language):
        planned = figures.chart_of(found, dark=dark)
    return Drawn(png=chart.draw(planned), alt=planned.alt)
