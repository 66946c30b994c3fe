"""A page's tree in, its text with nothing but line breaks out, where the page has no tags that tell its parts apart. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.articles.trees import PARTS, UNSEEN, is_hidden, tag_of

_TELLING: Final = frozenset("article main section nav header footer aside h2 h3 h4 h5 h6 ul ol dl blockquote figure".split())
_LEAST_CHARACTERS: Final = 400
_MOSTLY: Final = 0.7
_LEAST_BREAKS: Final = 4
_LONG_LINE: Final = 120
_BLANK: Final = re.compile(r"[ \t\r\f\v\xa0]+")


def flat_text(root: etree._Element) -> str | None:
    """The page as lines of text, a blank one between its blocks. None: headings, lists or sections tell more than lines would.

    Told by lines alone are div soup (no telling tag, and most text outside of `<p>`, or no class anywhere), a page whose text stands
    in a `<pre>`, and one whose paragraphs are parted by `<br>` within one element.
    """
    body = root.find("body")
    body = root if body is None else body
    sizes: Counter[str] = Counter()
    broken = _sizes(body, sizes)
    whole = sum(sizes.values())
    if whole < _LEAST_CHARACTERS:
        return None
    soup = not any(sizes[tag] for tag in _TELLING) and (sizes["p"] < whole / 2 or not body.xpath("boolean(.//@class | .//@id)"))
    if soup or sizes["pre"] >= _MOSTLY * whole or broken >= _MOSTLY * whole:
        return "\n".join(_lines(body))
    return None


def _sizes(body: etree._Element, sizes: Counter[str]) -> int:
    """Count the page's characters by the nearest telling tag around them; returned are those in the element with most `<br>` lines."""
    around = ["body"]
    broken: Counter[etree._Element] = Counter()
    events = etree.iterwalk(body, events=("start", "end"))
    for event, element in events:
        tag = tag_of(element)
        if event == "start":
            if tag in UNSEEN or is_hidden(element):
                events.skip_subtree()
                continue
            around.append(tag if tag in _TELLING or tag in {"p", "pre"} else around[-1])
            sizes[around[-1]] += _size(element.text)
            continue
        if not (tag in UNSEEN or is_hidden(element)):
            around.pop()
        if around:
            sizes[around[-1]] += _size(element.tail) if element is not body else 0
        parent = element.getparent()
        if tag == "br" and parent is not None:
            broken[parent] += 1
    if not broken:
        return 0
    most, breaks = broken.most_common(1)[0]
    long = any(len(line) > _LONG_LINE for line in "".join(_lines(most)).split("\n"))
    return _size("".join(most.itertext())) if breaks >= _LEAST_BREAKS and long and tag_of(most) not in {"td", "li"} else 0


def _lines(body: etree._Element) -> Iterator[str]:
    """The text of each block, its own line breaks only where `<br>` or `<pre>` make them."""
    said: list[str] = []
    depth_of_pre = 0
    events = etree.iterwalk(body, events=("start", "end"))
    for event, element in events:
        tag = tag_of(element)
        unseen = tag in UNSEEN or is_hidden(element)
        if tag in PARTS and said:
            yield _clean("".join(said))
            said = []
        if event == "start":
            if unseen:
                events.skip_subtree()
                continue
            depth_of_pre += tag == "pre"
            said.append("\n" if tag == "br" else "")
            said.append(_said(element.text, raw=depth_of_pre > 0))
        else:
            depth_of_pre -= tag == "pre" and not unseen
            if element is not body:
                said.append(_said(element.tail, raw=depth_of_pre > 0))
    yield _clean("".join(said))


def _said(text: str | None, *, raw: bool) -> str:
    return "" if not text else text if raw else text.replace("\n", " ").replace("\r", " ")


def _clean(block: str) -> str:
    return "\n".join(_BLANK.sub(" ", line).rstrip() for line in block.split("\n")).strip("\n") + "\n" if block.strip() else ""


def _size(text: str | None) -> int:
    return sum(len(word) for word in text.split()) if text else 0
