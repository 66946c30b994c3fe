"""Discord's side of the process: the gateway client, its commands, and its manners. I/O."""

import logging
from collections.abc import Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.answers import say_failure
from bot.cogs.digest import DigestCog
from bot.cogs.feed import FeedCog
from bot.cogs.filter import FilterCog
from bot.cogs.guilds import GuildCog
from bot.cogs.latest import LatestCog
from bot.cogs.pages import Turn
from bot.cogs.search import SearchCog
from bot.cogs.sync import sync_if_changed
from bot.cogs.tldr import TldrCog
from bot.cogs.why import WhyCog
from bot.flows.app import App

log = logging.getLogger(__name__)


class ByteBotClient(commands.Bot):
    """No privileged intent, no member or message cache, and nothing it sends can ping."""

    def __init__(self) -> None:
        # ByteBot has no voice: what the library would say about that is noise in an operator's log.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_ratelimit_timeout=30.0,
        )
        self._app: App | None = None
        self._look: Callable[[], None] | None = None

    @property
    def app(self) -> App:
        """The bot's parts. RuntimeError before `join`: a bug."""
        if self._app is None:
            raise RuntimeError("asked before it was joined")
        return self._app

    def look(self) -> None:
        """Tell the loops that something came in."""
        if self._look is not None:
            self._look()

    async def join(self, app: App, *, look: Callable[[], None]) -> None:
        """Give the commands their flows; `look` tells the loops that something came in. Call once, before the login."""
        self._app, self._look = app, look
        self.add_dynamic_items(Turn)
        self.tree.error(self._on_command_error)
        managers = (FeedCog(app, look=look), DigestCog(app, look=look), FilterCog(app), WhyCog(app))
        for cog in (*managers, TldrCog(app), LatestCog(app), SearchCog(app), GuildCog(app, look=look)):
            await self.add_cog(cog)

    async def setup_hook(self) -> None:
        """After the login, before the gateway: tell Discord of the commands where they changed."""
        if self._app is not None:
            try:
                await sync_if_changed(self.tree, db=self._app.db)
            except discord.HTTPException as error:
                # Posting needs no commands; the next start tries again.
                log.error("commands not synced", extra={"why": str(error.status)})  # noqa: TRY400  its status says enough

    async def _on_command_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        if self._app is None:
            raise error
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await say_failure(interaction, cause, templates=self._app.voice.templates)
