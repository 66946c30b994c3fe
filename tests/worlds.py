"""Feeds and articles for tests, small and made up."""

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

_SENTENCES = (
    "{name} released version {n}.0 of its storage engine on Monday, and the new release halves the memory that a node needs.",
    "The company says that 4,{n}00 customers ran the beta for six weeks and reported 31 faults, all of which were repaired.",
    "Engineers at {name} rewrote the compaction code in {n} months, which removed a lock that had slowed every write since 2021.",
    "A node with 64 gigabytes of memory now serves 180,000 requests a second, up from 95,000 in the version before it.",
    "Customers on the old storage format can upgrade without downtime, but going back to it needs a full export of the data.",
    "The price of the hosted service stays at 40 dollars a month, while the free tier shrinks from ten gigabytes to five.",
    "Analysts at Sable Reef expect that the change in {name} puts pressure on two rivals that still charge by the request.",
    "Support for version {n}.1 begins in September, when the previous long-term release reaches the end of its life.",
)


def article(name: str, *, n: int = 3) -> str:
    """About 200 words of HTML paragraphs about a made-up company."""
    paragraphs = [sentence.format(name=name, n=n) for sentence in _SENTENCES]
    return "".join(f"<p>{one} {two}</p>" for one, two in zip(paragraphs[::2], paragraphs[1::2], strict=True))


def page(name: str, *, n: int = 3) -> bytes:
    """A whole HTML page with that article."""
    head = f"<head><title>{name} releases version {n}.0</title></head>"
    body = f"<body><article><h1>{name} releases version {n}.0</h1>{article(name, n=n)}</article></body>"
    return f"<!doctype html><html lang='en'>{head}{body}</html>".encode()


def rss(*names: str, base: str = "https://news.example", title: str = "Made-up News", now: datetime = NOW) -> bytes:
    """An RSS 2.0 feed with one entry a name, the newest first; each links to `base/name`."""
    items = [
        f"<item><title>{escape(name)} releases version 3.0</title><link>{base}/{name}</link><guid isPermaLink='false'>tag:{name}</guid>"
        f"<pubDate>{(now - timedelta(hours=place)):%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description>{escape(article(name))}</description></item>"
        for place, name in enumerate(names)
    ]
    head = f"<title>{title}</title><link>{base}/</link><description>Made up</description>"
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>{head}{''.join(items)}</channel></rss>".encode()
