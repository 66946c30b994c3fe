"""What the gateway tells of servers in, held and opened channels out: a right given back needs no command."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import discord
from discord.ext import commands

from bot.cogs.rights import Place, missing
from bot.cogs.welcome import welcome
from bot.errors import StoreFailed
from bot.flows.app import App
from bot.flows.guilds import channel_deleted, guild_left, look_again
from bot.flows.welcome import arrived, at_start

log = logging.getLogger(__name__)


class GuildCog(commands.Cog):
    """Listens only. A failing database is logged: the outbox finds out by itself what a channel takes."""

    def __init__(self, app: App, *, look: Callable[[], None], servers: Callable[[], Sequence[discord.Guild]]) -> None:
        self._app = app
        self._look = look
        self._servers = servers
        self._began = False

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """The gateway told of every server that we are on; some may have invited us while we were away."""
        try:
            new = await at_start([each.id for each in self._servers()], app=self._app, now=datetime.now(UTC))
        except StoreFailed as error:
            log.error("servers not noted", extra={"why": str(error)})  # noqa: TRY400  its line says enough
            return
        self._began = True
        for guild in [each for each in self._servers() if each.id in new and not each.unavailable]:
            await welcome(guild, app=self._app)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """We were removed, or the server is gone."""
        try:
            await guild_left(guild.id, app=self._app, now=datetime.now(UTC))
        except StoreFailed as error:
            log.error("server's channels not held", extra={"why": str(error)})  # noqa: TRY400  its line says enough

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Somebody deleted a channel."""
        await self._deleted(channel.id, guild=channel.guild.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Somebody deleted a thread, which may be one that the gateway did not show."""
        await self._deleted(payload.thread_id, guild=payload.guild_id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """We were invited, perhaps again."""
        await self._look_at(guild)
        await self._greet(guild, invited=True)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """The gateway told of a server, at the start or after an outage; or it is a new one."""
        await self._look_at(guild)
        if self._began:
            await self._greet(guild, invited=False)

    @commands.Cog.listener()
    async def on_guild_channel_update(self, _before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """Perhaps our rights there changed."""
        await self._look_at(after.guild)

    @commands.Cog.listener()
    async def on_thread_update(self, _before: discord.Thread, after: discord.Thread) -> None:
        """Perhaps it was unlocked."""
        await self._look_at(after.guild)

    @commands.Cog.listener()
    async def on_thread_join(self, thread: discord.Thread) -> None:
        """Perhaps one that was archived, of which the library knew nothing until it was opened again."""
        await self._look_at(thread.guild)

    @commands.Cog.listener()
    async def on_guild_role_update(self, _before: discord.Role, after: discord.Role) -> None:
        """Perhaps one of ours."""
        await self._look_at(after.guild)

    async def _greet(self, guild: discord.Guild, *, invited: bool) -> None:
        try:
            greet = await arrived(guild.id, invited=invited, app=self._app, now=datetime.now(UTC))
        except StoreFailed as error:
            log.error("server not noted", extra={"why": str(error)})  # noqa: TRY400  its line says enough
            return
        if greet:
            await welcome(guild, app=self._app)

    async def _deleted(self, channel: int, *, guild: int) -> None:
        try:
            await channel_deleted(channel, guild=guild, app=self._app, now=datetime.now(UTC))
        except StoreFailed as error:
            log.error("deleted channel not held", extra={"why": str(error)})  # noqa: TRY400  its line says enough

    async def _look_at(self, guild: discord.Guild) -> None:
        try:
            opened = await look_again(guild.id, is_open=lambda channel: _is_open(guild, channel), app=self._app, now=datetime.now(UTC))
        except StoreFailed as error:
            log.error("server's channels not looked at", extra={"why": str(error)})  # noqa: TRY400  its line says enough
            return
        if opened:
            self._look()


def _is_open(guild: discord.Guild, channel: int) -> bool:
    """Whether the gateway's picture lets us post there; a channel that it does not show stays held."""
    place = guild.get_channel_or_thread(channel)
    if guild.me is None or not isinstance(place, Place):
        return False
    if isinstance(place, discord.Thread) and place.locked:
        return False
    return not missing(place)
