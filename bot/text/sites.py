"""Host and path of an address in; host and path that all forms of the same page share out. Pure.

First what holds for every site: AMP and print forms, hosts for phones, default index files. Then what single sites are known for: the id
that alone decides which video, post or answer is shown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A host without `www.`, a path without a slash at its end, and the parameters that are left, as `name=value`."""

    host: str
    path: str
    pairs: tuple[str, ...]

    def value(self, name: str) -> str:
        """Of the first parameter of that name; "" where there is none."""
        return next((pair.partition("=")[2] for pair in self.pairs if pair.partition("=")[0] == name), "")


_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php\d?|aspx?|jsp|shtml|cgi|cfm|amp\.html)$", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"\d{4,}|-[^/]*-|/[^/]+/[^/]+-[^/]+$|\.(?:html?|php|aspx?)$")
_SECOND_LEVEL: Final = frozenset({"co", "com", "net", "org", "gov", "ac", "edu", "or", "ne", "go"})
_HOSTS: Final = {
    "twitter.com": "x.com", "mobile.twitter.com": "x.com", "mobile.x.com": "x.com", "m.twitter.com": "x.com", "old.reddit.com":
    "reddit.com",
    "new.reddit.com": "reddit.com", "np.reddit.com": "reddit.com", "i.reddit.com": "reddit.com", "sh.reddit.com": "reddit.com",
    "edition.cnn.com": "cnn.com", "us.cnn.com": "cnn.com", "bbc.co.uk": "bbc.com", "youtube-nocookie.com": "youtube.com",
    "mobile.nytimes.com": "nytimes.com", "mobile.reuters.com": "reuters.com", "feeds2.feedburner.com": "feeds.feedburner.com",
    "mobile.facebook.com": "facebook.com", "mbasic.facebook.com": "facebook.com",
}  # fmt: skip
_BLOGGER: Final = re.compile(r"([a-z0-9-]+)\.blogspot\.(?:com?\.)?[a-z]{2,3}")
_OLD_SESSION: Final = re.compile(r"/\([A-Z]\([0-9a-z]{20,}\)\)", re.IGNORECASE)
_WIKIMEDIA: Final = re.compile(r"([a-z-]+)\.m\.(wiki(?:pedia|news|quote|source|books|voyage|versity|data)\.org|wiktionary\.org)")


def known_form(page: Page) -> Page:
    """The one form of `page`; doing it twice changes nothing more."""
    page = replace(page, path=_OLD_SESSION.sub("", page.path))
    page = replace(page, host=_host(page.host, path=page.path), path=_path(page.path))
    of_site = next((form for site, form in _SITES.items() if page.host == site or page.host.endswith(f".{site}")), None)
    return of_site(page) if of_site else page


def _host(host: str, *, path: str) -> str:
    if blog := _BLOGGER.fullmatch(host):
        return f"{blog[1]}.blogspot.com"
    if wiki := _WIKIMEDIA.fullmatch(host):
        return f"{wiki[1]}.{wiki[2]}"
    first, _, rest = host.partition(".")
    # A phone's host is another dress; `mobile.` may also be a desk of its own, so there the path has to look like an article's.
    stands = "." in rest and not (rest.count(".") == 1 and rest.partition(".")[0] in _SECOND_LEVEL)
    if stands and (first in {"m", "amp"} or (first == "mobile" and _ARTICLE.search(path))):
        host = rest.removeprefix("www.") if "." in rest.removeprefix("www.") else rest
    return _HOSTS.get(host, host)


def _path(path: str) -> str:
    if "://" not in path and ":/" not in path:
        path = re.sub(r"/{2,}", "/", path)
    for _ in range(path.count("/") + 1):
        before = path
        path = _without_dress(_INDEX.sub("", path).rstrip("/"))
        if path == before:
            break
    return path


def _without_dress(path: str) -> str:
    """Less what AMP and printers put at the end or the start, where the rest still looks like an article's path."""
    for end in ("/amp", "/amp.html", "/print", "/?amp", "/index.amp", "/amphtml", "/printview", "/print.html"):
        if path.lower().endswith(end) and _ARTICLE.search(path[: -len(end)]):
            return path[: -len(end)]
    for end, kept in ((".amp.html", ".html"), (".amp", ""), (".amphtml", ".html")):
        if path.lower().endswith(end) and "/" in path[: -len(end)]:
            return path[: -len(end)] + kept
    rest = path[len("/amp") :]
    return rest if path.lower().startswith("/amp/") and _ARTICLE.search(rest) else path


