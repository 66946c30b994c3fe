"""What templates are given: text that needs no escaping, the small shapes they loop over, and a sample of every variable. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


class Safe(str):
    """Markdown of our own making: a link with a label of ours, Discord's time mark, a topic's emoji. Templates show it untouched."""

    __slots__ = ()


NOTHING: Final = Safe("")
CARD: Final = "card"
"""The template of a story by itself, where its topic names no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletValue:
    """A takeaway in a template. `link` opens the article at that sentence; empty where the bullet stands plain."""

    text: str
    link: Safe = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceValue:
    """Another source of a story. `link` opens its article."""

    name: str
    link: Safe


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedValue:
    """A story in a list. `when` is Discord's time mark, `read` opens the article."""

    title: str
    source: str
    when: Safe
    read: Safe


_STORY: Final[Mapping[str, object]] = MappingProxyType(
    {
        "title": "A parser learns to say no",
        "tag": "release",
        "emoji": Safe("📦"),
        "source": "The Daily Diff",
        "when": Safe("<t:1767225600:R>"),
        "minutes": 6,
        "seconds": 20,
        "own": True,
        "model": False,
        "bullets": (
            BulletValue(text="Version 4 refuses what version 3 guessed.", link=Safe("[↗](https://diff.example/4)")),
            BulletValue(text="It is twice as fast on 40 of 50 inputs."),
        ),
        "reason": "the page shows only a teaser",
        "read": Safe("[read](https://diff.example/4)"),
        "others": (SourceValue(name="Byte Weekly", link=Safe("[↗](https://byte.example/parser)")),),
        "more": 2,
        "differ": ("40 M vs 55 M",),
        "correction": "The headline was “A parser learns to say yes”.",
        "update": True,
        "earlier": Safe("[earlier](https://discord.com/channels/1/2/3)"),
    }
)
_FRAME: Final[Mapping[str, object]] = MappingProxyType({"stories": 7, "sources": 4, "minutes": 42, "seconds": 90, "more": 12})
_LISTED: Final = ListedValue(
    title="A parser learns to say no",
    source="The Daily Diff",
    when=Safe("<t:1767225600:R>"),
    read=Safe("[read](https://diff.example/4)"),
)
_TAKEAWAYS: Final = ("title", "minutes", "seconds", "own", "model", "bullets", "reason", "read")

SAMPLES: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType(
    {
        CARD: _STORY,
        "digest.opening": _FRAME,
        "digest.story": _STORY,
        "digest.closing": _FRAME,
        "takeaways": MappingProxyType({name: _STORY[name] for name in _TAKEAWAYS}),
        "latest": MappingProxyType({"stories": (_LISTED,)}),
        "empty": MappingProxyType({"what": "Nothing was posted here yet."}),
        "failure": MappingProxyType({"said": "diff.example answered 404 (not found; check the address)."}),
    }
)
"""Every template (or block of one, after the dot) with a value for each of its variables, as `prompts/README.md` describes them."""

_BARE: Final[Mapping[str, object]] = MappingProxyType(
    {
        **_STORY,
        "minutes": 0,
        "seconds": 0,
        "own": False,
        "bullets": (),
        "read": NOTHING,
        "others": (),
        "more": 0,
        "differ": (),
        "correction": "",
        "update": False,
        "earlier": NOTHING,
    }
)
_ONE: Final[Mapping[str, object]] = MappingProxyType({"stories": 1, "sources": 1, "minutes": 0, "seconds": 0, "more": 0})

LEAST: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType(
    {
        **SAMPLES,
        CARD: _BARE,
        "digest.opening": _ONE,
        "digest.story": _BARE,
        "digest.closing": _ONE,
        "takeaways": MappingProxyType({name: _BARE[name] for name in _TAKEAWAYS}),
        "latest": MappingProxyType({"stories": ()}),
    }
)
"""The same where there is as little as can be: no bullets, no other sources, no length known."""
