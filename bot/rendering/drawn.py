"""A post in, HTML that shows it as Discord would out. Pure: the time is handed in.

Nothing is loaded: a picture is drawn as a frame with its host's name. Classes name the looks, which `page.css` gives them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bot.catalogue import say
from bot.model.delivery import Panel, Post
from bot.model.layout import Box, Part, Pictured, Press, Row, Rule, Text, laid_out, mention_of, presses
from bot.model.subscription import Look
from bot.rendering.hypertext import anchor, blocks, inline, text
from bot.text.markdown import link_target
from bot.text.urls import host_of

_FRAME: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 28" aria-hidden="true">'
    '<circle cx="12" cy="9" r="4"/><path d="M2 26 14 15l7 6 8-11 10 16z"/></svg>'
)
_FACE: Final = (
    '<svg class="face" xmlns="http://www.w3.org/2000/svg" viewBox="16 4 290 290" aria-hidden="true">'
    '<use href="#mascot" width="328" height="336"/></svg>'
)


def message(post: Post, *, now: datetime) -> str:
    """`post` as a message of ByteBot's that was sent at `now`."""
    inside = _components(post, now=now) if post.look is Look.CARDS else _embeds(post, now=now)
    head = (
        f'<div class="who"><span class="name">ByteBot</span><span class="app">{text(say("APP"))}</span>'
        f'<time datetime="{now.isoformat()}">{now:%H:%M}</time></div>'
    )
    return f'<article class="message">{_FACE}<div class="said">{head}{inside}</div></article>'


def colour_class(colour: int | None) -> str:
    """The class of a bar in that colour, with a space before it; "" for None."""
    return "" if colour is None else f" bar-{colour & 0xFFFFFF:06x}"


def _components(post: Post, *, now: datetime) -> str:
    return "".join(_part(part, now=now) for part in laid_out(post))


def _part(part: Part, *, now: datetime) -> str:
    match part:
        case Box():
            inside = "".join(_part(each, now=now) for each in part.parts)
            return f'<div class="box{colour_class(part.colour)}">{inside}</div>'
        case Text():
            return f'<div class="text">{blocks(part.content, now=now)}</div>'
        case Pictured():
            return f'<div class="pictured"><div class="text">{blocks(part.content, now=now)}</div>{_picture(part.image)}</div>'
        case Rule():
            return "<hr/>"
        case Row():
            return _row(part.buttons)


def _embeds(post: Post, *, now: datetime) -> str:
    above = blocks(mention_of(post), now=now) if post.role else ""
    return above + "".join(_embed(panel, now=now) for panel in post.panels) + _row(presses(post))


def _embed(panel: Panel, *, now: datetime) -> str:
    target = link_target(panel.url)
    title = inline(panel.title, now=now, links=not target)
    parts = (
        f'<div class="title">{anchor(target, title) if target else title}</div>' if panel.title else "",
        f'<div class="text">{blocks(panel.body, now=now)}</div>' if panel.body else "",
    )
    inside = f'<div class="pictured"><div>{"".join(parts)}</div>{_picture(panel.image)}</div>' if panel.image else "".join(parts)
    footer = f'<div class="foot">{text(panel.footer)}</div>' if panel.footer else ""
    return f'<div class="embed{colour_class(panel.colour)}">{inside}{footer}</div>'


def _picture(url: str) -> str:
    """A frame in a picture's place; nothing for an address that Discord would not load either."""
    host = host_of(link_target(url))
    return f'<div class="picture">{_FRAME}<span>{text(host)}</span></div>' if host else ""


def _row(buttons: Iterable[Press]) -> str:
    drawn = "".join(f'<span class="button">{text(each.label)}</span>' for each in buttons)
    return f'<div class="row">{drawn}</div>' if drawn else ""
