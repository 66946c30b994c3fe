"""`/tldr`: the takeaways of any link, for everyone, everywhere."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import replies
from bot.cogs.answers import say, work
from bot.flows.app import App
from bot.flows.tldr import tldr


class TldrCog(commands.Cog):
    """One method a command."""

    def __init__(self, app: App) -> None:
        self._app = app

    @app_commands.command(name="tldr", description="Key Takeaways of any article")
    @app_commands.describe(url="Address of the article")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def tldr(self, interaction: discord.Interaction, url: app_commands.Range[str, 1, 2048]) -> None:
        """Read the link and say what it comes down to."""
        deed = tldr(url.strip(), app=self._app, now=interaction.created_at)
        result = await work(interaction, deed, ephemeral=False)
        await say(interaction, [replies.tldr(result, templates=self._app.voice.templates)], ephemeral=False)
