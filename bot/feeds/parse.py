"""Bytes of a feed in, its entries out. Pure but for the clock, where none is given; runs in a worker process.

feedparser judges what RSS, RDF and Atom mean; `delta` spares it what is known, `repair` what it stumbles over, `judged` what it misses.
"""

from collections import Counter
from collections.abc import Sequence, Set
from datetime import UTC, datetime

from bot.errors import ReadTrouble, Unreadable
from bot.feeds.decide import guid_key, home_guids, key_entries
from bot.feeds.decode import decode
from bot.feeds.delta import Document, Item, addresses, scan, with_tags_closed
from bot.feeds.fields import MOST_ENTRIES, Judged, newest, oldest_first
from bot.feeds.jsonfeed import parse_json_feed
from bot.feeds.judged import judge
from bot.feeds.repair import from_root, harmless, repaired
from bot.feeds.rhythm import rhythm_of
from bot.model.feed import KeyedEntry, ParsedFeed, Rhythm


def parse_feed(
    body: bytes, *, url: str, content_type: str | None, known: Set[bytes] = frozenset(), now: datetime | None = None
) -> ParsedFeed:
    """An RSS, RDF, Atom or JSON Feed document, read. Relative addresses are taken from `url`; a date after `now` is dropped.

    `known` holds keys of guids that the feed showed before: their entries are left out, and mostly never read. A feed without entries
    is a feed. Raises `Unreadable` and nothing else: EMPTY, NOT_A_FEED (such as a web page), HOSTILE (declares entities, thousands of
    attributes), BROKEN, TOO_HARD (memory).
    """
    now = now or datetime.now(UTC)
    try:
        return _parse(decode(body, content_type=content_type).strip(), url=url, known=known, now=now)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable(source=url, trouble=ReadTrouble.TOO_HARD, detail="memory") from error
    except Exception as error:  # feedparser lets OverflowError, re.error, KeyError and more out of hostile documents
        raise Unreadable(source=url, trouble=ReadTrouble.BROKEN, detail=type(error).__name__) from error


def _parse(text: str, *, url: str, known: Set[bytes], now: datetime) -> ParsedFeed:
    if not text:
        raise Unreadable(source=url, trouble=ReadTrouble.EMPTY)
    if text.startswith(("{", "[")):
        judged = parse_json_feed(text, url=url, now=now)
        return _parsed(judged, _unknown(judged, known), rhythm=Rhythm())
    document = _scanned(from_root(text, source=url))
    items = _newest(document, url=url, now=now)
    fresh = _worth_reading(items, known)
    judged = _judge(document, fresh, url=url, now=now)
    keyed = _unknown(judged, known)
    if len(fresh) < len(items) and _needs_all(judged, keyed, dropped=set(items) - set(fresh)):
        judged = _judge(document, items, url=url, now=now)
        keyed = _unknown(judged, known)
    return _parsed(judged, keyed, rhythm=rhythm_of(document.shell()))


def _scanned(xml: str) -> Document:
    """The document cut at its entries, mended where it cannot be cut as it is."""
    document = scan(xml)
    return document if document.items is not None else scan(repaired(xml))


def _newest(document: Document, *, url: str, now: datetime) -> tuple[Item, ...]:
    """The entries worth reading: of too many, those at the end where the newest stand. Only the outermost two are read to tell."""
    items = document.items or ()
    if len(items) <= MOST_ENTRIES:
        return items
    ends = _judge(document, (items[0], items[-1]), url=url, now=now).entries
    return items[-MOST_ENTRIES:] if oldest_first(ends) else items[:MOST_ENTRIES]


def _judge(document: Document, items: tuple[Item, ...], *, url: str, now: datetime) -> Judged:
    # What a strict parser takes as it is may still hold references that mean something else in HTML, such as `&#150;`.
    xml = harmless(repaired(document.holding(items)), source=url)
    try:
        return judge(xml, url=url, now=now, may_be_empty=bool(document.items))
    except Unreadable:
        mended = judge(with_tags_closed(xml), url=url, now=now, may_be_empty=True)
        if not mended.entries:
            raise
        return mended


def _unknown(judged: Judged, known: Set[bytes]) -> tuple[KeyedEntry, ...]:
    keyed = key_entries(newest(judged.entries), site_url=judged.site_url)
    return tuple(one for one in keyed if one.keys.guid not in known)


def _worth_reading(items: Sequence[Item], known: Set[bytes]) -> tuple[Item, ...]:
    """The entries that are not known by their guid. One that several have may tell nothing, which only reading them shows."""
    often = Counter(item.guid for item in items)
    return tuple(item for item in items if item.guid not in known or often[item.guid] > 1)


def _needs_all(judged: Judged, keyed: tuple[KeyedEntry, ...], *, dropped: Set[Item]) -> bool:
    """Whether a rung of what was read is also that of an entry that was not: then it tells nothing, which only the whole document shows.

    So it is where a known guid turns out to be the site's own.
    """
    unread = {item.guid for item in dropped} - {None}
    guids = {guid_key(one.guid) for one in judged.entries if one.guid} | home_guids(judged.site_url)
    links = {one.keys.link for one in keyed} - {None}
    return not unread.isdisjoint(guids) or (bool(links) and not links.isdisjoint(addresses(dropped, base=judged.base)))


def _parsed(judged: Judged, keyed: tuple[KeyedEntry, ...], *, rhythm: Rhythm) -> ParsedFeed:
    return ParsedFeed(
        title=judged.title,
        site_url=judged.site_url,
        language=judged.language,
        entries=keyed,
        rhythm=rhythm,
        hub_url=judged.hub_url,
    )
