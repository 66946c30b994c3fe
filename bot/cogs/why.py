"""`/why`: all that was decided about an entry, for a server's managers."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import say
from bot.cogs import decided
from bot.cogs.answers import answer, work
from bot.cogs.rights import require_manager
from bot.flows.app import App
from bot.flows.why import explain, recent
from bot.model.subscription import OutletName, Target
from bot.text.clip import clip


class WhyCog(commands.Cog):
    """One method a command."""

    def __init__(self, app: App) -> None:
        self._app = app

    @app_commands.command(name="why", description="Why something was posted here, or wasn't")
    @app_commands.describe(item="A link, a post's unit code such as BB-7F3K2Q, or a part of a title")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    async def why(self, interaction: discord.Interaction, item: app_commands.Range[str, 1, 2048]) -> None:
        """Tell the asker alone."""
        require_manager(interaction)
        found = await work(interaction, explain(item, within=_here(interaction), app=self._app, now=interaction.created_at), ephemeral=True)
        await answer(interaction, [decided.why(found)], ephemeral=True)

    @why.autocomplete("item")
    async def items(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Recent entries of this server."""
        if not interaction.permissions.manage_guild:
            return []
        found = await recent(current, within=_here(interaction), most=25, app=self._app)
        return [app_commands.Choice(name=clip(title or say("untitled"), 100), value=f"#{entry}") for entry, title in found]


def _here(interaction: discord.Interaction) -> Target:
    return Target(outlet=OutletName.DISCORD, channel=interaction.channel_id or 0, guild=interaction.guild_id)
