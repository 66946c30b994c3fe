"""Bytes of a feed in, its entries with what each is known by out. Pure; runs in a worker process."""

from dataclasses import dataclass

from bot.feeds.decide import key_entries
from bot.feeds.parse import parse_feed
from bot.model.feed import KeyedEntry, ParsedFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed's document, read. `keyed` are the entries of `parsed`."""

    parsed: ParsedFeed
    keyed: tuple[KeyedEntry, ...]


def read_document(body: bytes, *, url: str, content_type: str | None) -> Document:
    """Parse, and key what was parsed: the keys need the entries' plain text, which costs more than the loop has time for.

    Raises `Unreadable` and nothing else.
    """
    parsed = parse_feed(body, url=url, content_type=content_type)
    return Document(parsed=parsed, keyed=key_entries(parsed.entries, site_url=parsed.site_url))
