"""`/feed`: what a server's managers say about feeds."""

from collections.abc import Callable
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import say as speak
from bot.cogs import followed, offer, offered, unfollow
from bot.cogs.answers import say, work
from bot.cogs.feed_more import HEALTH, FeedMore, health_book
from bot.cogs.pages import Page, open_book, shelve
from bot.cogs.parts import host_of, open_form
from bot.cogs.places import PlaceOption, asker_of, here, place_of, server_of, target_of
from bot.cogs.rights import Place, require_manager, require_our_rights
from bot.cogs.wish_form import Filled, WishForm
from bot.flows import change
from bot.flows.app import App
from bot.flows.filters import followed_here
from bot.flows.offer import make_offer
from bot.flows.subscribe import Wish
from bot.flows.subscriptions import choose, list_feeds, show
from bot.model.subscription import Mode, OutletName, Target
from bot.text.clip import clip

Choices = list[app_commands.Choice[str]]
FeedName = app_commands.Range[str, 1, 2048]
Where = app_commands.Transform[Place, PlaceOption]
_MOST_CHOICES = 25
_CHOICE = 100  # characters
_CHANNEL = 30
_ON_A_PAGE = 8
_WHICH = "Which feed: choose one, or write its number, its address or a part of its title"


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
        shelve("feeds", _leaf)

    @app_commands.command(description="Follow a feed in a channel: any feed's address, or a page that links to one")
    @app_commands.describe(
        url="Address of the feed, or of a page that links to it",
        channel="Where to post: a channel, forum or thread; this one if left out",
        mode="Each story as it comes, or together in the channel's digest",
        takeaways="Key Takeaways a story, 1 to 5",
        backfill="How many of the newest entries to post now, 0 to 25",
        mention="The one role that its stories mention; nobody if left out",
    )
    async def add(  # noqa: PLR0917  discord.py reads a command's options from such a signature
        self,
        interaction: discord.Interaction,
        url: app_commands.Range[str, 1, 2048],
        channel: Where | None = None,
        mode: Mode = Mode.INSTANT,
        takeaways: app_commands.Range[int, 1, 5] = 3,
        backfill: app_commands.Range[int, 0, 25] = 0,
        mention: discord.Role | None = None,
    ) -> None:
        """Say what was found and what would come, and ask."""
        require_manager(interaction)
        place, role = channel or here(interaction), mention.id if mention else None
        require_our_rights(place, role=role)
        wish = Wish(mode=mode, takeaways=takeaways, backfill=backfill, role=role)
        asker, now = asker_of(interaction), interaction.created_at
        deed = make_offer(url, target=target_of(place), wish=wish, asker=asker, app=self._app, now=now)
        found = await work(interaction, deed, ephemeral=True)
        self._look()
        await say(interaction, offered.offered(found), view=offer.buttons(found), ephemeral=True)

    @app_commands.command(name="list", description="The feeds that this server follows, each with its state")
    @app_commands.describe(channel="Those of one channel; of all if left out")
    async def list_(self, interaction: discord.Interaction, channel: Where | None = None) -> None:
        """Show them to the asker, page by page."""
        require_manager(interaction)
        await open_book(interaction, "feeds", str(channel.id) if channel else "")

    @app_commands.command(description="All about one feed: where it goes and how, when I look, what it brought, what is wrong")
    @app_commands.describe(feed=_WHICH)
    async def show(self, interaction: discord.Interaction, feed: FeedName) -> None:
        """Show it to the asker."""
        require_manager(interaction)
        found = await work(interaction, show(feed, within=server_of(interaction), app=self._app), ephemeral=True)
        await say(interaction, [followed.shown(found)], ephemeral=True)

    @app_commands.command(description="Change how a feed is read: mode, takeaways, channel, mention")
    @app_commands.describe(feed=_WHICH)
    async def edit(self, interaction: discord.Interaction, feed: FeedName) -> None:
        """Open a form with what holds now."""
        require_manager(interaction)
        known = (await choose(feed, within=server_of(interaction), app=self._app)).subscription
        filled = Filled(mode=known.mode, takeaways=known.takeaways, channel=known.target.channel, role=known.role or 0)
        await open_form(interaction, WishForm(speak("Change a feed"), filled, then=partial(_edited, str(known.id), filled)))

    @app_commands.command(description="Stop following a feed; asks first, and can be undone")
    @app_commands.describe(feed=_WHICH)
    async def remove(self, interaction: discord.Interaction, feed: FeedName) -> None:
        """Ask whether that is meant."""
        require_manager(interaction)
        found = await work(interaction, choose(feed, within=server_of(interaction), app=self._app), ephemeral=True)
        await say(interaction, [followed.asked(found)], view=unfollow.question(found, user=interaction.user.id), ephemeral=True)

    @app_commands.command(description="Let nothing of a feed come until it is resumed; what comes meanwhile counts as read")
    @app_commands.describe(feed=_WHICH)
    async def pause(self, interaction: discord.Interaction, feed: FeedName) -> None:
        """Pause it, and say what that means."""
        require_manager(interaction)
        deed = change.pause(feed, within=server_of(interaction), app=self._app, now=interaction.created_at)
        await say(interaction, [followed.paused(await work(interaction, deed, ephemeral=True))], ephemeral=True)

    @app_commands.command(description="Let a paused feed go on; also tries a feed again that failed for too long")
    @app_commands.describe(feed=_WHICH)
    async def resume(self, interaction: discord.Interaction, feed: FeedName) -> None:
        """Let it go on where we may post, and say what comes."""
        require_manager(interaction)
        deed = _resumed(interaction, feed, app=self._app)
        result = await work(interaction, deed, ephemeral=True)
        self._look()
        await say(interaction, [followed.resumed(result)], ephemeral=True)

    @show.autocomplete("feed")
    @edit.autocomplete("feed")
    @remove.autocomplete("feed")
    @pause.autocomplete("feed")
    @resume.autocomplete("feed")
    async def feeds(self, interaction: discord.Interaction, current: str) -> Choices:
        """This server's feeds, each with its channel."""
        if not interaction.permissions.manage_guild:
            return []
        found = await followed_here(current, within=server_of(interaction), most=_MOST_CHOICES, app=self._app)
        ends = ((each, speak(" in {channel}", channel=_channel_name(interaction, each.channel))) for each in found)
        return [app_commands.Choice(name=clip(each.feed_title, _CHOICE - len(end)) + end, value=str(each.id)) for each, end in ends]


