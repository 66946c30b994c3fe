"""A deed and an interaction in, an answer within Discord's three seconds out, whatever becomes of the deed.

A quick deed is answered at once; a slow one is deferred, and its answer edits the deferred one (an edit may be repeated without
harm, a follow-up may not: discord.py repeats both after a server's failure). What failed is for the asker's eyes only.
"""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from typing import TypeVar

import discord

from bot.errors import BotError
from bot.outlets.discord_channel import as_embed
from bot.rendering.post import render_failure
from bot.rendering.templates import Templates

log = logging.getLogger(__name__)

T = TypeVar("T")
_PATIENCE_S = 0.7  # of the three seconds; whoever asks should see within one that somebody is at work


async def work(interaction: discord.Interaction, deed: Awaitable[T], *, ephemeral: bool) -> T:
    """The deed's result; the interaction is deferred where that takes long. Raises what the deed raises."""
    doing = asyncio.ensure_future(deed)
    done, _ = await asyncio.wait({doing}, timeout=_PATIENCE_S)
    if not done:
        await interaction.response.defer(ephemeral=ephemeral, thinking=True)
    return await doing


async def answer(
    interaction: discord.Interaction,
    embeds: list[discord.Embed],
    *,
    ephemeral: bool,
    view: discord.ui.View | None = None,
    files: Sequence[discord.File] = (),
) -> None:
    """Answer, or fill in the deferred answer; `view` holds what can be pressed below it, `files` what its embeds show."""
    if interaction.response.is_done():
        await interaction.edit_original_response(embeds=embeds, view=view, attachments=files)
    else:
        shown = list(files) or discord.utils.MISSING
        await interaction.response.send_message(embeds=embeds, view=view or discord.utils.MISSING, files=shown, ephemeral=ephemeral)


async def say_failure(interaction: discord.Interaction, error: Exception, *, templates: Templates) -> None:
    """Tell the asker alone, in one sentence. What is not a `BotError` is a bug: the log gets it whole."""
    if isinstance(error, BotError):
        log.info("command refused", extra={"command": _name(interaction), "why": str(error)})
    else:
        log.error("command met a bug", extra={"command": _name(interaction)}, exc_info=error)
    said = error.said if isinstance(error, BotError) else BotError().said
    embed = as_embed(render_failure(templates, said))
    if not interaction.response.is_done():
        await interaction.response.send_message(embed=embed, ephemeral=True)
    elif interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
        shown = await interaction.original_response()
        if shown.flags.ephemeral:
            await interaction.edit_original_response(embed=embed)
        else:
            await interaction.delete_original_response()
            await interaction.followup.send(embed=embed, ephemeral=True)
    else:  # what was pressed stays as it is
        await interaction.followup.send(embed=embed, ephemeral=True)


def _name(interaction: discord.Interaction) -> str:
    return interaction.command.qualified_name if interaction.command else "unknown"
