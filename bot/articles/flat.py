"""A page's tree in, its text with nothing but line breaks out, where the page has no tags that tell its parts apart. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.articles.trees import PARTS, UNSEEN, is_hidden, tag_of

_TELLING: Final = "article main section nav header footer aside h2 h3 h4 h5 h6 ul ol dl table blockquote figure"
_HAS_TELLING: Final = f"boolean({' | '.join(f'.//{tag}' for tag in _TELLING.split())})"
_LEAST_CHARACTERS: Final = 400
_MOSTLY: Final = 0.7
_MOST_LINKED: Final = 0.3
_LEAST_BREAKS: Final = 4
_BLANK: Final = re.compile(r"[ \t\r\f\v\xa0]+")
_BLOCKS: Final = PARTS | {"h1", "h2", "h3", "h4", "h5", "h6", "li", "dd", "blockquote"}


def flat_text(root: etree._Element) -> str | None:
    """The page as lines of text, a blank one between its blocks. None: headings, lists or sections tell more than lines would.

    Told by lines alone are div soup (no telling tag, and most text outside of `<p>`, or no class anywhere), a page whose text stands
    in a `<pre>`, and one whose paragraphs are parted by `<br>` within one element.
    """
    body = root.find("body")
    body = root if body is None else body
    whole, in_paragraphs = _size("".join(_shown(body))), sum(_size("".join(each.itertext())) for each in body.iter("p"))
    linked = sum(_size(text) for text in body.xpath(".//a//text()"))
    if whole < _LEAST_CHARACTERS or linked > _MOST_LINKED * whole:
        return None
    for element in _lined(body):
        if _size("".join(_shown(element))) >= _MOSTLY * whole:
            return "\n".join(_shown(element))
    soup = not body.xpath(_HAS_TELLING) and (in_paragraphs < whole / 2 or not body.xpath("boolean(.//@class | .//@id)"))
    return "\n".join(_shown(body)) if soup else None


def _lined(body: etree._Element) -> list[etree._Element]:
    """The elements whose own text may be the whole article in lines: the longest `<pre>`, and that with the most `<br>`."""
    longest = max(body.iter("pre"), key=lambda each: _size("".join(each.itertext())), default=None)
    breaks = Counter(parent for each in body.iter("br") if (parent := each.getparent()) is not None)
    most = [element for element, count in breaks.most_common(1) if count >= _LEAST_BREAKS and tag_of(element) not in {"li", "p"}]
    return [each for each in (longest, *most) if each is not None]


def _shown(body: etree._Element) -> Iterator[str]:
    """The text of each block, its own line breaks only where `<br>` or `<pre>` make them."""
    said: list[str] = []
    depth_of_pre = 0
    events = etree.iterwalk(body, events=("start", "end"))
    for event, element in events:
        tag = tag_of(element)
        unseen = tag in UNSEEN or is_hidden(element)
        if tag in _BLOCKS and said:
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
