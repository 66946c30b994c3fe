"""Results of flows in, embeds to answer with out. Pure."""

import discord

from bot.catalogue import say
from bot.flows.links import Answered
from bot.flows.tldr import Tldr
from bot.model.digest import Coverage
from bot.model.search import Leaf
from bot.outlets.discord_channel import as_embed
from bot.rendering.listing import render_latest
from bot.rendering.post import render_empty, render_failure, render_takeaways
from bot.rendering.templates import Templates


def tldr(result: Tldr, *, templates: Templates) -> discord.Embed:
    """An article's takeaways."""
    panel = render_takeaways(result.title, result.url, result.takeaways, article_words=result.words, templates=templates)
    return as_embed(panel)


def answered(found: Answered, *, templates: Templates) -> discord.Embed:
    """The takeaways of one of a message's links, or why it could not be read."""
    return tldr(found.tldr, templates=templates) if found.tldr else as_embed(render_failure(templates, found.trouble))


def latest(leaf: Leaf[Coverage], *, narrowed: bool, templates: Templates) -> discord.Embed:
    """A page of the newest stories, or that there are none yet; `narrowed`: none of what was asked for."""
    if leaf.items:
        return as_embed(render_latest(leaf.items, templates=templates))
    none = say("I posted no such stories here yet.") if narrowed else say("I posted no stories here yet; /feed add brings some.")
    return as_embed(render_empty(templates, none))
