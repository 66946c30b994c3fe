"""Host, path and parameters of an address in; those that all forms of the same page share out. Pure.

First what holds for every site (`dress`), then what single sites are known for: the id that alone decides which video, post or answer is
shown, and second names of one place.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, unquote

from bot.text.dress import host_undressed, path_undressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A host without `www.`, a path without a slash at its end, and the parameters that are left, as `name=value`."""

    host: str
    path: str
    pairs: tuple[str, ...]

    def value(self, name: str) -> str:
        """Of the first parameter of that name; "" where there is none."""
        return next((pair.partition("=")[2] for pair in self.pairs if pair.partition("=")[0] == name), "")


_HOSTS: Final = {
    "twitter.com": "x.com", "mobile.twitter.com": "x.com", "mobile.x.com": "x.com", "m.twitter.com": "x.com", "old.reddit.com":
    "reddit.com",
    "new.reddit.com": "reddit.com", "np.reddit.com": "reddit.com", "i.reddit.com": "reddit.com", "sh.reddit.com": "reddit.com",
    "edition.cnn.com": "cnn.com", "us.cnn.com": "cnn.com", "bbc.co.uk": "bbc.com", "youtube-nocookie.com": "youtube.com",
    "mobile.nytimes.com": "nytimes.com", "mobile.reuters.com": "reuters.com", "feeds2.feedburner.com": "feeds.feedburner.com",
    "mobile.facebook.com": "facebook.com", "mbasic.facebook.com": "facebook.com", "web.facebook.com": "facebook.com", "threads.net":
    "threads.com",
    "export.arxiv.org": "arxiv.org", "dx.doi.org": "doi.org",
}  # fmt: skip
_BLOGGER: Final = re.compile(r"([a-z0-9-]+)\.blogspot\.(?:com?\.)?[a-z]{2,3}")
_STATUS: Final = re.compile(r"/users/([^/]+)/statuses/(\d{15,})(?:/activity|/embed)?|/(?:web|deck)/@([^/]+)/(\d{15,})")  # Mastodon
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
    host = host_undressed(host, path=path)
    return _HOSTS.get(host, host)


def _path(path: str) -> str:
    path = path_undressed(path)
    status = _STATUS.fullmatch(path)
    return f"/@{status[1] or status[3]}/{status[2] or status[4]}" if status else path


def _youtube(page: Page) -> Page:
    found = re.match(r"/(?:embed|v|shorts|live|e|watch)/([\w-]{11})$", page.path)
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
    """A post, whatever its title's spelling, and one comment under it, which is a page of its own."""
    found = re.match(r"(?:(?:/(?:r|user|u)/[^/]+)?/comments|/gallery|/tb)/([a-z0-9]+)(?:/[^/]*)?$", page.path)
    if found:
        return Page(host="reddit.com", path=f"/comments/{found[1]}", pairs=())
    found = re.match(r"(?:/(?:r|user|u)/[^/]+)?/comments/([a-z0-9]+)/[^/]*/([a-z0-9]+)$", page.path)
    return Page(host="reddit.com", path=f"/comments/{found[1]}/comment/{found[2]}", pairs=()) if found else page


def _short_reddit(page: Page) -> Page:
    return replace(page, host="reddit.com", path=f"/comments{page.path}", pairs=()) if re.fullmatch(r"/[a-z0-9]{5,8}", page.path) else page


def _medium(page: Page) -> Page:
    if page.path.startswith(("/tag/", "/topic/", "/m/", "/me/")):
        return page
    found = re.search(r"(?:^/p/|[/-])([0-9a-f]{10,12})$", page.path)
    return Page(host="medium.com", path=f"/p/{found[1]}", pairs=page.pairs) if found else page


def _substack(page: Page) -> Page:
    found = re.match(r"/pub/([a-z0-9-]+)(/p/[^/]+)$", page.path) if page.host == "open.substack.com" else None
    return replace(page, host=f"{found[1]}.substack.com", path=found[2]) if found else page


def _github(page: Page) -> Page:
    """Owner and repository are the same in any case, the rest is not."""
    _, owner, name, *rest = [*page.path.split("/"), "", ""]
    parts = [part for part in (owner.lower(), name.lower().removesuffix(".git")) if part]
    pairs = tuple(pair for pair in page.pairs if pair != "tab=readme-ov-file")  # a repository opens there by itself
    return replace(page, path="/".join(["", *parts, *(part for part in rest if part)]), pairs=pairs)


def _stack(page: Page) -> Page:
    """A question by its number; an answer, which opens at its own place, by its own."""
    found = re.match(r"/a/(\d+)(?:/\d+)?$|/questions/\d+/[^/]+/(\d+)$", page.path)
    if found:
        return replace(page, path=f"/a/{found[1] or found[2]}", pairs=())
    found = re.match(r"/(?:questions/(\d+)(?:/[^/\d][^/]*)?|q/(\d+)(?:/\d+)?)$", page.path)
    return replace(page, path=f"/questions/{found[1] or found[2]}", pairs=()) if found else page


def _amazon(page: Page) -> Page:
    found = re.search(r"/(?:dp|gp/product|gp/aw/d|exec/obidos/ASIN)/([A-Z0-9]{10})(?:/|$)", page.path)
    return replace(page, path=f"/dp/{found[1]}", pairs=()) if found else page


