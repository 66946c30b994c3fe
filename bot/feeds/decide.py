"""A document's entries and what was seen before in, the new ones out. Pure: dates never decide."""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final
from urllib.parse import urlsplit

from bot.model.feed import Entry, EntryKeys, KeyedEntry
from bot.text.html import plain
from bot.text.urls import canonical, web_link

_KEY_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The keys of all entries that a feed ever gave, 16 bytes each."""

    guids: Set[bytes] = frozenset()
    links: Set[bytes] = frozenset()
    contents: Set[bytes] = frozenset()


def key_entries(entries: Sequence[Entry], *, site_url: str | None) -> tuple[KeyedEntry, ...]:
    """Each entry with what it is known by.

    A guid that entries with different links share, or that is the site's home page, tells nothing: its key is None. So does a link that
    leads to the home page, or that different entries of this document share. The content key holds title, text and link, for the text
    alone may be the same each week ("Open thread").
    """
    rungs = _with_telling_guids([_keys(entry) for entry in entries], home=home_guids(site_url))
    owners: defaultdict[bytes | None, set[bytes]] = defaultdict(set)
    for keys in rungs:
        owners[keys.link].add(keys.guid or keys.content)
    telling = {link for link, owned_by in owners.items() if len(owned_by) == 1} - {link_key(site_url)}
    return tuple(
        KeyedEntry(entry=entry, keys=keys if keys.link in telling else replace(keys, link=None))
        for entry, keys in zip(entries, rungs, strict=True)
    )


def home_guids(site_url: str | None) -> frozenset[bytes]:
    """The keys of guids that name no entry but the site: its page or its host's root, with any scheme, with or without `www.` and `/`."""
    site = urlsplit(web_link(site_url) or "")
    host = site.netloc.lower().removeprefix("www.")
    paths = {site.path.rstrip("/"), ""} if host and not site.query else ()
    return frozenset(
        guid_key(f"{scheme}://{www}{host}{path}{slash}")
        for path in paths
        for scheme in ("https", "http")
        for www in ("", "www.")
        for slash in ("", "/")
    )


def _with_telling_guids(rungs: Sequence[EntryKeys], *, home: Set[bytes]) -> list[EntryKeys]:
    links: defaultdict[bytes | None, set[bytes]] = defaultdict(set)
    for keys in rungs:
        links[keys.guid].update(filter(None, [keys.link]))
    idle = home | {guid for guid, named in links.items() if len(named) > 1}
    return [replace(keys, guid=None) if keys.guid in idle else keys for keys in rungs]


def new_entries(keyed: Sequence[KeyedEntry], seen: Seen) -> tuple[KeyedEntry, ...]:
    """The entries that were never seen, in the document's order, each once.

    The ladder: a seen telling guid is known, whatever else changed; else a seen telling link (the guid changed); an entry without a guid
    is also known by its content.
    """
    fresh = {one.keys.identity: one for one in reversed(keyed) if not _is_known(one.keys, seen)}
    return tuple(one for one in keyed if fresh.get(one.keys.identity) is one)


def _is_known(keys: EntryKeys, seen: Seen) -> bool:
    if keys.guid in seen.guids or keys.link in seen.links:
        return True
    return keys.guid is None and keys.content in seen.contents


def _keys(entry: Entry) -> EntryKeys:
    text = plain(entry.content_html or entry.summary_html)
    folded = " ".join(f"{entry.title} {text}".casefold().split())
    file = entry.enclosures[0].url if entry.enclosures and not folded else ""  # all that an entry without words is known by
    return EntryKeys(
        guid=guid_key(entry.guid) if entry.guid else None,
        link=link_key(entry.link),
        content=_key("content", canonical(entry.link or file), folded),
    )


def guid_key(guid: str) -> bytes:
    """The 16 bytes that an entry's guid is known by."""
    return _key("guid", guid)


def link_key(link: str | None) -> bytes | None:
    """The 16 bytes that every spelling of one address is known by; None: there is no link."""
    return _key("link", canonical(link)) if link else None


def _key(kind: str, *parts: str) -> bytes:
    """A 16-byte key; the kind stands in front, so that a guid that looks like a link is not taken for one."""
    return blake2b("\0".join((kind, *parts)).encode("utf-8", "replace"), digest_size=_KEY_BYTES).digest()