async def _leaf(interaction: discord.Interaction, asked: str, number: int) -> Page:
    """A page of what the server follows; `asked` is a channel's id, "" for all."""
    require_manager(interaction)
    target = server_of(interaction)
    if asked:
        target = Target(outlet=OutletName.DISCORD, channel=(await place_of(interaction, int(asked))).id)
    found = await list_feeds(target=target, app=host_of(interaction).app)
    pages = max(-(-len(found) // _ON_A_PAGE), 1)
    number = min(number, pages - 1)
    return Page(embed=followed.listed(found[number * _ON_A_PAGE :][:_ON_A_PAGE]), number=number, pages=pages)


async def _resumed(interaction: discord.Interaction, feed: str, *, app: App) -> change.Resumed:
    within = server_of(interaction)
    known = (await choose(feed, within=within, app=app)).subscription
    require_our_rights(await place_of(interaction, known.target.channel), role=known.role)
    return await change.resume(str(known.id), within=within, app=app, now=interaction.created_at)


async def _edited(subscription: str, before: Filled, interaction: discord.Interaction, filled: Filled) -> None:
    """The form was sent."""
    require_manager(interaction)
    host, target = host_of(interaction), None
    if filled.channel != before.channel or (filled.role and filled.role != before.role):
        chosen = await place_of(interaction, filled.channel)
        require_our_rights(chosen, role=filled.role or None)
        target = target_of(chosen)
    wanted = change.Change(mode=filled.mode, takeaways=filled.takeaways, target=target, role=filled.role)
    deed = change.edit(subscription, wanted, within=server_of(interaction), app=host.app, now=interaction.created_at)
    result = await work(interaction, deed, ephemeral=True)
    host.look()
    await say(interaction, [followed.changed(result)], ephemeral=True)


def _channel_name(interaction: discord.Interaction, channel: int) -> str:
    known = interaction.guild.get_channel_or_thread(channel) if interaction.guild else None
    return f"#{clip(known.name, _CHANNEL)}" if known else speak("a channel")
