"""A page's address in, the addresses where its feed may be out, without a look at the page. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from bot.text.urls import host_of, web_link

_MOST: Final = 8
_COMMON: Final = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed.json")
_SECTIONS: Final = frozenset({"blog", "blogs", "news", "posts", "articles", "journal", "weblog", "updates", "changelog"})
_FEED_ENDS: Final = (".rss", ".atom", ".xml", ".rdf", "/rss", "/feed", "feed.json", ".json")
_NAME: Final = re.compile(r"[\w.~-]{1,100}")
_CHANNEL: Final = re.compile(r"UC[\w-]{22}")
_YOUTUBE: Final = "https://www.youtube.com/feeds/videos.xml?"
_YOUTUBE_HOSTS: Final = frozenset({"youtube.com", "m.youtube.com"})
_HOSTERS: Final[Mapping[str, str]] = {
    ".medium.com": "/feed", ".substack.com": "/feed", ".tumblr.com": "/rss", ".wordpress.com": "/feed/",
}  # fmt: skip
_NO_OWNERS: Final = frozenset({
    "-", "about", "help", "users",
    "apps", "collections", "contact", "customer-stories", "enterprise", "events", "explore", "features", "login",
    "marketplace", "new", "notifications", "orgs", "pricing", "search", "security", "settings", "sponsors", "topics", "trending",
})  # fmt: skip


def candidates(url: str) -> tuple[str, ...]:
    """Where the feed of this page is by the custom of its site, the likeliest first; () where the address tells nothing or is a feed's.

    Known are YouTube, GitHub, GitLab, Codeberg, Reddit, Mastodon's `/@name`, Bluesky, Medium, Substack, Tumblr, WordPress.com, Lobsters,
    Hacker News and Stack Overflow. Never raises.
    """
    address = web_link(url)
    if address is None or is_feedlike(address):
        return ()
    parts = urlsplit(address)
    steps = [step for step in parts.path.split("/") if step]
    found = (web_link(link) for link in _of_site(host_of(address), steps, parts))
    return tuple(dict.fromkeys(link for link in found if link and link != address))[:_MOST]


def common_paths(url: str) -> tuple[str, ...]:
    """Where sites of any kind have their feed, at most eight addresses: beside a page such as `/blog` first, then at the root."""
    address = web_link(url)
    if address is None:
        return ()
    parts = urlsplit(address)
    root = f"{parts.scheme}://{parts.netloc}"
    first = parts.path.strip("/").partition("/")[0]
    beside = (f"/{first}/feed", f"/{first}/rss.xml") if first.lower() in _SECTIONS else ("/blog/feed",)
    ordered = (*beside, *_COMMON) if len(beside) > 1 else (*_COMMON, *beside)
    return tuple(f"{root}{path}" for path in ordered)[:_MOST]


def is_feedlike(url: str) -> bool:
    """Whether an address ends as feeds' addresses do."""
    try:
        return urlsplit(url).path.rstrip("/").lower().endswith(_FEED_ENDS)
    except ValueError:
        return False


def _of_site(host: str, steps: Sequence[str], parts: SplitResult) -> Iterator[str]:
    root = f"{parts.scheme}://{parts.netloc}"
    if host in _YOUTUBE_HOSTS:
        return _youtube(steps, parts.query)
    if (site := _SITES.get(host)) is not None:
        return site(steps)
    path = next((path for suffix, path in _HOSTERS.items() if host.endswith(suffix)), None)
    if path is not None:
        return iter((f"{root}{path}",))
    of_mastodon = len(steps) == 1 and steps[0].startswith("@") and _NAME.fullmatch(steps[0][1:].partition("@")[0])
    return iter((f"{root}/{steps[0]}.rss",) if of_mastodon else ())


