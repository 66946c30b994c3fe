"""The text of `rules.toml` in, what it states or every problem with its line out. Pure."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import PromptsInvalid

Points = Annotated[int, Field(ge=0, le=100)]
CueText = Annotated[str, Field(min_length=1, max_length=60, pattern=r"[^\W_]")]
Cues = tuple[CueText, ...]
Place = tuple[int | str, ...]

_LINE_IN_MESSAGE: Final = re.compile(r"line (\d+)")
_TOPIC_HEAD: Final = re.compile(r"^\s*\[\[\s*topics\s*\]\]")
_TAG: Final = r"^[^\s@<>\[\]`*](?:[^\n@<>\[\]`*]*)$"
_EMOJI: Final = r"^(?:[^\s\x00-\x7f]{1,12}|<a?:\w{2,32}:\d{15,20}>)$"
_KINDS: Final = {"extra_forbidden": "there is no such key", "missing": "is missing"}
_SAID: Final = {
    "colour": "must look like #C0392B",
    "emoji": "must be one emoji, or a custom one written <:name:id>",
    "tag": "must be one line without @ < > [ ] ` *",
    "template": "must be a template's name such as card: small letters, digits, - and _",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Places(_Strict):
    """How much a cue counts where it is found, and the points without which no topic wins."""

    title: Points = 2
    tags: Points = 1
    text: Points = 1
    source: Points = 1
    needed: Points = 3


class Grave(_Strict):
    """What is no matter for jokes: `cues`, unless a longer phrase of `ignore` takes their words away."""

    cues: Cues = ()
    ignore: Cues = ()


class TopicRule(_Strict):
    """One `[[topics]]`."""

    tag: Annotated[str, Field(min_length=1, max_length=20, pattern=_TAG)]
    emoji: Annotated[str, Field(min_length=1, max_length=64, pattern=_EMOJI)]
    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    pull: Annotated[float, Field(gt=0, le=10)] = 1.0
    template: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")] = "card"
    voice: Literal["", "plain"] = ""
    decisive: Cues = ()
    strong: Cues = ()
    weak: Cues = ()
    source: Cues = ()

    @property
    def bare(self) -> bool:
        """No cue speaks for it: it is for what is about nothing else."""
        return not (self.decisive or self.strong or self.weak or self.source)


class RulesFile(_Strict):
    """The whole file."""

    ignore: Cues = ()
    places: Places = Places()
    grave: Grave = Grave()
    topics: Annotated[tuple[TopicRule, ...], Field(min_length=1)]


def read_rules(text: str, *, file: str) -> RulesFile:
    """What `text` states. `file` names it in `PromptsInvalid`, raised for the first problem."""
    for fault in rules_faults(text, file=file):
        raise fault
    return RulesFile.model_validate(tomllib.loads(text))


def rules_faults(text: str, *, file: str) -> tuple[PromptsInvalid, ...]:
    """Every problem of `text`, with its line (1 where it is of the whole file); () where all is well. What is no TOML has but one."""
    try:
        stated = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE_IN_MESSAGE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        return (PromptsInvalid(file=file, line=line, problem=f"not TOML: {error}"),)
    try:
        read = RulesFile.model_validate(stated)
    except ValidationError as error:
        places = [(one["loc"], _problem(one["type"], one["loc"], given=one["input"], message=one["msg"])) for one in error.errors()]
    else:
        places = list(_across(read.topics))
    return tuple(PromptsInvalid(file=file, line=line_of(text, place) or 1, problem=problem) for place, problem in places)


def line_of(text: str, where: Place) -> int:
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


def _problem(kind: str, place: Place, *, given: object, message: str) -> str:
    """pydantic's finding in this file's words."""
    own = _KINDS.get(kind)
    if own is None and isinstance(place[-1], int):
        own = f"{given!r}: {message}"
    elif own is None and kind == "string_pattern_mismatch":
        own = _SAID.get(str(place[-1]))
    return f"{'.'.join(map(str, place))}: {own or message}"


def _across(topics: Sequence[TopicRule]) -> Iterator[tuple[Place, str]]:
    """What no topic can know by itself."""
    bare = [place for place, rule in enumerate(topics) if rule.bare]
    if not bare:
        yield (), "every topic has cues; one without any is needed, for what is about nothing else"
    for place in bare[1:]:
        yield ("topics", place), f"topics.{place}: a second topic without cues; {topics[bare[0]].tag!r} is for what is about nothing else"
    tags = Counter(rule.tag for rule in topics)
    for place, rule in enumerate(topics):
        if tags[rule.tag] > 1:
            yield ("topics", place, "tag"), f"topics.{place}.tag: {rule.tag!r} is the tag of {tags[rule.tag]} topics"
