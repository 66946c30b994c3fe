"""A web page in, the addresses of its feeds out. Pure; runs in a worker process, for pages are foreign bytes."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree, html  # type: ignore[import-untyped]  # no types published

from bot.feeds.guess import is_feedlike
from bot.text.tags import MOST_TAGS, without_endless_tags
from bot.text.urls import host_of, web_link

_MOST: Final = 20
_LOOKED_AT: Final = 2_000
_TYPES: Final = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/xml", "text/xml",
})  # fmt: skip
_COMMENTS: Final = ("comment", "kommentar", "comentario", "commentaire")
_SAYS_FEED: Final = re.compile(r"\b(?:rss|atom|feeds?|newsfeed|xml feed|json feed|subscribe via rss)\b", re.IGNORECASE)
_HOLDS_FEED: Final = re.compile(r"(?:^|[/._-])(?:rss|atom|feeds?)(?:[/._-]|$)|feeds?\.[a-z]+", re.IGNORECASE)
_NO_FEED: Final = (".html", ".htm", ".pdf", ".png", ".svg", ".jpg", ".css", ".js")
_YOUTUBE_ID: Final = re.compile(
    rb'(?:itemprop="(?:channelId|identifier)" content=|"(?:externalId|channelId|browseId)"\s*:\s*)"(UC[\w-]{22})"'
)
_YOUTUBE_HOSTS: Final = frozenset({"youtube.com", "m.youtube.com"})


def find_feeds(body: bytes, *, url: str) -> tuple[str, ...]:
    """The feeds that an HTML page names, the surest first: `<link rel=alternate type=...>` (RSS autodiscovery) in its order, a YouTube
    channel's by the id in its page, then `<a>` links that look like feeds; comments' feeds come last among theirs.

    `url` is where the page came from. Absolute http and https addresses, at most 20; () where there are none, and of a page
    with more than 100,000 tags. Never raises.
    """
    if body.count(b"<") > MOST_TAGS:
        return ()
    try:
        page = html.document_fromstring(_harmless(body))
    except (etree.LxmlError, ValueError):
        return ()
    base = web_link(page.xpath("string(//base/@href)"), base=url) or url
    hrefs = [*_hrefs(_feed_links(page)), *_channel(body, url), *_hrefs(_feed_anchors(page))]
    links = (web_link(href, base=base) for href in hrefs)
    return tuple(dict.fromkeys(link for link in links if link and link != url))[:_MOST]


def _harmless(body: bytes) -> bytes:
    # Latin-1 gives every byte a character of its own and back: what is looked for is ASCII in all the web's encodings.
    return without_endless_tags(body.decode("latin-1")).encode("latin-1")


def _hrefs(links: Iterator[html.HtmlElement]) -> Iterator[str]:
    return (link.get("href") or "" for link in sorted(links, key=_is_for_comments))


def _feed_links(page: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for link in page.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if ("alternate" in rel or "feed" in rel) and _is_feed(kind, link.get("href") or ""):
            yield link


def _is_feed(kind: str, href: str) -> bool:
    # WordPress links its REST interface as application/json on every page; JSON Feed 1.0 used that type too.
    return kind in _TYPES or (kind == "application/json" and "feed" in href.lower())


def _feed_anchors(page: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Links in the page's text that end as feeds do, or that are called so and lead to what may be one."""
    for number, link in enumerate(page.iter("a")):
        if number >= _LOOKED_AT:
            return
        href = (link.get("href") or "").strip()
        path = href.partition("#")[0].partition("?")[0].rstrip("/").lower()
        if not path or path.endswith(_NO_FEED):
            continue
        told = " ".join(filter(None, ("".join(link.itertext())[:100], link.get("title"), link.get("aria-label"), link.get("type"))))
        if _HOLDS_FEED.search(path) and (is_feedlike(href) or _SAYS_FEED.search(told)):
            yield link


def _channel(body: bytes, url: str) -> Iterator[str]:
    found = _YOUTUBE_ID.search(body) if host_of(url) in _YOUTUBE_HOSTS else None
    if found:
        yield f"https://www.youtube.com/feeds/videos.xml?channel_id={found[1].decode()}"


def _is_for_comments(link: html.HtmlElement) -> bool:
    told = f"{link.get('title') or ''} {link.get('href') or ''}".lower()
    return any(word in told for word in _COMMENTS)
