"""The demo's article files in, pieces out. Reads only files of this package.

A file is a front matter of `key: value` lines between two `---`, then a body: blocks parted by empty lines, a block
being a heading (`## `), a list (`- `), a quotation (`> `), code (four spaces) or else a paragraph. `{U+202E}` stands for
that character and `{U+0041x9}` for nine of them, so that no file holds a sign which an editor would hide.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.resources import files

_SIGN = re.compile(r"\{U\+([0-9A-F]{4,6})(?:x(\d+))?\}")
_FENCE = "---\n"


class PartKind(StrEnum):
    """What one block of a body is; the value is what its lines begin with in the file."""

    HEADING = "## "
    LIST = "- "
    QUOTE = "> "
    CODE = "    "
    PARAGRAPH = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One block of a body: a list's items or code's lines, else a single line."""

    kind: PartKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article of the demo. `teaser`: its page shows the opening only. `full_content`: its feed carries the whole text."""

    name: str
    feed: str
    guid: str
    title: str
    author: str
    published_at: datetime
    tags: tuple[str, ...]
    path: str
    language: str
    teaser: bool
    full_content: bool
    body: tuple[Part, ...]

    @property
    def lead(self) -> str:
        """The opening paragraph, which feeds use as the summary."""
        return self.body[0].lines[0]


def pieces(*, now: datetime) -> tuple[Piece, ...]:
    """All articles, newest first. `now` is aware; each article is a fixed time older, so one `now` gives one answer."""
    folder = files("bot.cli.demo") / "articles"
    found = [read(file.read_text("utf-8"), name=file.name, now=now) for file in folder.iterdir() if file.name.endswith(".md")]
    return tuple(sorted(found, key=lambda piece: piece.published_at, reverse=True))


def read(text: str, *, name: str, now: datetime) -> Piece:
    """One file's text as a piece. A missing key raises KeyError: these files are ours, so that is a bug."""
    _, front, body = text.split(_FENCE, 2)
    facts = dict(_fact(line) for line in front.splitlines())
    moment = now.astimezone(UTC).replace(microsecond=0)
    return Piece(
        name=name.removesuffix(".md"),
        feed=facts["feed"],
        guid=facts["guid"],
        title=facts["title"],
        author=facts["author"],
        published_at=moment - timedelta(minutes=int(facts["minutes"])),
        tags=tuple(facts["tags"].split(", ")),
        path=facts["url"],
        language=facts.get("language", "en"),
        teaser=facts.get("teaser") == "yes",
        full_content=facts.get("full_content") == "yes",
        body=tuple(_part(block) for block in re.split(r"\n{2,}", body.strip("\n"))),
    )


def _fact(line: str) -> tuple[str, str]:
    key, _, value = line.partition(": ")
    return key, _signs(value)


def _part(block: str) -> Part:
    kind = next(kind for kind in PartKind if block.startswith(kind))
    return Part(kind=kind, lines=tuple(_signs(line.removeprefix(kind)) for line in block.splitlines()))


def _signs(text: str) -> str:
    return _SIGN.sub(lambda found: chr(int(found[1], 16)) * int(found[2] or 1), text)
