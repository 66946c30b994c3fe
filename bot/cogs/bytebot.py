"""`/bytebot`: who I am, how I am, what I can do; what a person follows by direct message; and how to be forgotten."""

from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import say
from bot.cogs import faring_self, forgotten, helped, introduced
from bot.cogs.answers import answer, work
from bot.cogs.pages import open_book, shelve
from bot.cogs.sights import sight_of
from bot.digests.schedule_text import zones_like
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.following import FollowWish, Member, follow, followable, following, topics, unfollow
from bot.flows.status import status_for
from bot.outlets.letters import open_letters
from bot.outlets.owners import owns
from bot.text.clip import clip

Choices = list[app_commands.Choice[str]]
_MOST_CHOICES = 25
_CHOICE = 100  # characters


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
@app_commands.allowed_installs(guilds=True, users=True)
class BytebotCog(commands.GroupCog, group_name="bytebot", group_description="About me: help, health, direct messages, and your data"):
    """One method a command."""

    def __init__(self, app: App, *, since: datetime) -> None:
        """`since`: when the bot was started."""
        super().__init__()
        self._app = app
        self._since = since
        shelve("help", helped.book)

    @app_commands.command(description="Who I am, what I do, what I keep, and how to begin")
    async def about(self, interaction: discord.Interaction) -> None:
        """Introduce ourselves to the asker."""
        embed = introduced.about(self._app.settings, manager=interaction.permissions.manage_guild)
        await answer(interaction, [embed], ephemeral=True)

    @app_commands.command(description="How I am doing: my connection, this server's feeds, its next digests")
    async def status(self, interaction: discord.Interaction) -> None:
        """This server's figures; the whole bot's for its owners alone."""
        now, owner = interaction.created_at, owns(interaction.client, interaction.user)
        found = await work(interaction, status_for(interaction.guild_id, owner=owner, app=self._app, now=now), ephemeral=True)
        chatty, manager = self._app.settings.prompts.voice != "plain", interaction.permissions.manage_guild
        embed = faring_self.status(found, latency_s=interaction.client.latency, up=now - self._since, manager=manager, chatty=chatty)
        await answer(interaction, [embed], ephemeral=True, files=faring_self.files(found))

    @app_commands.command(name="help", description="What I can do for you, command by command")
    @app_commands.describe(topic="One command, such as feed, with its options and an example")
    async def help_(self, interaction: discord.Interaction, topic: app_commands.Range[str, 0, 40] = "") -> None:
        """Page by page."""
        await open_book(interaction, "help", helped.topic_named(topic, interaction))

    @app_commands.command(description="Get a quiet daily digest by direct message: a feed of this server, or a topic")
    @app_commands.describe(
        feed="One of this server's feeds; all of them if left out",
        topic="Only stories about this",
        when="When your digests come, such as daily 08:00 or weekly mon fri 9am",
        zone="Time zone of these times, such as Europe/Berlin",
    )
    async def follow(
        self,
        interaction: discord.Interaction,
        feed: app_commands.Range[str, 0, 2048] = "",
        topic: app_commands.Range[str, 0, 60] = "",
        when: app_commands.Range[str, 0, 200] = "",
        zone: app_commands.Range[str, 0, 60] = "",
    ) -> None:
        """Say what will come, and when."""
        if interaction.guild_id is None:
            raise Refused.of("Ask for that on the server whose feeds you want to follow.")
        letters, hidden = lambda: open_letters(interaction.user), sight_of(interaction).hidden
        asker = Member(user=interaction.user.id, guild=interaction.guild_id, letters=letters, hidden=hidden)
        wish = FollowWish(feed=feed, topic=topic, when=when, zone=zone)
        added, found = await work(interaction, follow(wish, by=asker, app=self._app, now=interaction.created_at), ephemeral=True)
        await answer(interaction, [introduced.followed(added, found)], ephemeral=True)

    @app_commands.command(description="What you follow by direct message, and when it comes")
    async def following(self, interaction: discord.Interaction) -> None:
        """The asker's own."""
        found = await work(interaction, following(interaction.user.id, app=self._app), ephemeral=True)
        await answer(interaction, [introduced.following(found, server=_server_of(interaction))], ephemeral=True)

    @app_commands.command(description="Stop something that you follow by direct message, or all of it")
    @app_commands.describe(what="One thing that you follow; everything if left out")
    async def unfollow(self, interaction: discord.Interaction, what: app_commands.Range[str, 0, 300] = "") -> None:
        """Of the asker's own."""
        over, left = await work(interaction, unfollow(what, user=interaction.user.id, app=self._app), ephemeral=True)
        await answer(interaction, [introduced.unfollowed(over, left)], ephemeral=True)

    @app_commands.command(description="Erase what I keep of you, or of this server; I ask before I do it")
    @app_commands.describe(what="me: what you saved, reported, voted and follow. this server: all of it (Manage Server)")
    @app_commands.choices(what=[app_commands.Choice(name="me", value="me"), app_commands.Choice(name="this server", value="server")])
    async def forget(self, interaction: discord.Interaction, what: str) -> None:
        """Ask first."""
        forgotten.require_right(interaction, what)
        await answer(interaction, [forgotten.question(what)], view=forgotten.choice(interaction, what), ephemeral=True)

    @help_.autocomplete("topic")
    async def topics_of_help(self, interaction: discord.Interaction, current: str) -> Choices:
        """The commands that the asker may use."""
        return [app_commands.Choice(name=name, value=name) for name in helped.topics_like(current, interaction)][:_MOST_CHOICES]

    @follow.autocomplete("feed")
    async def feeds(self, interaction: discord.Interaction, current: str) -> Choices:
        """This server's feeds, as far as the asker sees their channels."""
        if interaction.guild_id is None:
            return []
        found = await followable(
            current, guild=interaction.guild_id, hidden=sight_of(interaction).hidden, app=self._app, most=_MOST_CHOICES
        )
        return [app_commands.Choice(name=clip(each.title or say("untitled"), _CHOICE), value=f"#{each.id}") for each in found]

    @follow.autocomplete("topic")
    async def topics(self, _: discord.Interaction, current: str) -> Choices:
        """What stories can be about."""
        return [app_commands.Choice(name=clip(each, _CHOICE), value=each) for each in topics(current, app=self._app, most=_MOST_CHOICES)]

    @follow.autocomplete("zone")
    async def zones(self, _: discord.Interaction, current: str) -> Choices:
        """Time zones that hold what is typed."""
        return [app_commands.Choice(name=zone, value=zone) for zone in zones_like(current, most=_MOST_CHOICES)]

    @unfollow.autocomplete("what")
    async def followed(self, interaction: discord.Interaction, current: str) -> Choices:
        """What the asker follows."""
        found = await following(interaction.user.id, app=self._app)
        named = [(introduced.name_of(each), f"#{each.id}") for each in found.follows]
        fitting = [
            app_commands.Choice(name=clip(name, _CHOICE), value=value) for name, value in named if current.casefold() in name.casefold()
        ]
        return fitting[:_MOST_CHOICES]


def _server_of(interaction: discord.Interaction) -> introduced.ServerName:
    """The names of the servers that we are on together with whoever follows something of them."""

    def name(guild: int) -> str:
        known = interaction.client.get_guild(guild)
        return known.name if known else ""

    return name
