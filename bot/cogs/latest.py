"""`/latest`: what was posted in this server last."""

import json

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import replies
from bot.cogs.choices import feed_choices, topic_choices
from bot.cogs.pages import MOST_ASKED, Page, open_book, shelve
from bot.cogs.sights import sight_of
from bot.flows.app import App
from bot.flows.latest import latest_page
from bot.flows.shorten import in_full, shortened


class LatestCog(commands.Cog):
    """One method a command, and one for its pages."""

    def __init__(self, app: App) -> None:
        self._app = app
        shelve("latest", self.stories)

    @app_commands.command(name="latest", description="The newest stories that I posted in this server")
    @app_commands.describe(count="How many a page, 1 to 10", feed="Of this feed alone", topic="About this topic alone")
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    async def latest(
        self,
        interaction: discord.Interaction,
        count: app_commands.Range[int, 1, 10] = 5,
        feed: app_commands.Range[str, 1, 100] = "",
        topic: app_commands.Range[str, 1, 100] = "",
    ) -> None:
        """Show them to the asker."""
        wish = json.dumps([count, feed, topic], separators=(",", ":"))
        asked = await shortened(wish, most=MOST_ASKED, app=self._app, now=interaction.created_at)
        await open_book(interaction, "latest", asked)

    async def stories(self, interaction: discord.Interaction, asked: str, number: int) -> Page:
        """A page of them."""
        size, feed, topic = json.loads(await in_full(asked, app=self._app))
        leaf = await latest_page(feed=feed, topic=topic, sight=sight_of(interaction), number=number, size=size, app=self._app)
        shown = replies.latest(leaf, narrowed=bool(feed or topic), templates=self._app.voice.templates)
        return Page(embed=shown, number=leaf.number, pages=leaf.pages)

    @latest.autocomplete("feed")
    async def feeds(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """This server's feeds."""
        return await feed_choices(interaction, current, app=self._app)

    @latest.autocomplete("topic")
    async def topics(self, _: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """What a story can be about."""
        return topic_choices(current, app=self._app)
