"""A post in, what breaks Discord's limits or our own promises out. Pure.

The one place that knows how much a message holds, in either look. The numbers:
https://discord.com/developers/docs/resources/message#embed-object-embed-limits and .../components/reference. Discord counts characters;
whether it means code points or JavaScript's `length` is not written down, so we count UTF-16 units, which are never fewer. Nor is it
written down whether an address inside a text counts; we count it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.catalogue import language
from bot.model.delivery import Button, Panel, Post
from bot.model.layout import components_in, laid_out, presses, texts_in
from bot.model.subscription import Look
from bot.text.markdown import MAX_ADDRESS, dangers, link_target

PANELS: Final = 10
"""Embeds of one message."""
TITLE: Final = 256
BODY: Final = 4096
FOOTER: Final = 2048
WHOLE: Final = 6000
"""Titles, bodies and footers of all embeds of one message together."""
TEXTS: Final = 4000
"""All texts of a message that is laid out in components."""
COMPONENTS: Final = 40
"""All components of one message, nested ones included."""
LABEL: Final = 80
CUSTOM_ID: Final = 100

_FOOTER: Final = "x" * 256  # the longest that the renderer writes: a closing line and a unit code
_CODE: Final = "BB-000000"
_ROLE: Final = (1 << 64) - 1


def units(text: str) -> int:
    """Length of `text` in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def size(panel: Panel) -> int:
    """What `panel` takes of the 6000 of a message of embeds. An address in `url` is not counted; one inside the body is."""
    return units(panel.title) + units(panel.body) + units(panel.footer)


def fits(panels: Sequence[Panel], *, look: Look, buttons: tuple[Button, ...] = ()) -> bool:
    """Whether one message of that look holds `panels`, with these buttons, a footer, and a role that it mentions."""
    ended = (*panels[:-1], *(replace(panel, footer=_FOOTER) for panel in panels[-1:]))
    post = Post(code=_CODE, panels=ended, look=look, buttons=buttons, role=_ROLE, language=language())
    return next(_excess(post), None) is None


def problems(post: Post) -> tuple[str, ...]:
    """Every limit and promise that `post` breaks, in words; () where it can be sent."""
    found = list(_excess(post))
    if not post.panels or post.code not in post.panels[-1].footer:
        found.append("no unit code in the last footer")
    for number, panel in enumerate(post.panels, start=1):
        found.extend(f"panel {number}: {broken}" for broken in _broken_promises(panel))
    return tuple(found)


def check(post: Post) -> None:
    """Raises ValueError naming what `post` breaks: a bug of the renderer, not a thing that feeds can cause."""
    found = problems(post)
    if found:
        raise ValueError(f"post {post.code} cannot be sent: {'; '.join(found)}")


def _excess(post: Post) -> Iterator[str]:
    """What is beyond Discord's limits for the post's look."""
    if not 1 <= len(post.panels) <= PANELS:
        yield f"{len(post.panels)} panels, 1 to {PANELS} allowed"
    yield from _of_cards(post) if post.look is Look.CARDS else _of_embeds(post)
    for press in presses(post):
        yield from _over(("label", units(press.label), LABEL), ("custom id", units(press.custom_id), CUSTOM_ID))
    for number, panel in enumerate(post.panels, start=1):
        if not panel.title.strip() and not panel.body.strip():
            yield f"panel {number}: nothing to show"
        title, addresses = ("title", units(panel.title), TITLE), (("address", units(url), MAX_ADDRESS) for url in (panel.url, panel.image))
        yield from (f"panel {number}: {over}" for over in _over(title, *addresses))


def _of_cards(post: Post) -> Iterator[str]:
    parts = laid_out(post)
    yield from _in_all(("characters", sum(map(units, texts_in(parts))), TEXTS), ("components", components_in(parts), COMPONENTS))


def _of_embeds(post: Post) -> Iterator[str]:
    yield from _in_all(("characters", sum(map(size, post.panels)), WHOLE))
    for number, panel in enumerate(post.panels, start=1):
        measured = (("body", units(panel.body), BODY), ("footer", units(panel.footer), FOOTER))
        yield from (f"panel {number}: {over}" for over in _over(*measured))


def _in_all(*measured: tuple[str, int, int]) -> Iterator[str]:
    yield from (f"{length} {what} in all, {limit} allowed" for what, length, limit in measured if length > limit)


def _over(*measured: tuple[str, int, int]) -> Iterator[str]:
    yield from (f"{what} of {length}, {limit} allowed" for what, length, limit in measured if length > limit)


def _broken_promises(panel: Panel) -> Iterator[str]:
    """What no post of ours may do, though Discord would take it."""
    for text in (panel.title, panel.body, panel.footer):
        yield from dangers(text)
    for url in (panel.url, panel.image):
        if url and link_target(url) != url:
            yield "an address that is not clean"
