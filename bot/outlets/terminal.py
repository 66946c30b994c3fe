"""A panel in, a box for the terminal out. Pure: the time is handed in.

Reads the Markdown that our templates write: escapes, links, bold, small print, Discord's time marks. No control character gets through, so
no escape sequence either.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Final

from rich.console import Group, RenderableType
from rich.panel import Panel as Box
from rich.style import Style
from rich.text import Text

from bot.model.delivery import Panel

_TOKEN: Final = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|\[(?P<label>[^\[\]\\]*)\]\((?P<target>[^()\s]*)\)"
    r"|<t:(?P<time>-?\d{1,15})(?::[A-Za-z])?>"
    r"|<a?:(?P<emoji>\w+):\d+>"
    r"|(?P<bold>\*\*)"
    r"|^(?P<small>-# )",
    re.MULTILINE,
)
_HIDDEN: Final = frozenset({"Cc", "Cs"})
_OLDEST: Final = timedelta(days=30)


def box(panel: Panel, *, now: datetime) -> RenderableType:
    """`panel` as a box in its colour: title, body, and the footer in the lower border."""
    title = markdown(panel.title, now=now)
    title.stylize(Style(bold=True, link=_clean(panel.url) or None))
    parts = [part for part in (title, markdown(panel.body, now=now)) if part]
    colour = None if panel.colour is None else f"#{panel.colour & 0xFFFFFF:06x}"
    footer = Text(_clean(panel.footer).replace("\n", " "), style="dim")
    return Box(Group(*parts), border_style=Style(color=colour), subtitle=footer or None, subtitle_align="right", padding=(0, 1))


def markdown(text: str, *, now: datetime) -> Text:
    """Discord Markdown of ours as styled text: escapes taken off, links under their labels, times in words."""
    shown = Text()
    text = _clean(text)
    bold = small = False
    at = 0
    for token in _TOKEN.finditer(text):
        small = _put(shown, text[at : token.start()], bold=bold, small=small)
        at = token.end()
        if token["bold"]:
            bold = not bold
        elif token["small"]:
            small = True
        elif token["target"] is not None:
            shown.append(token["label"], Style(link=token["target"] or None, color="cyan"))
        else:
            _put(shown, _word(token, now=now), bold=bold, small=small)
    _put(shown, text[at:], bold=bold, small=small)
    return shown


def ago(when: datetime, *, now: datetime) -> str:
    """How long before `now`, in one unit: `just now`, `5 min ago`, `2 h ago`, `3 d ago`; a date where it is over 30 days."""
    age = now - when
    if abs(age) > _OLDEST:
        return f"{when:%Y-%m-%d}"
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    for length, name in ((24 * 60, "d"), (60, "h")):
        if minutes >= length:
            return f"{minutes // length} {name} ago"
    return f"{minutes} min ago"


def _put(shown: Text, piece: str, *, bold: bool, small: bool) -> bool:
    """Append `piece`; small print ends with its line. Returns whether it still lasts."""
    line, end, rest = piece.partition("\n")
    if small and end:
        shown.append(line + end, Style(bold=bold, dim=True))
        shown.append(rest, Style(bold=bold))
        return False
    shown.append(piece, Style(bold=bold, dim=small))
    return small


def _word(token: re.Match[str], *, now: datetime) -> str:
    if token["time"]:
        try:
            return ago(datetime.fromtimestamp(int(token["time"]), UTC), now=now)
        except (OverflowError, OSError, ValueError):
            return "some time ago"
    return token["escaped"] or f":{token['emoji']}:"


def _clean(text: str) -> str:
    """Without control characters, and without the unseen spaces that keep Discord from making mentions and links."""
    return "".join(c for c in text if c == "\n" or (c != "\u200b" and unicodedata.category(c) not in _HIDDEN))