def _wikipedia(page: Page) -> Page:
    if page.path in {"", "/w"} and len(page.pairs) == 1 and page.value("title"):
        page = replace(page, path=f"/wiki/{quote(unquote(page.value('title')), safe='/:')}", pairs=())  # a question mark stays in the path
    return replace(page, path=page.path.replace("%20", "_")) if page.path.startswith("/wiki/") else page


def _feedburner(page: Page) -> Page:
    return replace(page, pairs=tuple(pair for pair in page.pairs if pair.lower() not in {"format=xml", "fmt=xml"}))


def _bbc(page: Page) -> Page:
    path = re.sub(r"^/(news|sport)/amp/", r"/\1/", page.path)
    return replace(page, path=path.removesuffix(".amp"))


def _cnn(page: Page) -> Page:
    return replace(page, path=re.sub(r"^/cnn(?=/\d{4}/)", "", page.path))


def _google_news(page: Page) -> Page:
    """The id names the article; language and country only dress the page around it."""
    found = re.match(r"/(?:rss/)?(?:articles|read)/([^/]+)$", page.path)
    return replace(page, path=f"/articles/{found[1]}", pairs=()) if found else page


def _arxiv(page: Page) -> Page:
    """A paper, as summary, PDF or web page; versions stay apart."""
    found = re.match(r"/(?:abs|pdf|html)/((?:[a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?)(?:\.pdf)?$", page.path)
    return replace(page, path=f"/abs/{found[1]}", pairs=()) if found else page


def _doi(page: Page) -> Page:
    """DOI names are the same in any case (DOI Handbook, 2.4)."""
    return replace(page, path=page.path.lower()) if page.path.startswith("/10.") else page


def _vimeo(page: Page) -> Page:
    found = re.match(r"/(?:video/|channels/[^/]+/|groups/[^/]+/videos/)?(\d+)(?:/([0-9a-f]{8,}))?$", page.path)
    if not found:
        return page
    secret = found[2] or page.value("h")  # of a video that is not listed
    return Page(host="vimeo.com", path=f"/{found[1]}/{secret}" if secret else f"/{found[1]}", pairs=())


def _instagram(page: Page) -> Page:
    found = re.match(r"(?:/[\w.]+)?/(?:p|reels?|tv)/([\w-]{3,})(?:/embed(?:/captioned)?)?$", page.path)
    return replace(page, path=f"/p/{found[1]}", pairs=()) if found else page


def _spotify(page: Page) -> Page:
    return replace(
        page, path=re.sub(r"^/(?:intl-[a-z]{2}(?:-[a-z]{2})?|embed)(?=/(?:episode|show|track|album|artist|playlist)/)", "", page.path)
    )


def _zeit(page: Page) -> Page:
    """All of an article in one piece, or its first page."""
    return replace(page, path=re.sub(r"/(?:komplettansicht|seite-1)$", "", page.path))


def _heise(page: Page) -> Page:
    found = re.match(r"/.*-(\d{5,})\.html$", page.path)
    return replace(page, path=f"/-{found[1]}", pairs=tuple(pair for pair in page.pairs if pair != "seite=all")) if found else page


def _linkedin(page: Page) -> Page:
    found = re.match(r"/posts/.*-activity-(\d{15,})(?:-[\w-]*)?$", page.path)
    return replace(page, path=f"/feed/update/urn:li:activity:{found[1]}", pairs=()) if found else page


def _indiatimes(page: Page) -> Page:
    found = re.search(r"/(?:amp_)?articleshow(?:print)?/(\d+)\.cms$", page.path)
    return replace(page, path=f"/articleshow/{found[1]}.cms") if found else page


def _lobsters(page: Page) -> Page:
    found = re.match(r"/s/([a-z0-9]{6})(?:/[^/]+)?$", page.path)
    return replace(page, path=f"/s/{found[1]}") if found else page


_AMAZONS: Final = ("com", "co.uk", "de", "fr", "it", "es", "nl", "se", "pl", "ca", "in", "co.jp", "com.au", "com.br", "com.mx")
_SITES: Final[Mapping[str, Callable[[Page], Page]]] = {
    "youtube.com": _youtube, "youtu.be": _short_video, "reddit.com": _reddit, "redd.it": _short_reddit, "medium.com": _medium,
    "substack.com": _substack, "github.com": _github, "stackoverflow.com": _stack, "stackexchange.com": _stack, "serverfault.com": _stack,
    "superuser.com": _stack, "askubuntu.com": _stack, "wikipedia.org": _wikipedia, "feeds.feedburner.com": _feedburner, "bbc.com": _bbc,
    "cnn.com": _cnn, "news.google.com": _google_news, "arxiv.org": _arxiv, "doi.org": _doi, "vimeo.com": _vimeo, "instagram.com":
    _instagram,
    "spotify.com": _spotify, "zeit.de": _zeit, "heise.de": _heise, "linkedin.com": _linkedin, "indiatimes.com": _indiatimes, "lobste.rs":
    _lobsters,
    # X, and its mirrors that chats show videos with
    **dict.fromkeys(("x.com", "fxtwitter.com", "vxtwitter.com", "fixupx.com", "fixvx.com", "nitter.net", "xcancel.com"), _tweet),
    **{f"amazon.{country}": _amazon for country in _AMAZONS},
}  # fmt: skip
