"""`/feed test`, `health`, `import`, `export` and `packs`: the commands of the group that need more than one feed's address."""

import io
from collections.abc import Callable
from typing import Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import say
from bot.cogs import faring
from bot.cogs.answers import answer, work
from bot.cogs.choices import MODES, named
from bot.cogs.following import ImportForm, offer, offer_file
from bot.cogs.packs import show_packs
from bot.cogs.pages import Page, open_book
from bot.cogs.parts import host_of, open_form
from bot.cogs.places import PlaceOption, place_in
from bot.cogs.rights import Place, require_manager
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.feed_health import feed_health
from bot.flows.filters import followed_here
from bot.flows.opml import FILE_NAME, export
from bot.flows.packs import all_packs, listed, pack_named
from bot.flows.rehearse import rehearse
from bot.flows.subscribe import Wish
from bot.model.subscription import Mode, OutletName, SubscriptionId, Target
from bot.text.clip import clip

Choices = list[app_commands.Choice[str]]
Where = app_commands.Transform[Place, PlaceOption]
HEALTH: Final = "health"
_MOST_CHOICES: Final = 25
_CHOICE: Final = 100  # characters


class FeedMore(commands.Cog):
    """The commands that `FeedCog` takes over. One method a command."""

    _app: App
    _look: Callable[[], None]

    @app_commands.command(description="Try a feed: its newest entry as it would be posted, for your eyes only")
    @app_commands.describe(feed="Which of this server's feeds")
    async def test(self, interaction: discord.Interaction, feed: app_commands.Range[str, 1, 100]) -> None:
        """A dry run that only the asker sees."""
        require_manager(interaction)
        deed = rehearse(_number(feed), within=_server(interaction), app=self._app, now=interaction.created_at)
        await answer(interaction, faring.rehearsed(await work(interaction, deed, ephemeral=True)), ephemeral=True)

    @app_commands.command(description="How this server's feeds fare: last checks, failures in plain words, next checks")
    async def health(self, interaction: discord.Interaction) -> None:
        """Those in trouble first."""
        require_manager(interaction)
        await open_book(interaction, HEALTH)

    @app_commands.command(name="import", description="Follow all feeds of an OPML file, as every feed reader exports it")
    @app_commands.describe(
        file="The OPML file; without it I ask for one",
        channel="Where to post; this channel if left out",
        mode="Together in the channel's digest, or each story as it comes",
    )
    @app_commands.choices(mode=named(MODES))
    async def import_(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment | None = None,
        channel: Where | None = None,
        mode: Mode = Mode.DIGEST,
    ) -> None:
        """Show what it does, and ask."""
        require_manager(interaction)
        target = place_in(interaction.guild, channel or interaction.channel)
        if file is None:
            await open_form(interaction, ImportForm(target=target, mode=mode))
        else:
            await offer_file(interaction, file, target=target, mode=mode)

    @app_commands.command(description="This server's feeds as an OPML file, which every feed reader can import")
    async def export(self, interaction: discord.Interaction) -> None:
        """A file that only the asker sees."""
        require_manager(interaction)
        deed = export(
            within=_server(interaction), name_of=lambda each: _name(interaction, each.channel), app=self._app, now=interaction.created_at
        )
        file = discord.File(io.BytesIO(await work(interaction, deed, ephemeral=True)), filename=FILE_NAME)
        await _send_file(interaction, file)

    @app_commands.command(description="Ready packs of feeds by topic: look at them, or follow one")
    @app_commands.describe(
        pack="Which pack; without it I show them all",
        channel="Where to post; this channel if left out",
        mode="Together in the channel's digest, or each story as it comes",
    )
    @app_commands.choices(mode=named(MODES))
    async def packs(
        self,
        interaction: discord.Interaction,
        pack: app_commands.Range[str, 1, 40] = "",
        channel: Where | None = None,
        mode: Mode = Mode.DIGEST,
    ) -> None:
        """List them, or show what one does, and ask."""
        require_manager(interaction)
        target = place_in(interaction.guild, channel or interaction.channel)
        if not pack:
            return await show_packs(interaction, target=target, mode=mode)
        return await offer(interaction, listed(await pack_named(pack, app=self._app)), target=target, wish=Wish(mode=mode))

    @test.autocomplete("feed")
    async def our_feeds(self, interaction: discord.Interaction, current: str) -> Choices:
        """This server's feeds, each with its channel."""
        if not interaction.permissions.manage_guild:
            return []
        found = await followed_here(current, within=_server(interaction), most=_MOST_CHOICES, app=self._app)
        shown = ((each, say(" in {channel}", channel=_name(interaction, each.channel))) for each in found)
        return [app_commands.Choice(name=clip(each.feed_title, _CHOICE - len(end)) + end, value=str(each.id)) for each, end in shown]

    @packs.autocomplete("pack")
    async def all_packs(self, interaction: discord.Interaction, current: str) -> Choices:
        """The packs that have what is typed."""
        if not interaction.permissions.manage_guild:
            return []
        wanted = current.strip().casefold()
        found = [each for each in await all_packs(app=self._app) if wanted in f"{each.name} {each.title}".casefold()]
        return [app_commands.Choice(name=f"{each.emoji} {each.title}", value=each.name) for each in found[:_MOST_CHOICES]]


async def health_book(interaction: discord.Interaction, _: str, number: int) -> Page:
    """A page of how this server's feeds fare."""
    require_manager(interaction)
    found = await feed_health(within=_server(interaction), app=host_of(interaction).app, now=interaction.created_at)
    return faring.health_page(found, number=number)


def _server(interaction: discord.Interaction) -> Target:
    return Target(outlet=OutletName.DISCORD, channel=interaction.channel_id or 0, guild=interaction.guild_id)


def _number(typed: str) -> SubscriptionId:
    """A subscription's number, as the list to choose from gives it. Raises `Refused` for anything else."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 18):  # noqa: PLR2004  what a database's number has
        raise Refused(why=say("That feed is not followed here; choose one of the list."))
    return SubscriptionId(int(typed))


def _name(interaction: discord.Interaction, channel: int) -> str:
    known = interaction.guild.get_channel_or_thread(channel) if interaction.guild else None
    return f"#{clip(known.name, 30)}" if known else say("a channel")


async def _send_file(interaction: discord.Interaction, file: discord.File) -> None:
    told = discord.Embed(description=say("Here is what this server follows; any feed reader can import it."))
    if interaction.response.is_done():
        await interaction.edit_original_response(embed=told, attachments=[file])
    else:
        await interaction.response.send_message(embed=told, file=file, ephemeral=True)
