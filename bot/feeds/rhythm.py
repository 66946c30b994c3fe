"""A feed's document without its entries in, how often it wants to be looked at out. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.model.feed import Rhythm

_HOUR_S: Final = 3600
_DAY_S: Final = 86_400
# http://web.resource.org/rss/1.0/modules/syndication/; a month and a year as the spans they stand for
_PERIODS_S: Final[Mapping[str, int]] = {
    "hourly": _HOUR_S, "daily": _DAY_S, "weekly": 7 * _DAY_S, "monthly": 30 * _DAY_S, "yearly": 365 * _DAY_S,
}  # fmt: skip
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS: Final = 24
_LONGEST_S: Final = 365.0 * _DAY_S
_LONGEST_SHELL: Final = 200_000
_DIGITS: Final = 9


def rhythm_of(shell: str) -> Rhythm:
    """What `ttl` (minutes), `sy:updatePeriod` with `sy:updateFrequency`, `skipHours` and `skipDays` ask for (RSS 2.0; RSS 1.0's module).

    What makes no sense counts as absent, and so do hours or days that leave no time at all. Never raises.
    """
    parser = etree.XMLParser(encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(shell[:_LONGEST_SHELL].encode("utf-8", "ignore"), parser)
    except (etree.LxmlError, ValueError):
        return Rhythm()
    if root is None:
        return Rhythm()
    ttl_s = 60 * _number(_first(root, "ttl"))
    period_s = _PERIODS_S.get(_first(root, "updatePeriod").lower(), 0) / (_number(_first(root, "updateFrequency")) or 1)
    return Rhythm(
        least_s=min(max(float(ttl_s), period_s), _LONGEST_S),
        skip_hours=_some_of(_HOURS, _hours(root)),
        skip_days=_some_of(len(_DAYS), _days(root)),
    )


def _hours(root: etree._Element) -> Iterator[int]:
    """0 to 23; RSS 0.91 counted from 1 to 24."""
    for text in _texts(root, "hour", within="skipHours"):
        if text.isdecimal() and _number(text) <= _HOURS:
            yield _number(text) % _HOURS


def _days(root: etree._Element) -> Iterator[int]:
    for text in _texts(root, "day", within="skipDays"):
        if text.lower() in _DAYS:
            yield _DAYS.index(text.lower())


def _some_of(all_there_are: int, found: Iterator[int]) -> tuple[int, ...]:
    some = tuple(sorted(set(found)))
    return some if len(some) < all_there_are else ()


def _texts(root: etree._Element, name: str, *, within: str) -> Iterator[str]:
    for parent in root.iter(f"{{*}}{within}"):
        for element in parent.iterchildren(f"{{*}}{name}"):
            yield (element.text or "").strip()


def _first(root: etree._Element, name: str) -> str:
    element = next(root.iter(f"{{*}}{name}"), None)
    return "" if element is None else (element.text or "").strip()


def _number(text: str) -> int:
    return int(text[:_DIGITS]) if text.isascii() and text.isdecimal() else 0
