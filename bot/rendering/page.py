"""Posts in, one HTML page that shows them as Discord would out. Reads two files of ours, otherwise pure: the time is handed in.

The page stands alone: no script, no request, nothing loaded, and its own policy (CSP) holds browsers to that. It is well-formed XML too.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import bot
from bot.catalogue import language, say
from bot.model.delivery import Post
from bot.rendering.drawn import colour_class, message
from bot.rendering.hypertext import text

MARK: Final = "<!DOCTYPE html>\n<!-- A preview by ByteBot -->\n"
"""How every page begins, so that ours are told from others' files."""

_SVG: Final = re.compile(r"<svg\b[^>]*>(.*)</svg>", re.DOTALL)
_NAMED: Final = re.compile(r"\s*<(title|desc)\b.*?</\1>", re.DOTALL)


class Scheme(StrEnum):
    """The colours of a page. AUTO: the reader's system decides, and a switch on the page overrules it."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Posts that belong together, with a heading and a line on what they are; "" for none."""

    title: str
    note: str = ""
    posts: tuple[Post, ...]


def page(sheets: Sequence[Sheet], *, title: str, now: datetime, scheme: Scheme = Scheme.AUTO) -> str:
    """A whole document; ages are told from `now`. With a `scheme` of its own it has neither headline nor switch: for a picture."""
    style = _style(post for sheet in sheets for post in sheet.posts)
    head = _switch(title) if scheme is Scheme.AUTO else ""
    shown = "".join(_sheet(sheet, now=now) for sheet in sheets)
    return (
        f'{MARK}<html lang="{language()}" class="{scheme.value}"><head><meta charset="utf-8"/>'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style)}"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>{text(title)}</title><style>{style}</style></head>"
        f"<body>{_mascot()}{head}<main>{shown}</main></body></html>\n"
    )


def _sheet(sheet: Sheet, *, now: datetime) -> str:
    heading = f"<h2>{text(sheet.title)}</h2>" if sheet.title else ""
    note = f'<p class="note">{text(sheet.note)}</p>' if sheet.note else ""
    return f'<section>{heading}{note}<div class="chat">{"".join(message(post, now=now) for post in sheet.posts)}</div></section>'


def _switch(title: str) -> str:
    """The headline, and three radio buttons that the style sheet listens to."""
    labels = {Scheme.AUTO: say("Automatic"), Scheme.LIGHT: say("Light"), Scheme.DARK: say("Dark")}
    choices = "".join(
        f'<label><input type="radio" name="scheme" id="{each.value}"{" checked=" + chr(34) * 2 if each is Scheme.AUTO else ""}/>'
        f"<span>{text(label)}</span></label>"
        for each, label in labels.items()
    )
    return (
        f'<header><h1>{text(title)}</h1><div class="switch" role="radiogroup" aria-label="{text(say("Colours"))}">{choices}</div></header>'
    )


def _style(posts: Iterable[Post]) -> str:
    """The style sheet with the bars' colours: the policy allows no style on an element of its own."""
    colours = {panel.colour for post in posts for panel in post.panels if panel.colour is not None}
    bars = "".join(f".{colour_class(each).strip()}{{--bar:#{each & 0xFFFFFF:06x}}}\n" for each in sorted(colours))
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8") + bars


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _mascot() -> str:
    """ByteBot's portrait, defined once and used beside every message."""
    package = Path(bot.__file__).parent
    inside = package / "mascot.svg"  # once installed; in a checkout it lies with the documentation
    drawing = (inside if inside.is_file() else package.parent / "docs" / "mascot.svg").read_text(encoding="utf-8")
    found = _SVG.search(drawing)
    shapes = _NAMED.sub("", found[1]) if found else ""
    return (
        '<svg class="unseen" xmlns="http://www.w3.org/2000/svg" aria-hidden="true">'
        f'<symbol id="mascot" viewBox="0 0 328 336">{shapes}</symbol></svg>'
    )
