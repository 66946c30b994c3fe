"""A post in, what breaks Discord's limits out. Pure.

The numbers: https://discord.com/developers/docs/resources/message#embed-object-embed-limits. Discord counts characters; whether it
means code points or JavaScript's `length` is not written down, so we count UTF-16 units, which are never fewer.
"""

from typing import Final

from bot.model.delivery import Panel, Post
from bot.text.markdown import MAX_ADDRESS, dangers

PANELS: Final = 10
"""Embeds of one message."""
TITLE: Final = 256
BODY: Final = 4096
FOOTER: Final = 2048
WHOLE: Final = 6000
"""Titles, bodies and footers of all embeds of one message together."""


def units(text: str) -> int:
    """Length of `text` in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def size(panel: Panel) -> int:
    """What `panel` takes of a message's 6000. An address in `url` is not counted; one inside the body is."""
    return units(panel.title) + units(panel.body) + units(panel.footer)


def problems(post: Post) -> tuple[str, ...]:
    """Every limit and promise that `post` breaks, in words; () where it can be sent."""
    found: list[str] = []
    if not 1 <= len(post.panels) <= PANELS:
        found.append(f"{len(post.panels)} panels, 1 to {PANELS} allowed")
    whole = sum(size(panel) for panel in post.panels)
    if whole > WHOLE:
        found.append(f"{whole} characters in all, {WHOLE} allowed")
    if not post.panels or post.code not in post.panels[-1].footer:
        found.append("no unit code in the last footer")
    for number, panel in enumerate(post.panels, start=1):
        found.extend(f"panel {number}: {problem}" for problem in _panel_problems(panel))
    return tuple(found)


def check(post: Post) -> None:
    """Raises ValueError naming what `post` breaks: a bug of the renderer, not a thing that feeds can cause."""
    found = problems(post)
    if found:
        raise ValueError(f"post {post.code} cannot be sent: {'; '.join(found)}")


def _panel_problems(panel: Panel) -> list[str]:
    measured = (
        ("title", units(panel.title), TITLE),
        ("body", units(panel.body), BODY),
        ("footer", units(panel.footer), FOOTER),
        ("address", units(panel.url), MAX_ADDRESS),
    )
    found = [f"{what} of {length}, {limit} allowed" for what, length, limit in measured if length > limit]
    if not panel.title.strip() and not panel.body.strip():
        found.append("nothing to show")
    for text in (panel.title, panel.body, panel.footer):
        found.extend(dangers(text))
    return found
