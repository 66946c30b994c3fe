"""Candidates in, what speaks for and against each out, by name. Pure."""

import re
from collections import Counter
from dataclasses import dataclass, fields
from typing import Final

from bot.model.article import BlockKind
from bot.takeaways.candidates import Candidate, Reading
from bot.text.similar import cosine, rarity, vector
from bot.text.words import names, numbers

_CUES: Final = re.compile(
    r"\b(?:announc|launch|releas|introduc|reveal|unveil|report|found|finds|shows?|discover|according to|will be|plans? to|expected"
    r"|first time|new(?:ly)?\b|now\b|because|in order to|means? that|as a result|the result|significant|critical|important|key\b"
    r"|billion|million"
    r"|percent|allows?|enables?|support|improv|reduc|increas|default)",
    re.IGNORECASE,
)
_FIRST_PERSON: Final = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Uu]s|[Mm]e|[Yy]ou|[Yy]our|let['’]s)\b")
_DANGLING: Final = re.compile(
    r"[\"“‘'(]*(?:He|She|They|It|His|Her|Hers|Their|Its|Him|Them|This|That|These|Those|Such|We|I|You|My|Our|Your|But|And|So|Or|Yet|However"
    r"|Meanwhile|Then|Also|Instead|Still|Nor|Though|Here|There|Another|Both|Others?|Some|Many|Similarly|Likewise|Thus|Hence"
    r"|Therefore|Otherwise"
    r"|It['’]s|That['’]s|There['’]s|Here['’]s|He['’]s|She['’]s|They['’]re|We['’]re|I['’]m|You['’]re|First|Second|Third|Next|Finally"
    r"|(?:In|With|After|Before|By|For|On|At|From|To|Of|Despite|Like|Without|Against|Under) (?:it|this|that|these|those|them|him"
    r"|her)(?=[ ,])"
    r"|The (?:company|firm|man|woman|couple|pair|two|three|incident|move|latter|former|report|team|result|same|other|above|following))\b"
    r"|(?:これ|それ|その|この|あれ|彼|しかし|だが|また|そして|一方|さらに|なお|ただし|他|这|那|但|它|他们|然而|此外)"
)
_DATED_THIS: Final = re.compile(
    r"(?:In |By |After |From )?(?i:this|these|that|those) (?:year|week|month|summer|winter|spring|autumn|fall)\b"
)
_INNER_PRONOUN: Final = re.compile(r"\b(?:he|she|they|his|her|their|him|them)\b")
_QUOTED: Final = re.compile(r"[\"“][^\"”]*[\"”]|「[^」]*」")


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What is known of one candidate; each from 0 to 1 unless said otherwise.

    early: 1 for the article's first sentence, 1/2 for its second ... ; place: 1 at the start, 0 at the end; opens_section and
    opens_block: 1 for the first sentence of its section or paragraph; title, heading, headings: words shared with the title, the
    section's own heading, all headings (3 shared words are 1); central: cosine with the whole article; recurring: share of its
    words that others use too; length: 1 at 18 to 30 words, falling to 0; cues: words such as "announced"; quoted: share in quotes.
    """

    early: float
    place: float
    opens_section: float
    opens_block: float
    title: float
    heading: float
    headings: float
    central: float
    recurring: float
    numbers: float
    names: float
    length: float
    cues: float
    concludes: float
    item: float
    first_person: float
    dangling: float
    pronoun: float
    quoted: float
    question: float


NAMES: Final = tuple(field.name for field in fields(Features))


def features(reading: Reading) -> tuple[Features, ...]:
    """One for each candidate, in their order."""
    rare = rarity(candidate.content for candidate in reading.candidates)
    centroid = vector((word for candidate in reading.candidates for word in candidate.counts), rare=rare)
    spread = Counter(word for candidate in reading.candidates for word in candidate.content)
    total = max(1, len(reading.candidates))
    return tuple(
        _of(candidate, reading, total=total, central=cosine(vector(candidate.counts, rare=rare), centroid), spread=spread)
        for candidate in reading.candidates
    )


def _of(candidate: Candidate, reading: Reading, *, total: int, central: float, spread: Counter[str]) -> Features:
    said = candidate.bullet
    return Features(
        early=1 / (1 + candidate.place),
        place=1 - candidate.place / total,
        opens_section=float(candidate.in_section == 0 and candidate.section > 0),
        opens_block=float(candidate.in_block == 0),
        title=_shared(candidate, reading.title),
        heading=_shared(candidate, candidate.heading),
        headings=_shared(candidate, reading.headings),
        central=central,
        recurring=sum(spread[word] > 2 for word in candidate.content) / max(1, len(candidate.content)),  # noqa: PLR2004  itself and two more
        numbers=min(1.0, len(numbers(said)) / 2),
        names=min(1.0, len(names(said)) / 4),
        length=_length(candidate.size),
        cues=min(1.0, len(_CUES.findall(said)) / 2),
        concludes=float(candidate.concludes),
        item=float(candidate.kind is BlockKind.ITEM),
        first_person=min(1.0, len(_FIRST_PERSON.findall(said)) / 2),
        dangling=float(dangles(said)),
        pronoun=min(1.0, len(_INNER_PRONOUN.findall(said)) / 2),
        quoted=sum(len(quote) for quote in _QUOTED.findall(said)) / max(1, len(said)),
        question=float(said.rstrip("\"”’')」").endswith(("?", "？"))),
    )


def dangles(sentence: str) -> bool:
    """Whether the opener needs the sentence before it: a pronoun, a connective, "The company"."""
    return bool(_DANGLING.match(sentence)) and not _DATED_THIS.match(sentence)


def _shared(candidate: Candidate, words: frozenset[str]) -> float:
    return min(1.0, len(candidate.content & words) / 3)


def _length(size: int) -> float:
    """1 from 18 to 30 words, less for each word beyond on either side."""
    return max(0.0, 1 - max(0, 18 - size) / 12 - max(0, size - 30) / 12)
