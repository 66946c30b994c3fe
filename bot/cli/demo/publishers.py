"""Nothing in, the demo's three publishers out. Pure: names and looks only."""

from dataclasses import dataclass
from enum import StrEnum


class FeedKind(StrEnum):
    """The format in which a publisher writes its feed; the value is the media type it is served as."""

    RSS = "application/rss+xml"
    ATOM = "application/atom+xml"
    JSON = "application/feed+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One invented publisher.

    `host` is the loopback address it is served from where the system allows; `home` is the address it would have on
    the web, under the reserved domain .example (RFC 2606), so that nothing here can name a real site.
    """

    key: str
    name: str
    tagline: str
    kind: FeedKind
    feed_path: str
    host: str
    home: str
    colour: str


PUBLISHERS = (
    Publisher(
        key="diff",
        name="The Daily Diff",
        tagline="What changed in software since yesterday",
        kind=FeedKind.RSS,
        feed_path="/feed.xml",
        host="127.0.0.1",
        home="https://dailydiff.example",
        colour="#1f6f5c",
    ),
    Publisher(
        key="kettle",
        name="Kernel & Kettle",
        tagline="Systems, security and a second cup",
        kind=FeedKind.ATOM,
        feed_path="/atom.xml",
        host="127.0.0.2",
        home="https://kernelandkettle.example",
        colour="#8a4b2a",
    ),
    Publisher(
        key="wire",
        name="Portside Wire",
        tagline="Technology, business and law from Port Ellery",
        kind=FeedKind.JSON,
        feed_path="/feed.json",
        host="127.0.0.3",
        home="https://portsidewire.example",
        colour="#2b4c8c",
    ),
)
