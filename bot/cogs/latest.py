"""`/latest`: what was posted in this server last."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import replies
from bot.cogs.answers import say, work
from bot.flows.app import App
from bot.flows.latest import latest
from bot.model.subscription import OutletName, Target


class LatestCog(commands.Cog):
    """One method a command."""

    def __init__(self, app: App) -> None:
        self._app = app

    @app_commands.command(name="latest", description="The newest stories that I posted in this server")
    @app_commands.describe(count="How many, 1 to 10")
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    async def latest(self, interaction: discord.Interaction, count: app_commands.Range[int, 1, 10] = 5) -> None:
        """Show them to the asker."""
        target = Target(outlet=OutletName.DISCORD, channel=interaction.channel_id or 0, guild=interaction.guild_id)
        stories = await work(interaction, latest(target=target, most=count, app=self._app), ephemeral=True)
        await say(interaction, [replies.latest(stories, templates=self._app.voice.templates)], ephemeral=True)
