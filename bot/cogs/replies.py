"""Results of flows in, embeds to answer with out. Pure."""

from collections.abc import Sequence

import discord

from bot.flows.links import Answered
from bot.flows.tldr import Tldr
from bot.model.digest import Coverage
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


def latest(stories: Sequence[Coverage], *, templates: Templates) -> discord.Embed:
    """The newest stories, or that there are none yet."""
    return as_embed(
        render_latest(stories, templates=templates)
        if stories
        else render_empty(templates, "I posted no stories here yet; /feed add brings some.")
    )
