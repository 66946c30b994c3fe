"""Numbers and lengths of time in, as people of any language read them out: SI's spaces and units. Pure."""

from typing import Final

_SPACE: Final = "\u202f"  # narrow, and no line breaks at it: a thousands separator that is nobody's decimal point (ISO 80000-1, 7.3.1)
_BARS: Final = "▁▂▃▄▅▆▇█"


def amount(number: float) -> str:
    """`12 345`, rounded to a whole number."""
    return f"{number:,.0f}".replace(",", _SPACE)


def hours_and_minutes(seconds: float) -> str:
    """`3 h 20 min`, without what is nought; minutes alone below an hour, hours alone from a hundred on."""
    minutes = round(seconds / 60)
    if minutes < 60:  # noqa: PLR2004  minutes of an hour
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{amount(hours)} h {rest} min" if rest and hours < 100 else f"{amount(hours)} h"  # noqa: PLR2004  beyond, minutes are noise


def age(seconds: float) -> str:
    """`12 s`, `7 min`, `3 h 20 min`: how long ago, roughly."""
    return f"{max(seconds, 0):.0f} s" if seconds < 100 else hours_and_minutes(seconds)  # noqa: PLR2004  so far people think in seconds


def bars(values: tuple[float, ...]) -> str:
    """A row of small bars, a letter each; a space where there is nothing."""
    most = max(values, default=0)
    return "".join(_BARS[min(int(value / most * len(_BARS)), len(_BARS) - 1)] if value else " " for value in values)
