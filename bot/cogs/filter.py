"""`/filter`: what a server's channels don't want, or only want."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import say
from bot.cogs import decided
from bot.cogs.answers import say as answer
from bot.cogs.answers import work
from bot.cogs.places import PlaceOption, server_of, target_of
from bot.cogs.rights import Place as Channel
from bot.cogs.rights import require_manager
from bot.digests.filters import described
from bot.flows.app import App
from bot.flows.filters import FilterWish, Place, add_filter, filters_here, followed_here, list_filters, remove_filter, try_filters
from bot.model.filters import FilterAction, FilterField, FilterKind
from bot.model.subscription import SubscriptionId, Target
from bot.text.clip import clip

Choices = list[app_commands.Choice[str]]
Where = app_commands.Transform[Channel, PlaceOption]
_MOST_CHOICES = 25
_CHOICE = 100  # characters


@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class FilterCog(commands.GroupCog, group_name="filter", group_description="What the channels of this server don't want, or only want"):
    """One method a command."""

    def __init__(self, app: App) -> None:
        super().__init__()
        self._app = app

    @app_commands.command(
        description="Drop what matches (deny), keep only what matches (must), or keep what one of several matches (allow)"
    )
    @app_commands.describe(
        action="deny: drop it; must: drop all else; allow: one of the allows has to match",
        value="The word, phrase or pattern",
        kind="A pattern is a regular expression of RE2; a word or a phrase if left out",
        field="Where to look; title, text, author and tags if left out",
        channel="For which channel; this one if left out",
        feed="For this feed alone",
    )
    async def add(  # noqa: PLR0917  discord.py reads a command's options from such a signature
        self,
        interaction: discord.Interaction,
        action: FilterAction,
        value: app_commands.Range[str, 1, 200],
        kind: FilterKind | None = None,
        field: FilterField = FilterField.ANY,
        channel: Where | None = None,
        feed: app_commands.Range[str, 1, 2048] = "",
    ) -> None:
        """Add a filter and say what it does."""
        require_manager(interaction)
        wish = FilterWish(action=action, value=value, kind=kind, field=field)
        deed = add_filter(wish, at=_place(interaction, channel, feed), app=self._app, now=interaction.created_at)
        await answer(interaction, [decided.added(await work(interaction, deed, ephemeral=True))], ephemeral=True)

    @app_commands.command(name="list", description="The filters that hold for a channel, with their numbers")
    @app_commands.describe(channel="Which channel; this one if left out", feed="Those for this feed alone")
    async def list_(
        self,
        interaction: discord.Interaction,
        channel: Where | None = None,
        feed: app_commands.Range[str, 1, 2048] = "",
    ) -> None:
        """Show them to the asker."""
        require_manager(interaction)
        deed = list_filters(at=_place(interaction, channel, feed), app=self._app)
        await answer(interaction, [decided.filters(await work(interaction, deed, ephemeral=True))], ephemeral=True)

    @app_commands.command(description="Remove a filter; what it dropped stays dropped")
    @app_commands.describe(filter="Its number")
    async def remove(self, interaction: discord.Interaction, filter: app_commands.Range[str, 1, 20]) -> None:  # noqa: A002  what readers see
        """Remove one of this server's filters."""
        require_manager(interaction)
        deed = remove_filter(_number(filter), within=_here(interaction, None), app=self._app)
        await answer(interaction, [decided.removed(await work(interaction, deed, ephemeral=True))], ephemeral=True)

    @app_commands.command(description="Which of a channel's newest entries its filters would drop, and why")
    @app_commands.describe(channel="Which channel; this one if left out", entries="How many of the newest entries, 1 to 50")
    async def test(
        self,
        interaction: discord.Interaction,
        channel: Where | None = None,
        entries: app_commands.Range[int, 1, 50] = 20,
    ) -> None:
        """A dry run that only the asker sees."""
        require_manager(interaction)
        deed = try_filters(target=_here(interaction, channel), most=entries, app=self._app)
        await answer(interaction, [decided.tested(await work(interaction, deed, ephemeral=True))], ephemeral=True)

    @add.autocomplete("feed")
    @list_.autocomplete("feed")
    async def feeds(self, interaction: discord.Interaction, current: str) -> Choices:
        """This server's feeds, each with its channel."""
        if not interaction.permissions.manage_guild:
            return []
        found = await followed_here(current, within=_here(interaction, None), most=_MOST_CHOICES, app=self._app)
        shown = ((each, " " + say("in #{channel}", channel=_name(interaction, each.channel))) for each in found)
        return [app_commands.Choice(name=clip(each.feed_title, _CHOICE - len(end)) + end, value=str(each.id)) for each, end in shown]

    @remove.autocomplete("filter")
    async def numbers(self, interaction: discord.Interaction, current: str) -> Choices:
        """This server's filters."""
        if not interaction.permissions.manage_guild:
            return []
        found = await filters_here(within=_here(interaction, None), app=self._app)
        shown = ((str(each.filter.id), f"{each.filter.id}: {described(each.filter)}") for each in found)
        fitting = [
            app_commands.Choice(name=clip(name, _CHOICE), value=number) for number, name in shown if current.casefold() in name.casefold()
        ]
        return fitting[:_MOST_CHOICES]


def _place(interaction: discord.Interaction, channel: Channel | None, feed: str) -> Place:
    """A feed is named by its subscription's number, as the list to choose from gives it, or by its address. Raises `Refused`."""
    target, typed = _here(interaction, channel), feed.strip()
    if typed.isascii() and typed.isdigit():
        return Place(target=target, subscription=SubscriptionId(int(typed[:18])))
    return Place(target=target, feed_url=typed)


def _here(interaction: discord.Interaction, channel: Channel | None) -> Target:
    """The channel meant, or this one."""
    return target_of(channel) if channel is not None else server_of(interaction)


def _number(typed: str) -> int:
    """0, which no filter has, for what is no number."""
    digits = typed.strip().lstrip("#")
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _name(interaction: discord.Interaction, channel: int) -> str:
    known = interaction.guild.get_channel(channel) if interaction.guild else None
    return clip(known.name, 30) if known else say("a channel")
