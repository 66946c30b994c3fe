"""Feeds as a list of feeds names them: an OPML file, or a starter pack. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed of a list. `category` is the heading that it stands under, `site_url` its site; "" where the list says none."""

    title: str
    url: str
    category: str = ""
    site_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list names, each feed once, in its order. `unreadable`: how many of its lines name no address that can be opened."""

    outlines: tuple[Outline, ...]
    unreadable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Feeds on one topic to begin with. `name` is what it is asked for by, `about` one sentence."""

    name: str
    title: str
    emoji: str
    about: str
    feeds: tuple[Outline, ...]
