"""A starter pack chosen in, what following it does in a channel shown, or done at once where a server was just joined. I/O."""

import re
from collections.abc import Sequence
from typing import Self

import discord

from bot.catalogue import say
from bot.cogs import listed as shown
from bot.cogs.answers import answer
from bot.cogs.following import carry_out, offer
from bot.cogs.managed import managed
from bot.cogs.parts import Chosen, host_of
from bot.cogs.places import place_in
from bot.cogs.rights import NEEDED
from bot.errors import Refused
from bot.flows.opml import plan
from bot.flows.packs import all_packs, listed, pack_named
from bot.flows.proposal import Proposal
from bot.flows.subscribe import Wish
from bot.model.outline import Pack
from bot.model.subscription import Mode, Target
from bot.text.clip import clip

_MOST = 25  # options of a list
_AT_ONCE = Wish(mode=Mode.DIGEST, backfill=1, first=Mode.INSTANT)


async def show_packs(interaction: discord.Interaction, *, target: Target, mode: Mode) -> None:
    """List the packs, with one to be chosen for the channel."""
    found = await all_packs(app=host_of(interaction).app)
    view = discord.ui.View(timeout=None).add_item(PackList(found, guild=target.guild or 0, channel=target.channel, mode=mode))
    await answer(interaction, [shown.packs(found)], ephemeral=True, view=view)


async def ask_where(interaction: discord.Interaction, guild: discord.Guild, *, pack: str) -> None:
    """Let the asker choose a channel of the guild for a pack. Raises `Refused` where we may write in none."""
    open_to_us = [each for each in guild.text_channels if each.permissions_for(guild.me) >= NEEDED]
    if not open_to_us:
        raise Refused(why=say("I may write in no channel of that server yet; let me see and write in one, then ask again."))
    here = [each for each in open_to_us if each.id == interaction.channel_id]
    first = [*here, *(each for each in open_to_us if each not in here)][:_MOST]
    view = discord.ui.View(timeout=None).add_item(ChannelList(first, guild=guild.id, pack=pack))
    await answer(
        interaction, [discord.Embed(description=say("Where shall I post?"))], ephemeral=interaction.guild_id is not None, view=view
    )


class PackList(Chosen, template=r"bytebot:packs:(?P<guild>\d{1,20}):(?P<channel>\d{1,20}):(?P<mode>instant|digest)"):
    """The packs to choose from. `channel` 0: it is asked for next, and the pack runs at once."""

    def __init__(self, packs: Sequence[Pack], *, guild: int, channel: int, mode: Mode) -> None:
        self._guild, self._channel, self._mode = guild, channel, mode
        options = [
            discord.SelectOption(label=each.title, value=each.name, description=each.about, emoji=_emoji(each.emoji)) for each in packs
        ]
        made = discord.ui.Select[discord.ui.View](
            custom_id=f"bytebot:packs:{guild}:{channel}:{mode.value}", placeholder=say("Choose a pack"), options=options
        )
        super().__init__(made)

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a choice."""
        made = cls((), guild=int(match["guild"]), channel=int(match["channel"]), mode=Mode(match["mode"]))
        made.item = _list(item)
        return made

    async def chosen(self, interaction: discord.Interaction, value: str) -> None:
        """Say what it does, and ask."""
        guild = await managed(interaction, self._guild)
        pack = await pack_named(value, app=host_of(interaction).app)
        if not self._channel:
            await ask_where(interaction, guild, pack=pack.name)
            return
        target = place_in(guild, guild.get_channel_or_thread(self._channel))
        await offer(interaction, listed(pack), target=target, wish=Wish(mode=self._mode))


class ChannelList(Chosen, template=r"bytebot:start:(?P<guild>\d{1,20}):(?P<pack>[a-z0-9-]{1,24})"):
    """The channels that a pack can begin in at once."""

    def __init__(self, channels: Sequence[discord.TextChannel], *, guild: int, pack: str) -> None:
        self._guild, self._pack = guild, pack
        options = [discord.SelectOption(label=clip(f"#{each.name}", 100), value=str(each.id)) for each in channels]
        made = discord.ui.Select[discord.ui.View](
            custom_id=f"bytebot:start:{guild}:{pack}", placeholder=say("Choose a channel"), options=options
        )
        super().__init__(made)

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a choice."""
        made = cls((), guild=int(match["guild"]), pack=match["pack"])
        made.item = _list(item)
        return made

    async def chosen(self, interaction: discord.Interaction, value: str) -> None:
        """Follow the pack there, with a first story of each of its feeds."""
        guild, app = await managed(interaction, self._guild), host_of(interaction).app
        target = place_in(guild, guild.get_channel_or_thread(int(value)))
        pack = await pack_named(self._pack, app=app)
        found = await plan(listed(pack), target=target, app=app)
        if not found.new:
            await interaction.response.edit_message(embed=shown.planned(found, channel=target.channel), view=None)
            return
        await carry_out(interaction, Proposal(feeds=found.new, target=target, wish=_AT_ONCE))


def _list(item: discord.ui.Item[discord.ui.View]) -> discord.ui.Select[discord.ui.View]:
    if not isinstance(item, discord.ui.Select):
        raise TypeError(f"{type(item).__name__} where a list was shown")
    return item


def _emoji(text: str) -> discord.PartialEmoji:
    return discord.PartialEmoji.from_str(text)
