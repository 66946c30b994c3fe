"""An article in, the sentences that a bullet could be made of out. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.model.article import Article, Block, BlockKind
from bot.takeaways import cuts
from bot.takeaways.edits import tidy
from bot.text.sentences import split
from bot.text.words import content_words, count_words

MOST_CHARACTERS: Final = cuts.MOST_CHARACTERS
_LONGEST: Final = 1000
_MOST_COMPARED: Final = 150
_MOST_OF_A_SECTION: Final = 20
_LEAST_OF_A_SECTION: Final = 4
_CONCLUSION: Final = re.compile(
    r"(?:in )?(?:conclusions?|summary|closing|final (?:thoughts|words)|wrap(?:ping)?[ -]?up|the bottom line"
    r"|what(?:['’]s| is| comes| happens)? next|takeaways?|fazit|conclusion|conclusión|conclusão|まとめ|おわりに)\W*",
    re.IGNORECASE,
)
_READ: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One sentence of the article, `text[start:end]`, as the bullet it would be, and where it stands.

    `place` counts the article's sentences from 0, `in_section` those of its section, `in_block` those of its paragraph. `damaged`: the
    paragraph's quotation marks do not pair up, so that an odd one in the sentence need not mean that the quotation goes on outside.
    """

    start: int
    end: int
    bullet: str
    size: int
    content: frozenset[str]
    counts: tuple[str, ...]
    place: int
    section: int
    in_section: int
    in_block: int
    kind: BlockKind
    heading: frozenset[str]
    concludes: bool
    damaged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article read for condensing: its candidates in order, the words of its title and of all its headings."""

    candidates: tuple[Candidate, ...]
    title: frozenset[str]
    headings: frozenset[str]
    sections: int


def read(article: Article) -> Reading:
    """The sentences outside of headings, code and the author's own list: at most 150, or some 300 spread over many sections."""
    headings = [article.text[block.start : block.end] for block in article.blocks if block.kind is BlockKind.HEADING]
    found = tuple(_sentences(article, most=_most_of_a_section(len(headings))))
    return Reading(
        candidates=found,
        title=frozenset(content_words(article.title)),
        headings=frozenset(word for heading in headings for word in content_words(heading)),
        sections=len({candidate.section for candidate in found}),
    )


def _most_of_a_section(headings: int) -> int:
    """Comparing costs time; what a section says late is seldom what it comes down to."""
    if headings <= 1:
        return _MOST_COMPARED
    return max(_LEAST_OF_A_SECTION, min(_MOST_OF_A_SECTION, 2 * _MOST_COMPARED // headings))


def _sentences(article: Article, *, most: int) -> Iterator[Candidate]:
    """At most `most` of each section; what stands before the first heading is a section too."""
    section = place = in_section = 0
    heading: frozenset[str] = frozenset()
    concludes = False
    for block in article.blocks:
        said = article.text[block.start : block.end]
        if block.kind is BlockKind.HEADING:
            section, in_section = section + 1, 0
            heading, concludes = frozenset(content_words(said)), bool(_CONCLUSION.fullmatch(said))
        if block.kind not in _READ or in_section >= most or _is_own(article, block):
            continue
        damaged = said.count('"') % 2 == 1
        for in_block, sentence in enumerate(split(said)[: most - in_section]):
            if sentence.end - sentence.start > _LONGEST:
                continue
            bullet = tidy(said[sentence.start : sentence.end])
            counts = tuple(content_words(bullet))
            yield Candidate(
                start=block.start + sentence.start, end=block.start + sentence.end, bullet=bullet, size=count_words(bullet),
                content=frozenset(counts), counts=counts, place=place, section=section, in_section=in_section, in_block=in_block,
                kind=block.kind, heading=heading, concludes=concludes, damaged=damaged,
            )  # fmt: skip
            place, in_section = place + 1, in_section + 1


def _is_own(article: Article, block: Block) -> bool:
    return any(span.start < block.end and block.start < span.end for span in article.own)
