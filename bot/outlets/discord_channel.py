"""A post in, a message in a Discord channel out. Talks to Discord's REST door through a client that is logged in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

import discord

from bot.catalogue import mark
from bot.errors import ChannelClosed, HistoryHidden, MessageGone, SendFailed
from bot.model.delivery import OwnMessage, Post, Sent
from bot.model.subscription import Target
from bot.outlets import forum
from bot.outlets.answers import NOT_A_TEXT_CHANNEL
from bot.outlets.door import Door
from bot.outlets.guard import Guard
from bot.outlets.looked_up import may_read_history
from bot.outlets.shape import as_embed, shaped
from bot.outlets.shown import as_told, shows
from bot.outlets.unseen import Unseen

__all__ = ["DiscordOutlet", "as_embed"]

TIMEOUT_S: Final = 45.0
"""For one deed, the library's waits for rate limits that it knows of among it; below the outbox's lease of 60 s."""
LOOKED_BACK: Final = 2000
"""Messages that `find` reads at most, newest first; then as many from the time of the try on: 20 requests each."""

RECALLED: Final = 2000
"""Messages that `told` reads at most, newest first: twenty requests, in a channel where much is said."""

_CLOCKS_DIFFER: Final = timedelta(hours=25)  # a clock that was set a day wrong must not hide what it made
_UNTIL_READY_S: Final = 10.0  # for the gateway to tell which channels there are
_ABOUT_THEN: Final = timedelta(minutes=2)
_NEEDED: Final = {"view_channel": mark("View Channel"), "send_messages": mark("Send Messages"), "embed_links": mark("Embed Links")}


class DiscordOutlet:
    """The `Outlet` of one bot account. Nothing it sends can mention anybody, but for the one role that a post names."""

    def __init__(
        self,
        client: discord.Client,
        *,
        per_second: float,
        timeout_s: float = TIMEOUT_S,
        guard: Guard | None = None,
        hears: bool = True,
    ) -> None:
        """`client` is logged in before the first post, its session made with `guard.trace()`.

        `per_second` bounds our requests, of which Discord allows 50. `hears`: the client will be connected to the gateway too, which
        tells what we may do where; else Discord is asked for that where it matters.
        """
        self._client = client
        self._hears = hears
        self._door = Door(client, per_second=per_second, timeout_s=timeout_s, guard=guard or Guard())
        self._unseen = Unseen()
        self._forums: dict[int, discord.ForumChannel | None] = {}

    async def send(self, target: Target, post: Post, *, nonce: str) -> Sent:
        """Make the message, or get the one that Discord made with this nonce in the past minutes. See `Outlet.send`.

        In a forum it becomes a thread of its own, for which no nonce is known. Raises `SendRefused` before anything is asked where
        the post is beyond Discord's limits, and `ChannelClosed` where the gateway told that we are not let in.
        """
        made = shaped(post)
        self._look_whether_open(target)
        try:
            async with self._deed(target):
                if place := await self._forum(target):
                    return await forum.start(place, post, made=made)
                message = await self._channel(target).send(nonce=nonce, silent=post.silent, **made.as_new)
        except ChannelClosed as error:
            if _is_no_text_channel(error) and target.channel not in self._forums:
                self._forums[target.channel] = None
                raise SendFailed(detail="no text channel; looking whether it is a forum", uncertain=False, retry_after_s=0) from error
            raise
        return Sent(message=str(message.id))

    async def find(self, target: Target, *, code: str, since: datetime) -> Sent | None:
        """Our own message with `code` in its last line, among the newest 2000 since then. See `Outlet.find`.

        Discord shows an empty history to a bot without Read Message History and does not say so: where we see that we lack the
        right, that is `HistoryHidden`, since "not found" would lead to a double.
        """
        self._look_whether_open(target)
        self._look_whether_shown(target)
        async with self._deed(target):
            if self._client.user is None:
                raise SendFailed(detail="not logged in", uncertain=False)
            await self._ask_whether_shown(target)
            if found := await self._forum(target):
                return await forum.find(found, code=code, after=since - _CLOCKS_DIFFER, me=self._client.user.id)
            return await self._find_message(self._channel(target), code=code, since=since)

    async def edit(self, target: Target, sent: Sent, post: Post) -> None:
        """Let a message of ours show `post`, which has the message's look. See `Outlet.edit`."""
        made = shaped(post)
        self._look_whether_open(target)
        try:
            async with self._deed(target):
                place = self._client.get_partial_messageable(int(sent.thread or target.channel), guild_id=target.guild)
                await place.get_partial_message(int(sent.message)).edit(**made.as_edit)
        except ChannelClosed as error:
            if error.gone and sent.thread:
                raise MessageGone(detail="its thread was deleted") from error
            raise

    async def told(self, target: Target, *, since: datetime, until: datetime) -> tuple[OwnMessage, ...]:
        """Our own posts of that time, among the newest 2,000 messages or 100 threads. See `Outlet.told`."""
        self._look_whether_open(target)
        self._look_whether_shown(target)
        async with self._deed(target):
            if self._client.user is None:
                raise SendFailed(detail="not logged in", uncertain=False)
            await self._ask_whether_shown(target)
            if place := await self._forum(target):
                firsts = [first async for first in forum.firsts(place, after=since, me=self._client.user.id) if first.created_at < until]
                found = [as_told(message) for message in firsts]
            else:
                history = self._channel(target).history(limit=RECALLED, after=since, before=until, oldest_first=False)
                found = [as_told(message) async for message in history if self._is_ours(message)]
        return tuple(each for each in reversed(found) if each is not None)

    @asynccontextmanager
    async def _deed(self, target: Target) -> AsyncIterator[None]:
        """One turn at Discord's door; in a channel that the gateway does not show, one of few."""
        if not self._hears or self._client.get_channel(target.channel) is not None:
            async with self._door.deed():
                yield
        else:
            async with self._unseen.turn(wait_s=None if self._client.is_ready() else _UNTIL_READY_S), self._door.deed():
                yield

    def _look_whether_shown(self, target: Target) -> None:
        """Raises `HistoryHidden` where we know that Discord would show us an empty history."""
        place = self._client.get_channel(target.channel)
        if isinstance(place, discord.abc.GuildChannel | discord.Thread) and not _rights(place).read_message_history:
            raise HistoryHidden(detail=mark("I may not read its message history"), asked=False)

    async def _ask_whether_shown(self, target: Target) -> None:
        """The same without a gateway, by asking. Raises `HistoryHidden`."""
        if not self._hears and target.guild is not None and not await may_read_history(self._client, target):
            raise HistoryHidden(detail=mark("I may not read its message history"), asked=False)

    def _channel(self, target: Target) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(target.channel, guild_id=target.guild)

    def _look_whether_open(self, target: Target) -> None:
        """What the gateway told needs no request that counts as invalid. Raises `ChannelClosed`."""
        if target.guild is None or not self._client.is_ready():
            return
        guild = self._client.get_guild(target.guild)
        if guild is None:
            raise ChannelClosed(detail=mark("I am not on that server"), asked=False)
        place = guild.get_channel_or_thread(target.channel)
        if place is None:
            return  # an archived thread perhaps, which the gateway does not tell of
        rights = _rights(place)
        needed = _NEEDED | ({"send_messages_in_threads": mark("Send Messages in Threads")} if isinstance(place, discord.Thread) else {})
        lacking = [name for right, name in needed.items() if not getattr(rights, right)]
        if isinstance(place, discord.Thread) and "Send Messages" in lacking:
            lacking.remove("Send Messages")
        if lacking:
            raise ChannelClosed(detail=mark("I lack {rights}").format(rights=", ".join(lacking)), asked=False)

    async def _forum(self, target: Target) -> discord.ForumChannel | None:
        """The target where it is a forum; None: it is not, as far as we know."""
        place = self._client.get_channel(target.channel)
        if place is None and target.channel in self._forums:
            place = self._forums[target.channel] or await self._client.fetch_channel(target.channel)
        if not isinstance(place, discord.ForumChannel):
            return None
        self._forums[target.channel] = place
        return place

    async def _find_message(self, channel: discord.PartialMessageable, *, code: str, since: datetime) -> Sent | None:
        read = 0
        async for message in channel.history(limit=LOOKED_BACK, after=since - _CLOCKS_DIFFER, oldest_first=False):
            read += 1
            if self._is_ours(message) and shows(message, code):
                return Sent(message=str(message.id))
        if read == LOOKED_BACK:
            async for message in channel.history(limit=LOOKED_BACK, after=since - _ABOUT_THEN, oldest_first=True):
                if self._is_ours(message) and shows(message, code):
                    return Sent(message=str(message.id))
        return None

    def _is_ours(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id


def _rights(place: discord.abc.GuildChannel | discord.Thread) -> discord.Permissions:
    """What we may do there; everything, where the gateway has not told who we are."""
    me = place.guild.me
    return place.permissions_for(me) if me is not None else discord.Permissions.all()


def _is_no_text_channel(error: ChannelClosed) -> bool:
    cause = error.__cause__
    return isinstance(cause, discord.HTTPException) and cause.code == NOT_A_TEXT_CHANNEL
