"""A page's tree in, what it says of its article beside the text out: title, authors, date, site, picture, language, address. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.articles.linked_data import Declared, declared
from bot.articles.pieces import one_line
from bot.text.urls import host_of, web_link

_TITLES: Final = ("og:title", "twitter:title", "dc.title", "parsely-title")
_AUTHORS: Final = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "twitter:data1")
_DATES: Final = (
    "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
    "publish-date",
    "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "article.published", "date",
)  # fmt: skip
_SITES: Final = ("og:site_name", "application-name", "apple-mobile-web-app-title")
_IMAGES: Final = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "parsely-image-url")
_LANGUAGES: Final = ("content-language", "og:locale", "language", "dc.language")
_GLUES: Final = (" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " « ", " • ", " / ", ": ")
_LANGUAGE: Final = re.compile(r"([a-zA-Z]{2,3})(?:[-_].*)?")
_BY: Final = re.compile(r"(?:written |posted )?(?:by|von|par|por|di|door)\s*:?\s+", re.IGNORECASE)
_NOT_ALNUM: Final = re.compile(r"[\W_]+")
_MOST_METAS: Final = 400
_LONGEST_NAME: Final = 120
_SITE_WORDS: Final = 5
_LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of an article beside its text. `body` is the text that the page declares, "" where it declares none;
    `paid`: it says that not all of it is free to read."""

    url: str
    title: str
    site: str | None = None
    author: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    image_url: str | None = None
    body: str = ""
    paid: bool = False


def about_page(root: etree._Element, *, url: str, title: str) -> About:
    """What the page says, each by its JSON-LD or its meta tags, then by its markup. `title` is the feed's, for a page without any."""
    metas, said = _metas(root), declared(root)
    site = one_line(_first_of(metas, _SITES) or said.site) or _site_behind(root)
    return About(
        url=_canonical(root, metas, said, url=url),
        title=_title(root, metas, said, site=site, url=url) or title,
        site=site or None,
        author=", ".join(said.authors) or _author(root, metas),
        language=_language(root, metas, said),
        published_at=_published(root, metas, said),
        image_url=next(
            (
                link
                for source in (*(metas.get(name, "") for name in _IMAGES), said.image)
                if source and (link := web_link(source, base=url))
            ),
            None,
        ),
        body=said.body,
        paid=said.paid or metas.get("article:content_tier", "") in {"locked", "metered"},
    )


def moment(text: str) -> datetime | None:
    """A moment of ISO 8601, aware and in UTC. None: it is none, or outside of what the calendar can hold."""
    try:
        at = datetime.fromisoformat(text.strip())
        return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def without_site(title: str, *, site: str, url: str) -> str:
    """ "Title - Site" and "Site: Title" as "Title"; the site by its name or by its address."""
    known = {
        _squeezed(site),
        _squeezed(host_of(url).removeprefix("www.").rpartition(".")[0]),
        _squeezed(host_of(url).removeprefix("www.")),
    } - {""}
    for glue in _GLUES:
        head, found, tail = title.rpartition(glue)
        if found and head and _squeezed(tail) in known and glue != ": ":
            return without_site(head, site=site, url=url)
        head, found, tail = title.partition(glue)
        if found and tail and _squeezed(head) in known:
            return tail
    return title


def _metas(root: etree._Element) -> Mapping[str, str]:
    """Contents of `<meta>` by their name, property, itemprop or http-equiv in lower case; the first of each counts."""
    found: dict[str, str] = {}
    for meta in root.xpath("//meta[@content]")[:_MOST_METAS]:
        for key in ("property", "name", "itemprop", "http-equiv"):
            if (name := meta.get(key)) and (content := one_line(meta.get("content")[:_LONGEST])):
                found.setdefault(name.strip().casefold(), content)
    return found


def _first_of(metas: Mapping[str, str], names: Iterable[str]) -> str:
    return next((metas[name] for name in names if name in metas), "")


def _texts(root: etree._Element, xpath: str) -> list[str]:
    return [
        text
        for each in root.xpath(xpath)[:3]
        if (text := one_line(("".join(each.itertext()) if hasattr(each, "itertext") else str(each))[:_LONGEST]))
    ]


def _title(root: etree._Element, metas: Mapping[str, str], said: Declared, *, site: str, url: str) -> str:
    headings = _texts(root, "//h1[not(ancestor::header[not(ancestor::article)]) or count(//h1) = 1]")
    candidates = (_first_of(metas, _TITLES), said.title, *headings[:1], *_texts(root, "//title")[:1])
    stripped = [without_site(one_line(each), site=site, url=url) for each in candidates if each]
    return next((each for each in stripped if each and _squeezed(each) != _squeezed(site)), "")


def _site_behind(root: etree._Element) -> str:
    """The site's name that `<title>` has behind the article's own heading: "Cranes sold | Port News". "" where it has none."""
    whole, headings = "".join(_texts(root, "//head/title")[:1]), _texts(root, "//h1")
    behind = next((whole[len(each) :] for each in headings if len(each) > 1 and whole.startswith(each)), "")
    glue = next((glue for glue in _GLUES[:-1] if behind.startswith(glue)), "")
    name = behind[len(glue) :].rpartition(glue)[2] if glue else ""
    return name if len(name.split()) <= _SITE_WORDS else ""


def _author(root: etree._Element, metas: Mapping[str, str]) -> str | None:
    shown = _texts(root, "//*[@rel='author'] | //*[@itemprop='author']//*[@itemprop='name'] | //*[@itemprop='author'][not(*)]")
    for found in (*(metas.get(name, "") for name in _AUTHORS), *shown[:1]):
        name = _BY.sub("", found, count=1) if _BY.match(found) else found
        if (
            1 < len(name) <= _LONGEST_NAME
            and "://" not in name
            and not name.startswith("@")
            and not any(letter.isdigit() for letter in name)
        ):
            return name
    return None


def _published(root: etree._Element, metas: Mapping[str, str], said: Declared) -> datetime | None:
    marked = root.xpath("//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content | //time[@pubdate]/@datetime")
    times = root.xpath("//article//time/@datetime") or root.xpath("//main//time/@datetime") or root.xpath("//time/@datetime")
    sources = (said.published, *(metas.get(name, "") for name in _DATES), *marked[:2], *times[:1])
    return next((at for source in sources if source and (at := moment(source))), None)


def _language(root: etree._Element, metas: Mapping[str, str], said: Declared) -> str | None:
    tops = root.xpath("/html/@lang | /html/body/@lang")
    for source in (*tops, *(metas.get(name, "") for name in _LANGUAGES), said.language):
        if found := _LANGUAGE.fullmatch(source.split(",")[0].strip()):
            return found[1].lower()
    return None


def _canonical(root: etree._Element, metas: Mapping[str, str], said: Declared, *, url: str) -> str:
    """The address that the page gives itself, where that is a page of the same site; else `url`."""
    links = root.xpath("//link[contains(concat(' ', translate(@rel, 'CANOIL', 'canoil'), ' '), ' canonical ')]/@href")
    for source in (*links[:1], metas.get("og:url", ""), said.url):
        link = web_link(source, base=url) if source else None
        if link and _same_site(link, url) and (_path(link) or not _path(url)):
            return link
    return url


def _path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2].partition("#")[0].strip("/")


def _same_site(one: str, two: str) -> bool:
    first, second = (host_of(url).removeprefix("www.").removeprefix("m.").removeprefix("amp.") for url in (one, two))
    return bool(first) and first == second


def _squeezed(name: str) -> str:
    return _NOT_ALNUM.sub("", name).casefold()
