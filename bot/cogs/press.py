"""An interaction in, who asked and where out. Pure."""

import discord

from bot.flows.pressed import Press


def press_of(interaction: discord.Interaction, code: str) -> Press:
    """A press under the post of this unit code."""
    parent = getattr(interaction.channel, "parent_id", None)
    channels = tuple(each for each in (interaction.channel_id, parent) if each)
    return Press(code=code, user=interaction.user.id, channels=channels, guild=interaction.guild_id)
