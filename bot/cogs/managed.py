"""A press under a message of the bot's in, the server that it is about out, if who pressed may manage that. I/O."""

import discord

from bot.catalogue import say
from bot.cogs.rights import require_manager
from bot.errors import Refused


async def managed(interaction: discord.Interaction, guild_id: int) -> discord.Guild:
    """The server; in a direct message Discord is asked for the asker's rights there. Raises `Refused`."""
    if interaction.guild_id is not None:
        require_manager(interaction)
    guild = interaction.client.get_guild(guild_id)
    if guild is None or interaction.guild_id not in {None, guild_id}:
        raise Refused(why=say("I am not on that server any more."))
    if interaction.guild_id is None and not await _manages(guild, interaction.user.id):
        raise Refused(why=say("Only people with the Manage Server permission can change what I follow there."))
    return guild


async def _manages(guild: discord.Guild, user: int) -> bool:
    try:
        member = await guild.fetch_member(user)
    except discord.NotFound:
        return False
    return member.guild_permissions.manage_guild
