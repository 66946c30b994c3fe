"""A post in, the tree of Discord's components that shows it out. Pure.

The one plan of a post: the renderer measures it, Discord's outlet builds it, a preview can draw it. Discord shows escapes inside a
link's label as they stand (discord-api-docs #6185), so a title is bold text, and the link beside it has a label of ours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.catalogue import say
from bot.model.delivery import Button, Panel, Post, custom_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Markdown of a post."""

    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """Markdown with a small picture beside it; `told` says to those who cannot see it what it is."""

    content: str
    image: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A thin line between what stands above and below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button."""

    label: str
    custom_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Buttons side by side, at most five."""

    buttons: tuple[Press, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What belongs together, with a bar of its colour at the side; None: without one."""

    colour: int | None
    parts: tuple[Text | Pictured | Rule | Row, ...]


Part = Box | Text | Pictured | Rule | Row


def laid_out(post: Post) -> tuple[Part, ...]:
    """`post` as components, from top to bottom, whatever its look; the mention of its role, if it has one, comes first."""
    return tuple(_parts(post))


def mention_of(post: Post) -> str:
    """What mentions the post's role; "" where it has none."""
    return f"<@&{post.role}>" if post.role else ""


def presses(post: Post) -> tuple[Press, ...]:
    """The buttons below the post, in its language."""
    labels = {
        Button.RECEIPTS: say("Receipts"),
        Button.MORE: say("More"),
        Button.SAVE: say("Save"),
        Button.LESS: say("Less like this"),
        Button.REPORT: say("Report a bullet"),
    }
    return tuple(Press(label=labels[each], custom_id=custom_id(each, code=post.code)) for each in post.buttons)


def texts_in(parts: Sequence[Part]) -> Iterator[str]:
    """Every text that counts towards Discord's limit, in order."""
    for part in parts:
        if isinstance(part, Box):
            yield from texts_in(part.parts)
        elif isinstance(part, Text | Pictured):
            yield part.content


def components_in(parts: Sequence[Part]) -> int:
    """How many components Discord counts: nested ones and a text's picture are components too."""
    count = 0
    for part in parts:
        match part:
            case Box():
                count += 1 + components_in(part.parts)
            case Row():
                count += 1 + len(part.buttons)
            case Pictured():
                count += 3
            case Text() | Rule():
                count += 1
    return count


def _parts(post: Post) -> Iterator[Part]:
    if mention := mention_of(post):
        yield Text(content=mention)
    end = tuple(_end(post))
    if len(post.panels) == 1:
        (panel,) = post.panels
        below = (Rule(), *end) if end else ()
        yield Box(colour=panel.colour, parts=(*_told(panel), *below))
    else:
        yield from (Box(colour=panel.colour, parts=tuple(_told(panel))) for panel in post.panels)
        yield from end


def _told(panel: Panel) -> Iterator[Text | Pictured]:
    """A panel's title and body. Beside a picture stand the title and the body's first line alone: on a phone there is not much room."""
    heading = _heading(panel)
    if not panel.image or not heading:
        yield Text(content=_lines(heading, panel.body))
        return
    first, _, rest = panel.body.partition("\n")
    yield Pictured(content=_lines(heading, first), image=panel.image, told=say("Picture of the article"))
    if rest.strip():
        yield Text(content=rest.strip("\n"))


def _heading(panel: Panel) -> str:
    """The title, and the link where the body has none to the same place."""
    if not panel.title:
        return ""
    linked = panel.url and f"]({panel.url})" not in panel.body
    return f"**{panel.title}**" + (f" [{say('read')}]({panel.url})" if linked else "")


def _end(post: Post) -> Iterator[Text | Row]:
    if post.panels and post.panels[-1].footer:
        yield Text(content=f"-# {post.panels[-1].footer}")
    if buttons := presses(post):
        yield Row(buttons=buttons)


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
