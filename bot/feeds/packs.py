"""The text of `packs.toml` in, the starter packs that it names or every problem with its line out. Pure."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.errors import PromptsInvalid
from bot.model.outline import Outline, Pack
from bot.text.urls import web_link

_MOST_PACKS: Final = 25  # as many as a list to choose from holds
_HEAD: Final = re.compile(r"^\s*\[\[\s*packs\s*\]\]")
_LINE_IN_MESSAGE: Final = re.compile(r"line (\d+)")
_KINDS: Final = {
    "extra_forbidden": "there is no such key",
    "missing": "is missing",
}
_SAID: Final = {"name": "must be small letters, digits and -", "emoji": "must be one emoji"}


def _web(url: str) -> str:
    if not web_link(url):
        raise ValueError("must be an http:// or https:// address")
    return url


_Title = Annotated[str, Field(min_length=1, max_length=80)]
_Address = Annotated[str, AfterValidator(_web)]


class _Pack(BaseModel):
    """One `[[packs]]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,24}$")]
    title: Annotated[str, Field(min_length=1, max_length=40)]
    emoji: Annotated[str, Field(pattern=r"^[^\s\x00-\x7f]{1,12}$")]
    about: Annotated[str, Field(min_length=1, max_length=100)]
    feeds: Annotated[dict[_Title, _Address], Field(min_length=1, max_length=25)]


class _File(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    packs: Annotated[tuple[_Pack, ...], Field(min_length=1, max_length=_MOST_PACKS)]


def read_packs(text: str, *, file: str) -> tuple[Pack, ...]:
    """The packs that `text` names, in its order. `file` names it in `PromptsInvalid`, raised for the first problem."""
    for fault in packs_faults(text, file=file):
        raise fault
    return tuple(
        Pack(
            name=each.name,
            title=each.title,
            emoji=each.emoji,
            about=each.about,
            feeds=tuple(Outline(title=title, url=url, category=each.title) for title, url in each.feeds.items()),
        )
        for each in _File.model_validate(tomllib.loads(text)).packs
    )


def packs_faults(text: str, *, file: str) -> tuple[PromptsInvalid, ...]:
    """Every problem of `text`, with its line; () where all is well. What is no TOML has but one."""
    try:
        read = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = _LINE_IN_MESSAGE.search(str(error))
        return (PromptsInvalid(file=file, line=int(found[1]) if found else text.count("\n") + 1, problem=f"not TOML: {error}"),)
    except ValidationError as error:
        faults = [(one["loc"], _problem(one["type"], one["loc"], message=one["msg"])) for one in error.errors()]
    else:
        faults = list(_across(read))
    return tuple(PromptsInvalid(file=file, line=_line_of(text, where), problem=f"{_path(where)}: {what}") for where, what in faults)


def _problem(kind: str, where: tuple[int | str, ...], *, message: str) -> str:
    """pydantic's finding in this file's words."""
    if kind == "string_pattern_mismatch":
        return _SAID[str(where[-1])]
    return _KINDS.get(kind, message.removeprefix("Value error, "))


def _across(read: _File) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """What no pack can know by itself."""
    names = Counter(each.name for each in read.packs)
    for number, each in enumerate(read.packs):
        if names[each.name] > 1:
            yield ("packs", number, "name"), f"{each.name!r} is the name of {names[each.name]} packs"


def _path(where: tuple[int | str, ...]) -> str:
    return ".".join(map(str, where)) or "the file"


def _line_of(text: str, where: tuple[int | str, ...]) -> int:
    """The line of a key below its pack's heading, else the heading's; 1 where there is none."""
    lines = text.split("\n")
    heads = [number for number, line in enumerate(lines) if _HEAD.match(line)]
    number = where[1] if len(where) > 1 and isinstance(where[1], int) else None
    if number is None or number >= len(heads):
        return 1
    start, end = (*heads, len(lines))[number : number + 2]
    keys = [re.compile(rf"""\s*\[?(?:packs\.)?["']?{re.escape(key)}["']?\s*[\]=]""") for key in where[2:] if isinstance(key, str)]
    found = (at + 1 for key in reversed(keys) for at in range(start, end) if key.match(lines[at]))
    return next(found, start + 1)