def _youtube(steps: Sequence[str], query: str) -> Iterator[str]:
    """A channel by its id, a playlist; a handle's id stands only in its page."""
    lists = parse_qs(query, max_num_fields=50).get("list", []) if query.count("&") < 50 else []  # noqa: PLR2004  parse_qs raises above it
    if steps[:1] == ["channel"] and len(steps) > 1 and _CHANNEL.fullmatch(steps[1]):
        yield f"{_YOUTUBE}channel_id={steps[1]}"
    elif steps[:1] == ["user"] and len(steps) > 1:
        yield f"{_YOUTUBE}user={quote(steps[1], safe='')}"
    elif steps in (["playlist"], ["watch"]) and lists:
        yield f"{_YOUTUBE}playlist_id={quote(lists[0], safe='')}"


def _github(steps: Sequence[str]) -> Iterator[str]:
    """A repository's releases, else its tags, else its commits; a person's or an organisation's public doings."""
    if not steps or steps[0].lower() in _NO_OWNERS:
        return
    if len(steps) == 1:
        yield f"https://github.com/{steps[0]}.atom"
        return
    base = f"https://github.com/{steps[0]}/{steps[1].removesuffix('.git')}"
    what = steps[2] if len(steps) > 2 else ""  # noqa: PLR2004  /owner/repository/what
    if what == "commits" and len(steps) > 3:  # noqa: PLR2004  /owner/repository/commits/branch
        yield f"{base}/commits/{'/'.join(steps[3:])}.atom"
    elif what in {"tags", "commits"}:
        yield f"{base}/{what}.atom"
    if what in {"", "releases", "tags", "tree"}:
        yield from (f"{base}/{name}.atom" for name in ("releases", "tags", "commits"))


def _gitlab(steps: Sequence[str]) -> Iterator[str]:
    if len(steps) > 1 and steps[0] not in _NO_OWNERS:
        base = f"https://gitlab.com/{steps[0]}/{steps[1]}/-"
        yield from (f"{base}/releases.atom", f"{base}/tags?format=atom")


def _codeberg(steps: Sequence[str]) -> Iterator[str]:
    if len(steps) > 1 and steps[0] not in _NO_OWNERS:
        yield from (f"https://codeberg.org/{steps[0]}/{steps[1]}{end}.rss" for end in ("/releases", ""))


def _reddit(steps: Sequence[str]) -> Iterator[str]:
    """A community, one of its orders, or a user. Posts are not followed."""
    if not steps:
        yield "https://www.reddit.com/.rss"
    elif steps[0] in {"r", "user", "u"} and len(steps) > 1 and "comments" not in steps:
        kind = "r" if steps[0] == "r" else "user"
        order = f"{steps[2]}/" if steps[2:3] and steps[2] in {"new", "top", "hot", "rising"} else ""
        yield f"https://www.reddit.com/{kind}/{steps[1]}/{order}.rss"


def _bluesky(steps: Sequence[str]) -> Iterator[str]:
    if steps[:1] == ["profile"] and steps[1:]:
        yield f"https://bsky.app/profile/{steps[1]}/rss"


def _medium(steps: Sequence[str]) -> Iterator[str]:
    if steps and steps[0] not in {"tag", "m", "p"}:
        yield f"https://medium.com/feed/{steps[0]}"


def _lobsters(steps: Sequence[str]) -> Iterator[str]:
    yield f"https://lobste.rs/t/{steps[1]}.rss" if steps[:1] == ["t"] and steps[1:] else "https://lobste.rs/rss"


def _hacker_news(_: Sequence[str]) -> Iterator[str]:
    yield "https://news.ycombinator.com/rss"


def _stack_overflow(steps: Sequence[str]) -> Iterator[str]:
    if steps[:2] == ["questions", "tagged"] and steps[2:]:
        yield f"https://stackoverflow.com/feeds/tag/{steps[2]}"


_SITES: Final[Mapping[str, Callable[[Sequence[str]], Iterator[str]]]] = {
    "github.com": _github,
    "gitlab.com": _gitlab,
    "codeberg.org": _codeberg,
    "reddit.com": _reddit,
    "old.reddit.com": _reddit,
    "new.reddit.com": _reddit,
    "bsky.app": _bluesky,
    "medium.com": _medium,
    "lobste.rs": _lobsters,
    "news.ycombinator.com": _hacker_news,
    "stackoverflow.com": _stack_overflow,
}
