"""An address in, a parsed feed or an article out. I/O through the web and the worker processes; nothing is stored."""

import logging
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from bot.articles.better import better_of
from bot.errors import BotError, FetchFailed, ReadTrouble, Unreadable
from bot.feeds.guess import candidates, common_paths
from bot.flows import jobs
from bot.flows.app import Readers
from bot.flows.engines import SentenceEngine
from bot.model.article import Article, Confidence
from bot.model.feed import ParsedFeed, StoredEntry
from bot.model.fetch import Fetched
from bot.model.takeaways import Takeaways
from bot.web.client import Accept

log = logging.getLogger(__name__)

_LINKS_TRIED = 3
_LONG_ENOUGH = 250  # words of a feed's own text that make its page not worth a fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFeed:
    """A feed found at an address: where it really is, what the server said, what it holds.

    `others`: more feeds that the page there names.
    """

    url: str
    fetched: Fetched
    parsed: ParsedFeed
    others: tuple[str, ...] = ()


async def read_feed(url: str, *, readers: Readers, guess: bool = False) -> ReadFeed:
    """The feed at `url`: where its site keeps feeds by custom, else what the address itself gives, else the first good one that the page
    there names. `guess`: else the first at the common paths. Raises `FetchFailed` or `Unreadable`.
    """
    if known := candidates(url):
        try:
            return await _first_good(known, readers=readers)
        except (FetchFailed, Unreadable) as error:
            log.info("no feed where its site keeps them", extra={"why": str(error)})
    fetched = await readers.web.fetch(url, accept=Accept.FEED)
    try:
        return ReadFeed(url=url, fetched=fetched, parsed=await parse(fetched, readers=readers))
    except Unreadable as error:
        if error.trouble is not ReadTrouble.NOT_A_FEED:
            raise
        no_feed = error
    if found := await readers.pool.run(url, jobs.find_feeds, fetched.body, url=fetched.url):
        good = await _first_good(found[:_LINKS_TRIED], readers=readers)
        return replace(good, others=tuple(link for link in found if link != good.url))
    if not guess:
        raise no_feed
    try:
        return await _first_good(common_paths(fetched.url), readers=readers)
    except (FetchFailed, Unreadable):
        raise no_feed from None


async def _first_good(links: Sequence[str], *, readers: Readers) -> ReadFeed:
    """The first of these feeds that holds something, else the first that is a feed; one after the other. Raises as the last one failed."""
    *others, last = links
    empty: ReadFeed | None = None
    for link in others:
        try:
            found = await _read_linked(link, readers=readers)
        except (FetchFailed, Unreadable) as error:
            log.info("feed passed over", extra={"why": str(error)})
            continue
        if found.parsed.entries:
            return found
        empty = empty or found
    try:
        found = await _read_linked(last, readers=readers)
    except (FetchFailed, Unreadable):
        if empty is None:
            raise
        return empty
    return found if found.parsed.entries or empty is None else empty


async def _read_linked(url: str, *, readers: Readers) -> ReadFeed:
    fetched = await readers.web.fetch(url, accept=Accept.FEED)
    return ReadFeed(url=url, fetched=fetched, parsed=await parse(fetched, readers=readers))


async def parse(fetched: Fetched, *, readers: Readers, known: Set[bytes] = frozenset()) -> ParsedFeed:
    """What a fetched feed says, without the entries whose guid's key is `known`. Raises `Unreadable`."""
    return await readers.pool.run(
        fetched.url, jobs.parse_feed, fetched.body, url=fetched.url, content_type=fetched.content_type, known=frozenset(known)
    )


async def read_page(url: str, *, title: str, readers: Readers) -> Article:
    """The article at `url`. Raises `FetchFailed` or `Unreadable`."""
    fetched = await readers.web.fetch(url, accept=Accept.PAGE)
    return await readers.pool.run(url, jobs.extract_page, fetched.body, url=fetched.url, content_type=fetched.content_type, title=title)


async def condense_article(article: Article, *, readers: Readers) -> Takeaways:
    """The article's takeaways, by the language model where there is one. Raises `Unreadable` (TOO_HARD); with a model `StoreFailed`."""
    engine = readers.model or SentenceEngine(readers.pool)
    return await engine.condense(article)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """An entry's article as well as it could be had. `failure`: why its page could not be read, None where that was not needed.

    `page`: what its page alone says, None where that was not read.
    """

    article: Article
    failure: BotError | None
    page: Article | None = None


async def read_entry(stored: StoredEntry, *, readers: Readers) -> ReadEntry:
    """The entry's article: the feed's own text where that is long, else its page, else the feed's own text after all.

    Raises `Unreadable` (TOO_HARD) where not even the feed's text can be read.
    """
    link = stored.entry.link or ""
    own = await readers.pool.run(link, jobs.article_of_entry, stored.entry, url=link, site=stored.feed_title)
    whole = own.confidence is Confidence.FULL and own.words >= _LONG_ENOUGH
    if whole or not link or not stored.own_link or not readers.settings.articles.fetch_pages:
        return ReadEntry(article=own, failure=None)
    try:
        page = await read_page(link, title=stored.entry.title, readers=readers)
    except BotError as error:
        return ReadEntry(article=own, failure=error)
    return ReadEntry(article=better_of(page, own), failure=None, page=page)
