"""The text of `rules.toml` in, the topic of a story out. Pure.

A topic has cues: words and phrases that speak for it, `strong` ones for three points, `weak` ones for one. Where a cue is found counts too:
`[places]` says how much more a title or a feed's own tag tells than the running text. The topic with the most points wins, the earlier
one on a tie; below `[places] needed` it is the topic without cues. Each cue counts once a place.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import PromptsInvalid
from bot.model.digest import Topic
from bot.text.words import stem, words

STRONG: Final = 3
WEAK: Final = 1
TEXT_READ: Final = 2000
"""Characters of the text that are looked at: a news story says what it is about at its top."""

_LINE_IN_MESSAGE: Final = re.compile(r"line (\d+)")
_TOPIC_HEAD: Final = re.compile(r"^\s*\[\[\s*topics\s*\]\]")

Points = Annotated[int, Field(ge=0, le=100)]
Cue = Annotated[str, Field(min_length=1, max_length=60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vote:
    """Points that a cue gives to the topic at `place` in the file."""

    place: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What stories can be about. Made by `load_rules`. `cues` maps a cue's words to its votes; `longest` is the most words a cue has."""

    topics: tuple[Topic, ...]
    fallback: Topic
    cues: Mapping[tuple[str, ...], tuple[_Vote, ...]]
    longest: int
    title: int
    tags: int
    text: int
    needed: int

    def topic_of(self, *, title: str, text: str, tags: Iterable[str]) -> Topic:
        """What a story is about; the topic without cues where nothing speaks clearly for another."""
        scores = [0] * len(self.topics)
        for weight, place in ((self.title, (title,)), (self.tags, tuple(tags)), (self.text, (text[:TEXT_READ],))):
            for cue in set().union(*(self._cues_in(piece) for piece in place)):
                for vote in self.cues[cue]:
                    scores[vote.place] += vote.points * weight
        best = max(scores, default=0)
        return self.topics[scores.index(best)] if best and best >= self.needed else self.fallback

    def _cues_in(self, text: str) -> set[tuple[str, ...]]:
        """Every cue that stands in `text`, at word edges of any script, whatever its case and plural."""
        read = _words(text)
        runs = (read[at : at + length] for length in range(1, self.longest + 1) for at in range(len(read) - length + 1))
        return {run for run in runs if run in self.cues}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Places(_Strict):
    title: Points = 3
    tags: Points = 3
    text: Points = 1
    needed: Points = 3


class _TopicRule(_Strict):
    tag: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^\s@<>\[\]`*](?:[^\n@<>\[\]`*]*)$")]
    emoji: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^(?:[^\s\x00-\x7f]{1,12}|<a?:\w{2,32}:\d{15,20}>)$")]
    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    strong: tuple[Cue, ...] = ()
    weak: tuple[Cue, ...] = ()


class _RulesFile(_Strict):
    places: _Places = _Places()
    topics: Annotated[tuple[_TopicRule, ...], Field(min_length=1)]


def load_rules(text: str, *, file: str) -> Rules:
    """The rules that `text` states. `file` names it in `PromptsInvalid`, raised with the line where one can be told."""
    try:
        read = _RulesFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = _LINE_IN_MESSAGE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise PromptsInvalid(file=file, line=line, problem=f"not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in first["loc"])
        raise PromptsInvalid(file=file, line=_line_of(text, first["loc"]), problem=f"{key}: {first['msg']}") from error
    bare = [place for place, rule in enumerate(read.topics) if not (rule.strong or rule.weak)]
    if len(bare) != 1:
        raise PromptsInvalid(file=file, line=0, problem=f"{len(bare)} topics without cues; one is needed, for what is about nothing else")
    return _built(read, fallback=bare[0])


def _built(read: _RulesFile, *, fallback: int) -> Rules:
    topics = tuple(_topic(rule) for rule in read.topics)
    cues: dict[tuple[str, ...], tuple[_Vote, ...]] = {}
    for place, rule in enumerate(read.topics):
        points = {_words(cue): WEAK for cue in rule.weak} | {_words(cue): STRONG for cue in rule.strong}
        for cue, vote in points.items():
            cues[cue] = (*cues.get(cue, ()), _Vote(place=place, points=vote))
    cues.pop((), None)
    return Rules(
        topics=topics,
        fallback=topics[fallback],
        cues=cues,
        longest=max(map(len, cues), default=0),
        title=read.places.title,
        tags=read.places.tags,
        text=read.places.text,
        needed=read.places.needed,
    )


def _topic(rule: _TopicRule) -> Topic:
    return Topic(tag=rule.tag, emoji=rule.emoji, colour=int(rule.colour[1:], 16), weight=rule.weight)


def _words(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(text))


def _line_of(text: str, where: tuple[int | str, ...]) -> int:
    """The line of a key such as `("topics", 3, "colour")`: the key's own below its heading, else the heading's; 0 where there is none."""
    lines = text.split("\n")
    place = where[1] if len(where) > 1 else None
    heads = [number for number, line in enumerate(lines) if _TOPIC_HEAD.match(line)] if isinstance(place, int) else []
    start, end = 0, len(lines)
    if isinstance(place, int) and place < len(heads):
        start, end = (*heads, end)[place : place + 2]
    key = next((step for step in reversed(where) if isinstance(step, str)), "")
    own = re.compile(rf"\s*\[?\s*{re.escape(key)}\s*[\]=]")
    return next((number + 1 for number in range(start, end) if own.match(lines[number])), start + 1 if heads else 0)
