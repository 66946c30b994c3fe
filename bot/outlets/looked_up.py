"""A channel in, whether we may read what was said there out: asked of Discord's REST door, for a process without a gateway."""

import discord

from bot.model.subscription import Target


async def may_read_history(client: discord.Client, target: Target) -> bool:
    """By our roles there and the channel's own rules; a thread has its parent's. Raises what discord.py raises.

    https://discord.com/developers/docs/topics/permissions#permission-hierarchy
    """
    if target.guild is None or client.user is None:
        return True
    guild = await client.fetch_guild(target.guild, with_counts=False)
    me = await guild.fetch_member(client.user.id)
    place = await guild.fetch_channel(target.channel)
    if isinstance(place, discord.Thread):
        place = await guild.fetch_channel(place.parent_id)
    return not isinstance(place, discord.abc.GuildChannel) or place.permissions_for(me).read_message_history
