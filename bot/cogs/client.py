"""Discord's side of the process: the gateway client, its commands, and its manners. I/O."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import discord
from discord import app_commands
from discord.ext import commands

from bot import measures
from bot.catalogue import say, speak
from bot.cogs import offer, unfollow
from bot.cogs.answers import say_failure
from bot.cogs.buttons import OF_POSTS, open_books
from bot.cogs.bytebot import BytebotCog
from bot.cogs.digest import DigestCog
from bot.cogs.feed import FeedCog
from bot.cogs.filter import FilterCog
from bot.cogs.following import Cancel, Confirm
from bot.cogs.forgotten import Sure
from bot.cogs.guilds import GuildCog
from bot.cogs.latest import LatestCog
from bot.cogs.packs import ChannelList, PackList
from bot.cogs.pages import Turn
from bot.cogs.parts import Form, lost
from bot.cogs.reported import OF_REPORTS
from bot.cogs.saves import OF_SAVED, SavedCog
from bot.cogs.search import SearchCog
from bot.cogs.sync import sync_if_changed
from bot.cogs.tldr import Other, TldrCog
from bot.cogs.translator import CatalogueTranslator
from bot.cogs.welcome import ChooseFeeds, NotNow, Start
from bot.cogs.why import WhyCog
from bot.errors import BotError, Refused
from bot.flows.app import App
from bot.store.leader import Leadership
from bot.telemetry import traced

log = logging.getLogger(__name__)


class Commands(app_commands.CommandTree["ByteBotClient"]):
    """The commands; each answers in its reader's language."""

    async def interaction_check(self, interaction: discord.Interaction["ByteBotClient"]) -> bool:
        """Called by the library before a command, in the command's own task."""
        speak(interaction.locale.value)
        return True

    async def _call(self, interaction: discord.Interaction["ByteBotClient"]) -> None:
        """Called by the library for each command, in the command's own task; its only place around all of it."""
        await traced("interaction", partial(super()._call, interaction), seconds=measures.INTERACTION, interaction_id=interaction.id)


class ByteBotClient(commands.Bot):
    """No privileged intent, no member or message cache, and nothing it sends can ping."""

    def __init__(self, **of_shards: Any) -> None:  # noqa: ANN401  the library's own options
        # ByteBot has no voice: what the library would say about that is noise in an operator's log.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Commands,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_ratelimit_timeout=30.0,
            **of_shards,
        )
        self.turns: Leadership | None = None
        """The right to hear these shards, where other processes could have it."""
        self.identifies: Callable[[int], Leadership] | None = None
        """A bucket's turn to begin a session, where other processes begin some too."""
        self._app: App | None = None
        self._look: Callable[[], None] | None = None
        self.forms: WeakValueDictionary[str, Form] = WeakValueDictionary()

    @property
    def app(self) -> App:
        """The bot's parts. RuntimeError before `join`: a bug."""
        if self._app is None:
            raise RuntimeError("asked before it was joined")
        return self._app

    @property
    def shards_told(self) -> str:
        """Which shards these are: the only one."""
        return "0 of 1"

    def covers(self, guild: int) -> bool:  # noqa: ARG002  shards look at it
        """Whether a server's events come to this client."""
        return True

    def servers(self) -> frozenset[int] | None:
        """Every server that we are on, those that have an outage among them. None: the gateway has not told yet."""
        return frozenset(guild.id for guild in self.guilds) if self.is_ready() else None

    def look(self) -> None:
        """Tell the loops that something came in."""
        if self._look is not None:
            self._look()

    async def join(self, app: App, *, look: Callable[[], None]) -> None:
        """Give the commands their flows; `look` tells the loops that something came in. Call once, before the login."""
        self._app, self._look = app, look
        self.add_dynamic_items(Turn, Sure, *offer.ITEMS, *unfollow.ITEMS, *OF_POSTS, *OF_SAVED, *OF_REPORTS, Other)
        self.add_dynamic_items(Confirm, Cancel, PackList, ChannelList, Start, ChooseFeeds, NotNow)
        open_books()
        self.tree.error(self._on_command_error)
        managers = (FeedCog(app, look=look), DigestCog(app, look=look), FilterCog(app), WhyCog(app))
        asked = TldrCog(app)
        everyones = (asked, SavedCog(), LatestCog(app), SearchCog(app), BytebotCog(app, since=datetime.now(UTC)))
        for cog in (*managers, *everyones, GuildCog(app, look=look, servers=lambda: self.guilds)):
            await self.add_cog(cog)
        for menu in asked.menus():
            self.tree.add_command(menu)

    async def setup_hook(self) -> None:
        """After the login, before the gateway: tell Discord of the commands where they changed."""
        if self._app is not None:
            await self.tree.set_translator(CatalogueTranslator())
            try:
                await sync_if_changed(self.tree, db=self._app.db)
            except discord.HTTPException as error:
                # Posting needs no commands; the next start tries again.
                log.error("commands not synced", extra={"why": str(error.status)})  # noqa: TRY400  its status says enough

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Called by the library for each, after it gave it to its command, button or form."""
        await lost(interaction)

    async def _on_command_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        if self._app is None:
            raise error
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        if isinstance(error, app_commands.TransformerError):
            refused = error.__cause__
            cause = refused if isinstance(refused, BotError) else Refused(why=say("I can't use what was chosen there; choose another."))
        await say_failure(interaction, cause, templates=self._app.voice.templates)
