"""A page's tree in, what its JSON-LD says of the article out (schema.org's Article and its kin). Pure.

Hostile by nature: sizes and depths are bounded, every value is coerced, and what does not fit is left out.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.articles.pieces import one_line
from bot.text.html import unescaped

_SCRIPTS: Final = "//script[contains(@type, 'ld+json')]"
_MOST_SCRIPTS, _MOST_CHARACTERS, _MOST_NODES = 20, 600_000, 400
_ARTICLE: Final = re.compile(r"(?:Article|Posting|Report|Review|BlogPost|Opinion\w*|AnalysisNewsArticle)$")
_MOST_AUTHORS: Final = 5
_SHORT: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a page declares of its article; "" and () for what it does not. `paid`: it says that the whole is not accessible for free."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    site: str = ""
    image: str = ""
    language: str = ""
    url: str = ""
    body: str = ""
    paid: bool = False


def declared(root: etree._Element) -> Declared:
    """The first article of the page's JSON-LD; an empty one where there is none."""
    nodes = list(_nodes(root))
    article = next((node for node in nodes if _is_article(node)), None)
    if article is None:
        return Declared()
    names = {key: node for node in nodes if (key := _text(node.get("@id")))}
    image = _first(article.get("image")) or _first(article.get("thumbnailUrl"))
    url = article.get("url") or article.get("mainEntityOfPage")
    return Declared(
        title=_text(article.get("headline")) or _text(article.get("name")),
        authors=tuple(_authors(article.get("author") or article.get("creator"), names)),
        published=_text(article.get("datePublished")) or _text(article.get("dateCreated")),
        site=_name(article.get("publisher"), names),
        image=_text(image.get("url") or image.get("contentUrl")) if isinstance(image, dict) else _text(image),
        language=_text(article.get("inLanguage")),
        url=_text(url.get("@id") if isinstance(url, dict) else url),
        body=_long(article.get("articleBody")),
        paid=any(str(node.get("isAccessibleForFree")).casefold() in {"false", "no"} for node in (article, *_parts(article))),
    )


def _nodes(root: etree._Element) -> Iterator[Mapping[str, object]]:
    """Every object at the top of a script, in a list there or in its `@graph`."""
    found: list[object] = [_parsed(script.text or "") for script in root.xpath(_SCRIPTS)[:_MOST_SCRIPTS]]
    for _ in range(_MOST_NODES):
        if not found:
            return
        node = found.pop(0)
        if isinstance(node, list):
            found[:0] = node[:_MOST_NODES]
        elif isinstance(node, dict):
            found[:0] = [inner for key in ("@graph", "mainEntity") if isinstance(inner := node.get(key), list | dict)]
            yield node


def _parsed(source: str) -> object:
    """None: it is no JSON, or too much of it."""
    if len(source) > _MOST_CHARACTERS:
        return None
    try:
        return json.loads(source.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return None


def _is_article(node: Mapping[str, object]) -> bool:
    kinds = node.get("@type")
    return any(_ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str))


def _parts(article: Mapping[str, object]) -> list[Mapping[str, object]]:
    parts = article.get("hasPart")
    return [part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict)]


def _authors(value: object, names: Mapping[str, Mapping[str, object]]) -> list[str]:
    found = [_name(one, names) for one in (value if isinstance(value, list) else [value])[:_MOST_AUTHORS]]
    return [name for name in dict.fromkeys(found) if name and not name.startswith(("http://", "https://"))]


def _name(value: object, names: Mapping[str, Mapping[str, object]]) -> str:
    if isinstance(value, dict):
        return _text(value.get("name")) or _text(names.get(_text(value.get("@id")), {}).get("name"))
    return _name(value[0], names) if isinstance(value, list) and value and not isinstance(value[0], list) else _text(value)


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _text(value: object) -> str:
    """One short line; a list's first; "" for anything else."""
    value = _first(value)
    return one_line(unescaped(value[:_SHORT])) if isinstance(value, str) else ""


def _long(value: object) -> str:
    return unescaped(value) if isinstance(value, str) else ""
