"""The command tree and an asker in; the commands that they may use here, page by page, out. Never behind the tree, as it is made of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import say
from bot.cogs.pages import Page
from bot.cogs.parts import host_of
from bot.cogs.sync import Tree, known_ids
from bot.errors import Refused
from bot.rendering.post import OURS

Top = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu
Leaf = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu

EXAMPLES: Final[Mapping[str, str]] = {
    "feed add": "/feed add url:https://example.com/feed.xml mode:digest",
    "digest schedule": "/digest schedule when:daily 08:00 18:30 zone:Europe/Berlin",
    "filter add": "/filter add action:deny value:sponsored field:title",
    "why": "/why item:BB-7F3K2Q",
    "tldr": "/tldr url:https://example.com/a-long-article",
    "bytebot follow": "/bytebot follow topic:security zone:Europe/Berlin",
}
_A_PAGE: Final = 12


def topics_like(part: str, interaction: discord.Interaction) -> list[str]:
    """The names of commands that hold `part`."""
    wanted = part.strip().lstrip("/").casefold()
    return [each.name for each in _usable(interaction) if wanted in each.name.casefold()]


def topic_named(typed: str, interaction: discord.Interaction) -> str:
    """ "": all of them. `feed`, `/feed` and `feed add` mean the same. Raises `Refused` where the asker has no such command."""
    words = typed.strip().lstrip("/").casefold()
    if not words:
        return ""
    found = [
        each.name for each in _usable(interaction) if words in {each.name.casefold(), *(leaf.qualified_name for leaf in _leaves(each))}
    ]
    if not found:
        raise Refused(why=say("I have no such command for you here; `/bytebot help` shows those that I have."))
    return found[0]


async def book(interaction: discord.Interaction, asked: str, number: int) -> Page:
    """A page of all commands, or of the one called `asked`, with its options."""
    ids = await known_ids(_tree(interaction), db=host_of(interaction).app.db)
    tops = [each for each in _usable(interaction) if asked in {"", each.name}]
    lines = [await _line(leaf, interaction, ids=ids, whole=bool(asked)) for each in tops for leaf in _leaves(each)]
    pages = [lines[start : start + _A_PAGE] for start in range(0, len(lines), _A_PAGE)] or [
        [say("There is nothing that you can use here.")]
    ]
    place = min(number, len(pages) - 1)
    title = say("What I can do") if not asked else f"/{asked}"
    embed = discord.Embed(title=title, description="\n".join(pages[place]), colour=OURS)
    if not asked:
        embed.set_footer(text=say("`/bytebot help topic:feed` shows one command with its options.").replace("`", ""))
    return Page(embed=embed, number=place, pages=len(pages))


async def _line(leaf: Leaf, interaction: discord.Interaction, *, ids: Mapping[str, int], whole: bool) -> str:
    if isinstance(leaf, app_commands.ContextMenu):
        return say("**{name}**: in the menu of a message, under Apps", name=leaf.name)
    head = f"{_mention(leaf, ids)}: {await _translated(leaf.description, interaction)}"
    options = [f"-# `{each.display_name}`: {await _translated(str(each.description), interaction)}" for each in leaf.parameters]
    shown = EXAMPLES.get(leaf.qualified_name, "")
    example = [say("-# For example: `{example}`", example=shown)] if shown else []
    return "\n".join([head, *options, *example] if whole else [head])


def _mention(leaf: Leaf, ids: Mapping[str, int]) -> str:
    """A name that can be clicked, where Discord told us the command's number."""
    top = leaf.qualified_name.split(" ")[0]
    return f"</{leaf.qualified_name}:{ids[top]}>" if top in ids else f"`/{leaf.qualified_name}`"


async def _translated(text: str, interaction: discord.Interaction) -> str:
    return await interaction.translate(text) or text


def _usable(interaction: discord.Interaction) -> list[Top]:
    """Everybody's first, then those that need a right; each by name."""
    tops: Sequence[Top] = _tree(interaction).get_commands()
    mine = [each for each in tops if _may(each, interaction)]
    return sorted(mine, key=lambda each: (each.default_permissions is not None, isinstance(each, app_commands.ContextMenu), each.name))


def _may(top: Top, interaction: discord.Interaction) -> bool:
    """Whether the asker has the rights that a command wants, and it can be used in this place, as we were added to it."""
    places, installs, wants = top.allowed_contexts, top.allowed_installs, top.default_permissions
    if interaction.guild_id is None:
        return places is None or bool(places.dm_channel)
    alone = interaction.is_user_integration() and not interaction.is_guild_integration()
    if alone and installs is not None and not installs.user:
        return False
    here = places is None or places.guild is not False
    return here and (wants is None or interaction.permissions >= wants)


def _leaves(top: Top) -> Iterator[Leaf]:
    if isinstance(top, app_commands.Group):
        for each in sorted(top.commands, key=lambda each: each.name):
            yield from _leaves(each)
    else:
        yield top


def _tree(interaction: discord.Interaction) -> Tree:
    return cast("commands.Bot", interaction.client).tree
