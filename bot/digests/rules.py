"""The text of `rules.toml` in, the topic of a story out. Pure.

A topic has cues: words and phrases that speak for it, more or less loudly (`POINTS`). Where a cue is found counts too: `[places]` says how
much more a title or a feed's own tag tells than the running text. A topic's loudest cue in a place counts in full, its others there half
(`FURTHER`), each once: ten words about chips must not drown the one that says they were stolen. The topic with the most points wins, the
earlier one on a tie; below `[places] needed` it is the topic without cues.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.digests.cues import Cue, Cues, cue_of, cues_of
from bot.digests.rules_file import RulesFile, TopicRule, read_rules
from bot.model.digest import Topic

POINTS: Final[Mapping[str, int]] = {"decisive": 5, "strong": 3, "weak": 1}
FURTHER: Final = 0.5
TEXT_READ: Final = 1000
"""Characters of the text that are looked at: a news story says what it is about at its top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vote:
    """Points that a cue gives to the topic at `place` in the file, the topic's pull included."""

    place: int
    points: float


Votes = Mapping[Cue, tuple[_Vote, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What stories can be about. Made by `load_rules`. `votes` and `source_votes` say what each of `cues` and `source_cues` is worth."""

    topics: tuple[Topic, ...]
    fallback: Topic
    cues: Cues
    votes: Votes
    source_cues: Cues
    source_votes: Votes
    title: int
    tags: int
    text: int
    source: int
    needed: int
    grave: Cues
    grave_cues: frozenset[Cue]

    def is_grave(self, *, title: str, text: str) -> bool:
        """Whether a story tells of death, war or disaster, where a joke hurts."""
        return any(self.grave.found_in(piece) & self.grave_cues for piece in (title, text[:TEXT_READ]))

    def topic_of(self, *, title: str, text: str, tags: Iterable[str], source: str = "") -> Topic:
        """What a story is about; the topic without cues where nothing speaks clearly for another. `source` is the feed's name."""
        scores = [0.0] * len(self.topics)
        places = ((self.title, (title,)), (self.tags, tuple(tags)), (self.text, (text[:TEXT_READ],)))
        for factor, pieces in places:
            found = set().union(*map(self.cues.found_in, pieces))
            _count((vote for cue in found for vote in self.votes[cue]), factor, scores)
        found = self.source_cues.found_in(source)
        _count((vote for cue in found for vote in self.source_votes[cue]), self.source, scores)
        best = max(scores)
        return self.topics[scores.index(best)] if best and best >= self.needed else self.fallback


def load_rules(text: str, *, file: str) -> Rules:
    """The rules that `text` states. `file` names it in `PromptsInvalid`, raised with the line of the first problem."""
    read = read_rules(text, file=file)
    votes = _votes({cue: _Vote(place=place, points=points) for cue, points in _worth(rule)} for place, rule in enumerate(read.topics))
    source_votes = _votes(
        {cue_of(cue): _Vote(place=place, points=POINTS["strong"]) for cue in rule.source} for place, rule in enumerate(read.topics)
    )
    ignored: Votes = dict.fromkeys(map(cue_of, read.ignore), ())
    return _built(read, votes={**ignored, **votes}, source_votes=source_votes)


def _built(read: RulesFile, *, votes: Votes, source_votes: Votes) -> Rules:
    topics = tuple(_topic(rule) for rule in read.topics)
    return Rules(
        topics=topics,
        fallback=next(topic for topic, rule in zip(topics, read.topics, strict=True) if rule.bare),
        cues=cues_of(votes),
        votes=votes,
        source_cues=cues_of(source_votes),
        source_votes=source_votes,
        title=read.places.title,
        tags=read.places.tags,
        text=read.places.text,
        source=read.places.source,
        needed=read.places.needed,
        grave=cues_of(map(cue_of, (*read.grave.cues, *read.grave.ignore))),
        grave_cues=frozenset(map(cue_of, read.grave.cues)),
    )


def _topic(rule: TopicRule) -> Topic:
    return Topic(
        tag=rule.tag,
        emoji=rule.emoji,
        colour=int(rule.colour[1:], 16),
        weight=rule.weight,
        template=rule.template,
        plain=rule.voice == "plain",
    )


def _worth(rule: TopicRule) -> Iterable[tuple[Cue, float]]:
    """Each cue with its points; the loudest list comes last, so that it wins where a cue stands in two."""
    loud = {"weak": rule.weak, "strong": rule.strong, "decisive": rule.decisive}
    return ((cue_of(cue), POINTS[loudness] * rule.pull) for loudness, cues in loud.items() for cue in cues)


def _votes(topics: Iterable[Mapping[Cue, _Vote]]) -> dict[Cue, tuple[_Vote, ...]]:
    votes: dict[Cue, tuple[_Vote, ...]] = {}
    for topic in topics:
        for cue, vote in topic.items():
            votes[cue] = (*votes.get(cue, ()), vote)
    return votes


def _count(votes: Iterable[_Vote], factor: float, scores: list[float]) -> None:
    """Adds what one place says to `scores`."""
    loudest: defaultdict[int, float] = defaultdict(float)
    for vote in votes:
        loudest[vote.place] = max(loudest[vote.place], vote.points)
        scores[vote.place] += vote.points * FURTHER * factor
    for place, points in loudest.items():
        scores[place] += points * (1 - FURTHER) * factor
