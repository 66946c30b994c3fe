"""Results of flows in, embeds to answer with out. Pure."""

import discord

from bot.catalogue import say
from bot.flows.subscribe import Subscribed
from bot.flows.tldr import Tldr
from bot.model.digest import Coverage
from bot.model.search import Leaf
from bot.model.subscription import Mode, Target
from bot.outlets.discord_channel import as_embed
from bot.rendering.listing import render_latest
from bot.rendering.post import render_empty, render_takeaways
from bot.rendering.templates import Templates
from bot.text.clip import clip
from bot.text.markdown import escape


def subscribed(result: Subscribed, *, target: Target) -> discord.Embed:
    """What was found, what will come, and when."""
    newest = "\n".join(f"• {escape(clip(entry.title or 'untitled', 150))}" for entry in reversed(result.newest))
    lines = [
        f"{'Changed' if result.changed else 'Following'} **{escape(clip(result.feed.title, 100))}** in <#{target.channel}>.",
        _what_comes(result),
        f"Newest there now:\n{newest}" if newest else "It shows no entries yet.",
    ]
    return discord.Embed(description="\n\n".join(lines))


def _what_comes(result: Subscribed) -> str:
    when = "as they come" if result.wish.mode is Mode.INSTANT else f"in the digest <t:{int(result.next_digest_at.timestamp())}:R>"
    first = f"{result.coming} of its newest entries follow now. " if result.coming else "What it shows now counts as read. "
    if result.coming and result.wish.mode is Mode.DIGEST:
        first = f"{result.coming} of its newest entries come with the next digest. "
    check = f"I look again <t:{int(result.feed.next_at.timestamp())}:R>."
    return f"{first}New stories come {when}, with {result.wish.takeaways} Key Takeaways each. {check}"


def tldr(result: Tldr, *, templates: Templates) -> discord.Embed:
    """An article's takeaways."""
    panel = render_takeaways(result.title, result.url, result.takeaways, article_words=result.words, templates=templates)
    return as_embed(panel)


def latest(leaf: Leaf[Coverage], *, narrowed: bool, templates: Templates) -> discord.Embed:
    """A page of the newest stories, or that there are none yet; `narrowed`: none of what was asked for."""
    if leaf.items:
        return as_embed(render_latest(leaf.items, templates=templates))
    none = say("I posted no such stories here yet.") if narrowed else say("I posted no stories here yet; /feed add brings some.")
    return as_embed(render_empty(templates, none))
