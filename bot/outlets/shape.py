"""A post in, what discord.py is to send for it out: components, or embeds with buttons below. Pure."""

from dataclasses import dataclass
from typing import Any, Final

import discord

from bot.errors import SendRefused
from bot.model.delivery import Panel, Post
from bot.model.layout import Box, Part, Pictured, Press, Row, Rule, Text, laid_out, mention_of, presses
from bot.model.subscription import Look
from bot.outlets.refuse import refuse

NOBODY: Final = discord.AllowedMentions.none()
_V2: Final = discord.MessageFlags(components_v2=True).value


@dataclass(frozen=True, slots=True, kw_only=True)
class Shaped:
    """A post in its look. `view` None: nothing to press; `content` None: no text above the embeds."""

    view: discord.ui.LayoutView | discord.ui.View | None
    embeds: tuple[discord.Embed, ...]
    content: str | None
    mentions: discord.AllowedMentions

    @property
    def as_new(self) -> dict[str, Any]:
        """What makes the message: the only place where a role is mentioned."""
        given: dict[str, Any] = {"allowed_mentions": self.mentions}
        if self.view is not None:
            given["view"] = self.view
        if self.embeds:
            given["embeds"] = list(self.embeds)
        if self.content:
            given["content"] = self.content
        return given

    @property
    def as_edit(self) -> dict[str, Any]:
        """What changes the message, which keeps its look and mentions nobody anew."""
        given: dict[str, Any] = {"allowed_mentions": NOBODY, "view": self.view}
        return given | ({"embeds": list(self.embeds)} if self.embeds else {})


def shaped(post: Post) -> Shaped:
    """`post` in its look. Raises `SendRefused` where it is beyond Discord's limits."""
    try:
        made = _of_components(post) if post.look is Look.CARDS else _of_embeds(post)
    except ValueError as error:  # the library counts some limits itself
        raise SendRefused(detail=str(error)) from error
    refuse(body_of(made))
    return made


def as_embed(panel: Panel) -> discord.Embed:
    """One panel as Discord's library knows it."""
    embed = discord.Embed(title=panel.title or None, url=panel.url or None, description=panel.body or None, colour=panel.colour)
    if panel.image:
        embed.set_thumbnail(url=panel.image)
    return embed.set_footer(text=panel.footer) if panel.footer else embed


def _of_components(post: Post) -> Shaped:
    view = discord.ui.LayoutView(timeout=None)
    for part in laid_out(post):
        view.add_item(_item(part))
    return Shaped(view=view, embeds=(), content=None, mentions=_mentions(post))


def _of_embeds(post: Post) -> Shaped:
    view = discord.ui.View(timeout=None)
    for press in presses(post):
        view.add_item(_button(press))
    embeds = tuple(as_embed(panel) for panel in post.panels)
    return Shaped(view=view if post.buttons else None, embeds=embeds, content=mention_of(post) or None, mentions=_mentions(post))


def _item(part: Part) -> discord.ui.Item[discord.ui.LayoutView]:
    match part:
        case Box():
            return discord.ui.Container(*map(_item, part.parts), accent_colour=part.colour)
        case Text():
            return discord.ui.TextDisplay(part.content)
        case Pictured():
            return discord.ui.Section(part.content, accessory=discord.ui.Thumbnail(part.image, description=part.told))
        case Rule():
            return discord.ui.Separator()
        case Row():
            return discord.ui.ActionRow(*map(_button, part.buttons))


def _button(press: Press) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=press.label, custom_id=press.custom_id)


def _mentions(post: Post) -> discord.AllowedMentions:
    if not post.role:
        return NOBODY
    return discord.AllowedMentions(everyone=False, users=False, replied_user=False, roles=[discord.Object(post.role)])


def body_of(made: Shaped) -> dict[str, Any]:
    """The part of the request that Discord measures, as JSON holds it."""
    return {
        "content": made.content,
        "embeds": [embed.to_dict() for embed in made.embeds],
        "components": made.view.to_components() if made.view else [],
        "flags": _V2 if isinstance(made.view, discord.ui.LayoutView) else 0,
    }
