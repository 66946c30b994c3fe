"""`/search` and `/trending`: what this server has seen, for everyone in it."""

import json

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import found
from bot.cogs.choices import feed_choices, topic_choices
from bot.cogs.pages import MOST_ASKED, Page, open_book, shelve
from bot.cogs.sights import sight_of
from bot.flows.app import App
from bot.flows.meant import meant
from bot.flows.search import Wish, search
from bot.flows.shorten import in_full, shortened
from bot.flows.trending import trending

_SINCE = "24h, 7d, 3 months, or a day such as 2026-11-01"
Choices = list[app_commands.Choice[str]]


class SearchCog(commands.Cog):
    """One method a command, and one a book of pages."""

    def __init__(self, app: App) -> None:
        self._app = app
        shelve("search", self.hits)
        shelve("trending", self.trends)

    @app_commands.command(description="Search the articles that this server's feeds brought")
    @app_commands.describe(
        query='Words, a "whole phrase", micro*, -without, this OR that',
        feed="Of this feed alone",
        topic="About this topic alone",
        since=f"Not older than: {_SINCE}",
    )
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    async def search(
        self,
        interaction: discord.Interaction,
        query: app_commands.Range[str, 1, 300],
        feed: app_commands.Range[str, 1, 100] = "",
        topic: app_commands.Range[str, 1, 100] = "",
        since: app_commands.Range[str, 1, 40] = "",
    ) -> None:
        """Show what fits best to the asker."""
        wish = json.dumps([query, feed, topic, since], separators=(",", ":"))
        asked = await shortened(wish, most=MOST_ASKED, app=self._app, now=interaction.created_at)
        await open_book(interaction, "search", asked)

    async def hits(self, interaction: discord.Interaction, asked: str, number: int) -> Page:
        """A page of them."""
        text, feed, topic, since = json.loads(await in_full(asked, app=self._app))
        wish = Wish(text=text, feed=feed, topic=topic, since=since)
        leaf = await search(wish, sight=sight_of(interaction), number=number, app=self._app, now=interaction.created_at)
        right = "" if leaf.total else await meant(wish, sight=sight_of(interaction), app=self._app, now=interaction.created_at)
        shown = found.hits(leaf, asked=text, meant=right, templates=self._app.voice.templates)
        return Page(embed=shown, number=leaf.number, pages=leaf.pages)

    @app_commands.command(description="The stories that several of this server's feeds tell now")
    @app_commands.describe(since=f"Since when: {_SINCE}; a day if left out")
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    async def trending(self, interaction: discord.Interaction, since: app_commands.Range[str, 1, 40] = "") -> None:
        """Show them to the asker."""
        await open_book(interaction, "trending", since)

    async def trends(self, interaction: discord.Interaction, asked: str, number: int) -> Page:
        """A page of them."""
        leaf = await trending(asked, sight=sight_of(interaction), number=number, app=self._app, now=interaction.created_at)
        return Page(embed=found.trends(leaf, templates=self._app.voice.templates), number=leaf.number, pages=leaf.pages)

    @search.autocomplete("feed")
    async def feeds(self, interaction: discord.Interaction, current: str) -> Choices:
        """This server's feeds."""
        return await feed_choices(interaction, current, app=self._app)

    @search.autocomplete("topic")
    async def topics(self, _: discord.Interaction, current: str) -> Choices:
        """What a story can be about."""
        return topic_choices(current, app=self._app)
