"""A channel or thread that somebody names in; the place of the asking server that it is out. I/O."""

import discord
from discord import app_commands

from bot.catalogue import say
from bot.cogs.rights import Place, require_our_rights
from bot.errors import Refused
from bot.flows.asked import Asker
from bot.model.subscription import OutletName, Target

KINDS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.media,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
]
"""What can be chosen."""


class PlaceOption(app_commands.Transformer):
    """A command's option that takes a place for posts."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """What Discord offers to choose from."""
        return KINDS

    async def transform(self, interaction: discord.Interaction, value: object, /) -> Place:
        """What was chosen, of the asking server. Raises `Refused`."""
        return await place_of(interaction, int(getattr(value, "id", 0)))


async def place_of(interaction: discord.Interaction, number: int) -> Place:
    """The place of the asking server with this id. Raises `Refused` where there is none for posts."""
    guild = interaction.guild
    found = guild.get_channel_or_thread(number) if guild else None
    if guild is not None and found is None:
        try:
            found = await guild.fetch_channel(number)  # an archived thread, of which the gateway does not tell
        except (discord.HTTPException, discord.InvalidData):
            found = None
    if guild is not None and found is None:
        raise Refused(why=say("I can't find that channel on this server: it was deleted, or it is hidden from me. Choose another."))
    return _checked(guild, found)


def here(interaction: discord.Interaction) -> Place:
    """Where the asker asks from. Raises `Refused` where that is no place for posts."""
    return _checked(interaction.guild, interaction.channel)


def place_in(guild: discord.Guild | None, place: object) -> Target:
    """A place of this guild that is open to us. Raises `Refused`."""
    checked = _checked(guild, place)
    require_our_rights(checked)
    return target_of(checked)


def target_of(place: Place) -> Target:
    """The place as flows know it."""
    return Target(outlet=OutletName.DISCORD, channel=place.id, guild=place.guild.id)


def server_of(interaction: discord.Interaction) -> Target:
    """The asking server, and the channel that was asked in."""
    return Target(outlet=OutletName.DISCORD, channel=interaction.channel_id or 0, guild=interaction.guild_id)


def asker_of(interaction: discord.Interaction) -> Asker:
    """Who asks."""
    return Asker(user=interaction.user.id, guild=interaction.guild_id or 0)


def _checked(guild: discord.Guild | None, place: object) -> Place:
    if isinstance(place, Place) and guild is not None and place.guild.id == guild.id:
        return place
    raise Refused(
        why=say("I can only post into text, announcement and forum channels and threads of this server; name one with `channel`.")
    )
