"""Candidates in, what speaks for and against each out, by name. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Final

from bot.model.article import BlockKind
from bot.takeaways.candidates import Candidate, Reading
from bot.takeaways.openers import dangles
from bot.text.similar import Vector, central, cosine, rarity, vector
from bot.text.words import names, numbers

_CUES: Final = re.compile(
    r"\b(?:[Aa]nnounc|[Ll]aunch|[Rr]eleas|[Ii]ntroduc|[Rr]eveal|[Uu]nveil|[Rr]eport|[Ff]ound|[Ff]inds|[Ss]hows?|[Dd]iscover|[Aa]ccording to"
    r"|will be|plans? to|expected|first time|[Nn]ew(?:ly)?\b|now\b|because|[Ii]n order to|means? that|result|significant|critical|important"
    r"|key\b|billion|million|percent|allows?|enables?|support|improv|reduc|increas|default)"
)
_FIRST_PERSON: Final = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Uu]s|[Mm]e|[Yy]ou|[Yy]our|[Ll]et['’]s)\b")
_PRONOUN: Final = re.compile(r"\b(?:he|she|they|his|her|their|him|them)\b")
_QUOTED: Final = re.compile(r"[\"“][^\"”]*[\"”]|「[^」]*」")
_SAID: Final = re.compile(r"\b(?:said|says|told|added|according to|wrote|tweeted|announced|warned)\b")
_COMMON: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What is known of one candidate; each from 0 to 1 unless said otherwise.

    early: 1 for the article's first sentence, 1/2 for its second ...; place: 1 at the start, 0 at the end; in_section, in_block: like
    early, of its section and paragraph; opens_section: 1 for the first sentence of a section with a heading; title, heading, headings:
    words shared with the title, the section's own heading, all headings (3 shared words are 1); like_title: cosine with the title, in
    which a word that few sentences have says more; central: how alike it is to all others together, 1 for the most central; opening:
    cosine with the article's first sentence; recurring: share of its words that two others use too; size: words, 1 for 40 (may be more);
    full: share of its words that carry meaning; cues: words such as "announced"; quoted: share in quotes; torn: a quotation begins or
    ends outside of it; sections, sentences: of the article, 1 for 10 and 150.
    """

    early: float
    place: float
    in_section: float
    in_block: float
    opens_section: float
    title: float
    like_title: float
    heading: float
    headings: float
    central: float
    opening: float
    recurring: float
    numbers: float
    names: float
    size: float
    full: float
    cues: float
    concludes: float
    item: float
    said: float
    first_person: float
    dangling: float
    pronoun: float
    quoted: float
    torn: float
    question: float
    sections: float
    sentences: float


NAMES: Final = tuple(field.name for field in fields(Features))


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a sentence is held against: all of them. `vectors` and `centrality` have one for each candidate, `title` is the title's
    vector; `recurring` are the words of three sentences or more."""

    reading: Reading
    vectors: Sequence[Vector]
    title: Vector
    centrality: Sequence[float]
    recurring: frozenset[str]


def survey(reading: Reading) -> Survey:
    """What there is to know of all candidates together."""
    rare = rarity(candidate.content for candidate in reading.candidates)
    vectors = [vector(candidate.counts, rare=rare) for candidate in reading.candidates]
    spread = Counter(chain.from_iterable(candidate.content for candidate in reading.candidates))
    recurring = frozenset(word for word, sentences in spread.items() if sentences >= _COMMON)
    title = vector(reading.title, rare=rare)
    return Survey(reading=reading, vectors=vectors, title=title, centrality=central(vectors), recurring=recurring)


def features(candidate: Candidate, whole: Survey) -> Features:
    """What is known of one of the survey's candidates."""
    said, reading, meaning = candidate.bullet, whole.reading, candidate.content
    total, at = len(reading.candidates), candidate.place
    return Features(
        early=1 / (1 + candidate.place),
        place=1 - candidate.place / total,
        in_section=1 / (1 + candidate.in_section),
        in_block=1 / (1 + candidate.in_block),
        opens_section=float(candidate.in_section == 0 and candidate.section > 0),
        title=_shared(meaning, reading.title),
        like_title=cosine(whole.vectors[at], whole.title),
        heading=_shared(meaning, candidate.heading),
        headings=_shared(meaning, reading.headings),
        central=whole.centrality[at],
        opening=cosine(whole.vectors[at], whole.vectors[0]),
        recurring=len(meaning & whole.recurring) / max(1, len(meaning)),
        numbers=min(1.0, len(numbers(said)) / 2),
        names=min(1.0, len(names(said)) / 6),
        size=candidate.size / 40,
        full=min(1.0, len(candidate.counts) / max(1, candidate.size)),
        cues=min(1.0, len(_CUES.findall(said)) / 2),
        concludes=float(candidate.concludes),
        item=float(candidate.kind is BlockKind.ITEM),
        said=float(bool(_SAID.search(said))),
        first_person=min(1.0, len(_FIRST_PERSON.findall(said)) / 2),
        dangling=float(dangles(said)),
        pronoun=min(1.0, len(_PRONOUN.findall(said)) / 2),
        quoted=sum(len(quote) for quote in _QUOTED.findall(said)) / max(1, len(said)),
        torn=float(said.count('"') % 2 == 1 or said.count("“") != said.count("”")),
        question=float(said.rstrip("\"”’')」").endswith(("?", "？"))),
        sections=min(1.0, reading.sections / 10),
        sentences=min(1.0, total / 150),
    )


def _shared(some: frozenset[str], others: frozenset[str]) -> float:
    return min(1.0, len(some & others) / 3)
