"""Host and path of an address in; both without what sites add for phones, AMP and printers, out. Pure, and the same for every site."""

import re
from typing import Final

_ARTICLE: Final = re.compile(r"\d{4,}|-[^/]*-|/[^/]+/[^/]+-[^/]+$|\.html?$", re.IGNORECASE)
_SCRIPT: Final = re.compile(r"\.(?:php|aspx?)$")
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php\d?|aspx?|jsp|shtml|cgi|cfm|amp\.html)$", re.IGNORECASE)
_SECOND_LEVEL: Final = frozenset({"co", "com", "net", "org", "gov", "ac", "edu", "or", "ne", "go"})


def names_an_article(path: str) -> bool:
    """The path alone says which: it has a number or a title in it."""
    return bool(_ARTICLE.search(path))


def host_undressed(host: str, *, path: str) -> str:
    """Less `m.`, `amp.` and `mobile.`. That last may also be a desk of its own, so there the path has to look like an article's."""
    first, _, rest = host.partition(".")
    stands = "." in rest and not (rest.count(".") == 1 and rest.partition(".")[0] in _SECOND_LEVEL)
    if stands and (first in {"m", "amp"} or (first == "mobile" and _looks_like_article(path))):
        return rest.removeprefix("www.") if "." in rest.removeprefix("www.") else rest
    return host


def path_undressed(path: str) -> str:
    """Less default index files and what AMP and printers put at the end or the start."""
    if "://" not in path and ":/" not in path:
        path = re.sub(r"/{2,}", "/", path)
    for _ in range(path.count("/") + 1):
        before = path
        path = _without_dress(_INDEX.sub("", path).rstrip("/"))
        if path == before:
            break
    return path


def _looks_like_article(path: str) -> bool:
    return names_an_article(path) or bool(_SCRIPT.search(path))


def _without_dress(path: str) -> str:
    """Only where the rest still looks like an article's path: `/gear/amp` may be about amplifiers."""
    for end in ("/amp", "/amp.html", "/print", "/?amp", "/index.amp", "/amphtml", "/printview", "/print.html"):
        if path.lower().endswith(end) and _looks_like_article(path[: -len(end)]):
            return path[: -len(end)]
    for end, kept in ((".amp.html", ".html"), (".amp", ""), (".amphtml", ".html")):
        rest = path[: -len(end)]
        if path.lower().endswith(end) and "/" in rest and (kept or _looks_like_article(rest)):
            return rest + kept
    rest = path[len("/amp") :]
    return rest if path.lower().startswith("/amp/") and _looks_like_article(rest) else path
