"""A picture of figures before it is drawn: every word of it said already, in its reader's language. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A label below the step of that number."""

    step: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One row of bars. `part` is what of each value is shown in another tone, and `part_label` what that is; empty: nothing is."""

    title: str
    total: str
    values: tuple[float, ...]
    part: tuple[float, ...] = ()
    part_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Panels over the same steps, of which the last is under way. `nothing`: what is said where there is nothing to show, else empty.

    `alt` tells it to people who don't see it.
    """

    title: str
    subtitle: str
    note: str
    nothing: str
    alt: str
    panels: tuple[Panel, ...]
    ticks: tuple[Tick, ...]
    dark: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The picture, and what it shows in words."""

    png: bytes
    alt: str
