"""A text as people write it in, the web addresses that stand in it out. Pure, linear."""

import re
from typing import Final

_LONGEST: Final = 2048
_LINK: Final = re.compile(rf"https?://[^\s<>\"`\\^{{|}}]{{1,{_LONGEST}}}", re.IGNORECASE)
_AFTER: Final = ".,;:!?*_~'’”»"
_PAIRS: Final = {")": "(", "]": "["}


def links_in(text: str) -> tuple[str, ...]:
    """In order, without the marks that a sentence or Discord's Markdown puts behind them."""
    return tuple(_bare(found[0]) for found in _LINK.finditer(text))


def _bare(link: str) -> str:
    """A closing bracket belongs to the address where its opening one does: `(https://w.example/Byte_(unit))`."""
    while link and (link[-1] in _AFTER or link.count(link[-1]) > link.count(_PAIRS.get(link[-1], link[-1]))):
        link = link[:-1]
    cut = link.find("](")  # [label](address) whose label is an address too
    return link[:cut] if cut >= 0 else link
