"""A list of feeds in, an offer to follow it with two buttons out; a yes in, each of its feeds followed. I/O."""

import asyncio
import logging
import re
from typing import Final, Self

import discord

from bot.catalogue import say
from bot.cogs import listed as shown
from bot.cogs.answers import answer, work
from bot.cogs.parts import Form, Pressed, host_of
from bot.cogs.places import place_of
from bot.cogs.rights import require_manager, require_our_rights
from bot.errors import Refused
from bot.flows.opml import Plan, Progress, check_size, follow_all, plan, read_listing
from bot.flows.proposal import Proposal, accept, propose
from bot.flows.subscribe import Wish
from bot.model.outline import Listed
from bot.model.subscription import Mode, Target

log = logging.getLogger(__name__)

_EDIT_EVERY_S: Final = 2.0


async def offer_file(interaction: discord.Interaction, file: discord.Attachment, *, target: Target, mode: Mode) -> None:
    """Say what following an OPML file does, and ask. Raises `Refused`, `StoreFailed`."""
    check_size(file.size)

    async def read() -> Listed:
        try:
            body = await file.read()
        except Exception as error:  # the library lets every kind of broken line through
            raise Refused(why=say("I could not fetch that file from Discord; send it again.")) from error
        return await read_listing(body, name=say("the file"), app=host_of(interaction).app)

    await offer(interaction, await work(interaction, read(), ephemeral=True), target=target, wish=Wish(mode=mode))


async def offer(interaction: discord.Interaction, listed: Listed, *, target: Target, wish: Wish) -> None:
    """Say what following a list does, and ask. Raises `StoreFailed`."""
    app = host_of(interaction).app

    async def prepare() -> tuple[Plan, discord.ui.View | None]:
        found = await plan(listed, target=target, app=app)
        if not found.new:
            return found, None
        key = await propose(found.new, target=target, wish=wish, app=app, now=interaction.created_at)
        view = discord.ui.View(timeout=None)
        view.add_item(Confirm(key)).add_item(Cancel(key))
        return found, view

    found, view = await work(interaction, prepare(), ephemeral=True)
    await answer(interaction, [shown.planned(found, channel=target.channel)], ephemeral=True, view=view)


class ImportForm(Form):
    """Takes an OPML file."""

    def __init__(self, *, target: Target, mode: Mode) -> None:
        super().__init__(title=say("Import feeds"), timeout=900)
        self._target, self._mode = target, mode
        self._file: discord.ui.FileUpload[Self] = discord.ui.FileUpload(custom_id="file", max_values=1)
        about = say("A list of feeds as OPML, which every feed reader can export; at most 1 MiB")
        self.add_item(discord.ui.Label(text=say("OPML file"), description=about, component=self._file))

    async def sent(self, interaction: discord.Interaction) -> None:
        """Read the file and ask."""
        require_manager(interaction)
        if not self._file.values:
            raise Refused(why=say("There was no file; send an OPML file."))
        await offer_file(interaction, self._file.values[0], target=self._target, mode=self._mode)


class Confirm(Pressed, template=r"bytebot:feeds:follow:(?P<key>[\w-]{12})"):
    """Follows what was offered."""

    def __init__(self, key: str) -> None:
        self._key = key
        style = discord.ButtonStyle.primary
        super().__init__(discord.ui.Button(label=say("Confirm"), style=style, custom_id=f"bytebot:feeds:follow:{key}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:  # noqa: ARG003  the library's signature
        """Called by the library at a press."""
        return cls(match["key"])

    async def press(self, interaction: discord.Interaction) -> None:
        """Follow each feed, and show how far it has come."""
        require_manager(interaction)
        proposal = await accept(self._key, guild=interaction.guild_id, app=host_of(interaction).app)
        require_our_rights(await place_of(interaction, proposal.target.channel))
        await carry_out(interaction, proposal)


class Cancel(Pressed, template=r"bytebot:feeds:leave:(?P<key>[\w-]{12})"):
    """Drops what was offered."""

    def __init__(self, key: str) -> None:
        self._key = key
        super().__init__(discord.ui.Button(label=say("Cancel"), custom_id=f"bytebot:feeds:leave:{key}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:  # noqa: ARG003  the library's signature
        """Called by the library at a press."""
        return cls(match["key"])

    async def press(self, interaction: discord.Interaction) -> None:
        """Follow nothing."""
        require_manager(interaction)
        await accept(self._key, guild=interaction.guild_id, app=host_of(interaction).app)
        await interaction.response.edit_message(embed=discord.Embed(description=say("Nothing is different.")), view=None)


async def carry_out(interaction: discord.Interaction, proposal: Proposal) -> None:
    """Follow each feed of it; the message that was pressed under shows how far that has come."""
    host, latest = host_of(interaction), Progress(done=0, feeds=len(proposal.feeds))

    def told(progress: Progress) -> None:
        nonlocal latest
        latest = progress

    await interaction.response.edit_message(embed=shown.under_way(latest), view=None)
    doing = follow_all(proposal.feeds, target=proposal.target, wish=proposal.wish, app=host.app, now=interaction.created_at, told=told)
    following = asyncio.create_task(doing)
    try:
        while not (await asyncio.wait({following}, timeout=_EDIT_EVERY_S))[0]:
            host.look()
            await _show(interaction, shown.under_way(latest))
        done = await following
    finally:
        following.cancel()
    host.look()
    await _show(interaction, shown.followed(done, channel=proposal.target.channel))


async def _show(interaction: discord.Interaction, embed: discord.Embed) -> None:
    try:
        await interaction.edit_original_response(embed=embed)
    except Exception as error:  # noqa: BLE001  Discord lets us edit for 15 minutes, on good days; the feeds are followed all the same
        log.warning("progress not shown", extra={"why": type(error).__name__})
