"""A web page in, the addresses of its feeds out. Pure; runs in a worker process, for pages are foreign bytes."""

from collections.abc import Iterator
from typing import Final

from lxml import etree, html  # type: ignore[import-untyped]  # no types published

from bot.text.urls import web_link

_MOST: Final = 20
_TYPES: Final = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/xml", "text/xml",
})  # fmt: skip
_COMMENTS: Final = ("comment", "kommentar", "comentario", "commentaire")


def find_feeds(body: bytes, *, url: str) -> tuple[str, ...]:
    """The feeds that an HTML page links to (`<link rel=alternate type=...>`, RSS autodiscovery), in its order, comments' feeds last.

    `url` is where the page came from. Absolute http and https addresses, at most 20; () where there are none. Never raises.
    """
    try:
        page = html.document_fromstring(body)
    except (etree.LxmlError, ValueError):
        return ()
    base = web_link(page.xpath("string(//base/@href)"), base=url) or url
    found = sorted(_feed_links(page), key=_is_for_comments)
    links = (web_link(link.get("href"), base=base) for link in found)
    return tuple(dict.fromkeys(link for link in links if link))[:_MOST]


def _feed_links(page: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for link in page.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if ("alternate" in rel or "feed" in rel) and _is_feed(kind, link.get("href") or ""):
            yield link


def _is_feed(kind: str, href: str) -> bool:
    # WordPress links its REST interface as application/json on every page; JSON Feed 1.0 used that type too.
    return kind in _TYPES or (kind == "application/json" and "feed" in href.lower())


def _is_for_comments(link: html.HtmlElement) -> bool:
    told = f"{link.get('title') or ''} {link.get('href') or ''}".lower()
    return any(word in told for word in _COMMENTS)
