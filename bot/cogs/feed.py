"""`/feed`: what a server's managers say about feeds."""

from collections.abc import Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import replies
from bot.cogs.answers import say, work
from bot.cogs.feed_more import HEALTH, FeedMore, health_book
from bot.cogs.pages import shelve
from bot.cogs.rights import require_manager, require_our_rights
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.subscribe import Wish, subscribe
from bot.model.subscription import Mode, OutletName, Target


@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class FeedCog(FeedMore, commands.GroupCog, group_name="feed", group_description="Feeds that this server follows"):
    """One method a command."""

    def __init__(self, app: App, *, look: Callable[[], None]) -> None:
        super().__init__()
        self._app = app
        self._look = look
        shelve(HEALTH, health_book)

    @app_commands.command(description="Follow a feed in a channel: any feed's address, or a page that links to one")
    @app_commands.describe(
        url="Address of the feed, or of a page that links to it",
        channel="Where to post; this channel if left out",
        mode="Each story as it comes, or together in the channel's digest",
        takeaways="Key Takeaways a story, 1 to 5",
        backfill="How many of the newest entries to post now, 0 to 25",
    )
    async def add(  # noqa: PLR0917  discord.py reads a command's options from such a signature
        self,
        interaction: discord.Interaction,
        url: app_commands.Range[str, 1, 2048],
        channel: discord.TextChannel | None = None,
        mode: Mode = Mode.INSTANT,
        takeaways: app_commands.Range[int, 1, 5] = 3,
        backfill: app_commands.Range[int, 0, 25] = 0,
    ) -> None:
        """Subscribe a channel and say what will come."""
        require_manager(interaction)
        target = _target(interaction, channel)
        wish = Wish(mode=mode, takeaways=takeaways, backfill=backfill)
        deed = subscribe(url, target=target, wish=wish, app=self._app, now=interaction.created_at)
        result = await work(interaction, deed, ephemeral=True)
        self._look()
        await say(interaction, [replies.subscribed(result, target=target)], ephemeral=True)


def _target(interaction: discord.Interaction, channel: discord.TextChannel | None) -> Target:
    """The channel meant, of the asking guild and open to us. Raises `Refused`."""
    place = channel or interaction.channel
    if not isinstance(place, discord.TextChannel) or place.guild.id != interaction.guild_id:
        raise Refused(why="I can only post into a text channel of this server; name one with `channel`.")
    require_our_rights(place)
    return Target(outlet=OutletName.DISCORD, channel=place.id, guild=place.guild.id)
