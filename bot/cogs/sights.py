"""An interaction in, what its asker may see out: this server, less channels hidden from them. Pure, from the gateway's cache."""

import discord

from bot.model.search import Sight
from bot.model.subscription import OutletName, Target


def sight_of(interaction: discord.Interaction) -> Sight:
    """A member's sight of this server; in direct messages that of this very channel."""
    target = Target(outlet=OutletName.DISCORD, channel=interaction.channel_id or 0, guild=interaction.guild_id)
    guild, asker = interaction.guild, interaction.user
    if guild is None or not isinstance(asker, discord.Member):
        return Sight(target=target)
    hidden = frozenset(place.id for place in (*guild.channels, *guild.threads) if not _sees(asker, place))
    return Sight(target=target, hidden=hidden - {target.channel})


def _sees(asker: discord.Member, place: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Who is in a private thread we don't know: only who looks after threads counts as seeing it."""
    if isinstance(place, discord.Thread):
        if place.parent is None:
            return True
        rights = place.parent.permissions_for(asker)
        return rights.view_channel and (not place.is_private() or rights.manage_threads)
    return place.permissions_for(asker).view_channel
