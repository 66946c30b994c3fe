"""HTML in, plain text out, by scanning rather than parsing: for titles and comparisons, not for articles. Pure.

The standard library's `html.parser` takes seconds for 50 kB of `<a <a <a` (CVE-2025-6069); every pattern here is linear.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final

_TAG: Final = re.compile(r"</?([A-Za-z][\w:.-]*)(?:[\s/][^<>]*)?>")
_DECLARATION: Final = re.compile(r"<[!?][^<>]*>")
_HIDDEN: Final = re.compile(r"<(script|style)\b|<!--", re.IGNORECASE)
_HIDDEN_END: Final[Mapping[str, re.Pattern[str]]] = {
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
    "": re.compile(r"-->"),
}
_BREAKING: Final = frozenset({
    "blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_INLINE: Final = frozenset({
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strike",
    "strong", "sub", "sup", "tt", "u",
})  # fmt: skip
_VOID: Final = frozenset({"br", "hr", "img", "wbr"})
_ENTITY_ROUNDS: Final = 3
_HIGH: Final = r"&#(?:[xX]0{0,4}([dD][89aAbB][0-9A-Fa-f]{2})|0{0,4}(55(?:29[6-9]|[3-9]\d\d)|56(?:[0-2]\d\d|3[01]\d)));"
_LOW: Final = r"&#(?:[xX]0{0,4}([dD][c-fC-F][0-9A-Fa-f]{2})|0{0,4}(56(?:3[2-9]\d|[4-9]\d\d)|57(?:[0-2]\d\d|3[0-3]\d|34[0-3])));"
_PAIR: Final = re.compile(_HIGH + _LOW)
_ENDLESS_REFERENCE: Final = re.compile(r"&#[xX]?[0-9A-Fa-f]{10,};?")


def plain(html: str) -> str:
    """The text of HTML on one line: no tags, no scripts, entities decoded, white space single."""
    shown = _DECLARATION.sub("", _without_hidden(html))
    return one_line(unescaped(_TAG.sub(_space_or_nothing, shown)))


def plain_title(title: str) -> str:
    """A feed's title as a person would read it, whether it was given as text, as HTML, or escaped once too often.

    Only tags that format text go, and only in pairs, so that "Using <video>" and "Vec<T>" stay what they are.
    """
    for _ in range(_ENTITY_ROUNDS):
        before = title
        title = unescaped(_without_formatting(title))
        if title == before:
            break
    return one_line(title)


def unescaped(text: str) -> str:
    """`text` with its character references decoded as HTML does (so `&#150;` is a dash). Never raises, unlike the standard
    library's own, which meets Python's limit for integers at 4,300 digits."""
    return unescape(_ENDLESS_REFERENCE.sub("\ufffd", with_whole_characters(text))) if "&" in text else text


def with_whole_characters(text: str) -> str:
    """`text` in which two references to the halves of one character (UTF-16's surrogates, as in `&#55357;&#56832;`) are one to it."""
    return _PAIR.sub(_whole_character, text) if "&#" in text else text


def _whole_character(pair: re.Match[str]) -> str:
    high, low = (int(hexa, 16) if hexa else int(decimal) for hexa, decimal in (pair.group(1, 2), pair.group(3, 4)))
    return f"&#{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)};"  # the Unicode standard, 3.9, table 3-5


def one_line(text: str) -> str:
    """`text` without control characters and lone surrogates, every run of white space one space."""
    if not text.isprintable():
        text = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in {"Cc", "Cs"})
    return " ".join(text.split())


def storable(text: str) -> str:
    """`text` without NUL and lone surrogates, which no database takes; else untouched."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _without_hidden(html: str) -> str:
    return "".join(_shown(html))


def _shown(html: str) -> Iterator[str]:
    """The stretches between scripts, styles and comments; what is never closed is shown."""
    end = 0
    while opening := _HIDDEN.search(html, end):
        closing = _HIDDEN_END[(opening[1] or "").lower()].search(html, opening.end())
        if closing is None:
            break
        yield html[end : opening.start()]
        end = closing.end()
    yield html[end:]


def _without_formatting(title: str) -> str:
    if "<" not in title:
        return title
    title = _without_hidden(title)
    tags = list(_TAG.finditer(title))
    closed = {tag[1].lower() for tag in tags if tag[0].startswith("</")}
    formatting = (closed & (_INLINE | _BREAKING)) | _VOID
    return _TAG.sub(lambda tag: _space_or_nothing(tag) if tag[1].lower() in formatting else tag[0], title)


def _space_or_nothing(tag: re.Match[str]) -> str:
    return " " if tag[1].lower() in _BREAKING else ""