def _youtube(page: Page) -> Page:
    found = re.match(r"/(?:embed|v|shorts|live|e)/([\w-]{11})$", page.path)
    video = found[1] if found else page.value("v") if page.path == "/watch" else ""
    host = "youtube.com"
    if video:
        return Page(host=host, path="/watch", pairs=(f"v={video}",))
    return replace(page, host=host)


def _short_video(page: Page) -> Page:
    return (
        _youtube(Page(host="youtube.com", path="/watch", pairs=(f"v={page.path[1:]}",))) if re.fullmatch(r"/[\w-]{11}", page.path) else page
    )


def _tweet(page: Page) -> Page:
    found = re.match(r"/(?:[^/]+|i/web)/status(?:es)?/(\d+)(?:/(?:photo|video)/\d+)?$", page.path)
    return Page(host="x.com", path=f"/i/status/{found[1]}", pairs=()) if found else page


def _reddit(page: Page) -> Page:
    found = re.match(r"(?:/(?:r|user|u)/[^/]+)?/comments/([a-z0-9]+)(?:/[^/]*)?$", page.path)
    return Page(host="reddit.com", path=f"/comments/{found[1]}", pairs=()) if found else page


def _short_reddit(page: Page) -> Page:
    return replace(page, host="reddit.com", path=f"/comments{page.path}", pairs=()) if re.fullmatch(r"/[a-z0-9]{5,8}", page.path) else page


def _medium(page: Page) -> Page:
    found = re.search(r"(?:^/p/|[/-])([0-9a-f]{10,12})$", page.path)
    return Page(host="medium.com", path=f"/p/{found[1]}", pairs=page.pairs) if found else page


def _substack(page: Page) -> Page:
    found = re.match(r"/pub/([a-z0-9-]+)(/p/[^/]+)$", page.path) if page.host == "open.substack.com" else None
    return replace(page, host=f"{found[1]}.substack.com", path=found[2]) if found else page


def _github(page: Page) -> Page:
    """Owner and repository are the same in any case, the rest is not."""
    _, owner, name, *rest = [*page.path.split("/"), "", ""]
    parts = [part for part in (owner.lower(), name.lower().removesuffix(".git")) if part]
    return replace(page, path="/".join(["", *parts, *(part for part in rest if part)]))


def _stack(page: Page) -> Page:
    found = re.match(r"/(?:questions|q)/(\d+)(?:/[^/\d][^/]*|/\d+)?$", page.path)
    answer = page.path.startswith("/q/") or not re.search(r"/\d+/\d+$", page.path)
    return replace(page, path=f"/questions/{found[1]}", pairs=()) if found and answer else page


def _amazon(page: Page) -> Page:
    found = re.search(r"/(?:dp|gp/product)/([A-Z0-9]{10})(?:/|$)", page.path)
    return replace(page, path=f"/dp/{found[1]}", pairs=()) if found else page


def _wikipedia(page: Page) -> Page:
    if page.path == "/w" and len(page.pairs) == 1 and page.value("title"):
        page = replace(page, path=f"/wiki/{page.value('title')}", pairs=())
    return replace(page, path=page.path.replace("%20", "_")) if page.path.startswith("/wiki/") else page


def _feedburner(page: Page) -> Page:
    return replace(page, pairs=tuple(pair for pair in page.pairs if pair.lower() not in {"format=xml", "fmt=xml"}))


_SITES: Final[Mapping[str, Callable[[Page], Page]]] = {
    "youtube.com": _youtube, "youtu.be": _short_video, "x.com": _tweet, "reddit.com": _reddit, "redd.it": _short_reddit, "medium.com":
    _medium,
    "substack.com": _substack, "github.com": _github, "stackoverflow.com": _stack, "stackexchange.com": _stack, "serverfault.com": _stack,
    "superuser.com": _stack, "askubuntu.com": _stack, "amazon.com": _amazon, "amazon.co.uk": _amazon, "amazon.de": _amazon,
    "wikipedia.org": _wikipedia, "feeds.feedburner.com": _feedburner,
}  # fmt: skip
