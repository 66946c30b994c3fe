"""A post in, a message in a Discord channel out. Talks to Discord's REST door through a client that is logged in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

import aiohttp
import discord

from bot.errors import BotError, ChannelClosed, SendFailed, SendRefused
from bot.model.delivery import OwnMessage, Panel, Post
from bot.model.subscription import Target
from bot.outlets.bucket import Bucket
from bot.outlets.shown import as_told

TIMEOUT_S: Final = 45.0
"""For one deed, discord.py's own pauses after 5xx answers (25 s in all) among it; below the outbox's lease of 60 s."""
LOOKED_BACK: Final = 500
"""Messages that `find` reads at most, newest first: five requests."""

RECALLED: Final = 2000
"""Messages that `told` reads at most, newest first: twenty requests, in a channel where much is said."""

_CLOCKS_DIFFER: Final = timedelta(minutes=2)
_WAIT_S: Final = 60.0
_MESSAGE_GONE: Final = 10008


class DiscordOutlet:
    """The `Outlet` of one bot account. Nothing it sends can mention anybody."""

    def __init__(self, client: discord.Client, *, per_second: float, timeout_s: float = TIMEOUT_S) -> None:
        """`client` is logged in before the first post; `per_second` bounds our requests, of which Discord allows 50."""
        self._client = client
        self._bucket = Bucket(per_second)
        self._timeout_s = timeout_s

    async def send(self, target: Target, post: Post, *, nonce: str) -> str:
        """Make the message, or get the one that Discord made with this nonce in the past minutes; its snowflake. See `Outlet.send`."""
        async with self._deed():
            message = await self._channel(target).send(
                embeds=[as_embed(panel) for panel in post.panels],
                nonce=nonce,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        return str(message.id)

    async def find(self, target: Target, *, code: str, since: datetime) -> str | None:
        """Our own message with `code` in a footer, among the newest 500 made after `since`. See `Outlet.find`.

        Discord shows an empty history to a bot without Read Message History and does not say so: where we see that we lack the
        right, that is `ChannelClosed`, since "not found" would lead to a double.
        """
        self._check_history(target)
        async with self._deed():
            history = self._channel(target).history(limit=LOOKED_BACK, after=since - _CLOCKS_DIFFER, oldest_first=False)
            async for message in history:
                if self._is_ours(message) and any(code in (embed.footer.text or "") for embed in message.embeds):
                    return str(message.id)
        return None

    async def told(self, target: Target, *, since: datetime, until: datetime) -> tuple[OwnMessage, ...]:
        """Our own posts of that time, among the newest 2,000 messages. See `Outlet.told`."""
        self._check_history(target)
        async with self._deed():
            history = self._channel(target).history(limit=RECALLED, after=since, before=until, oldest_first=False)
            found = [as_told(message) async for message in history if self._is_ours(message)]
        return tuple(each for each in reversed(found) if each is not None)

    def _check_history(self, target: Target) -> None:
        """Raises `ChannelClosed` where we know that Discord would show us an empty history."""
        place = self._client.get_channel(target.channel)
        if isinstance(place, discord.abc.GuildChannel) and not place.permissions_for(place.guild.me).read_message_history:
            raise ChannelClosed(detail="I may not read its message history")

    def _channel(self, target: Target) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(target.channel, guild_id=target.guild)

    def _is_ours(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id

    @asynccontextmanager
    async def _deed(self) -> AsyncIterator[None]:
        """One turn at Discord's door, in time; whatever fails becomes a `BotError`."""
        if self._client.is_closed():
            raise SendFailed(detail="the connection to Discord is closed", uncertain=False)
        await self._bucket.take()
        try:
            async with asyncio.timeout(self._timeout_s):
                yield
        except TimeoutError as error:
            raise SendFailed(detail="Discord took too long") from error
        except discord.RateLimited as error:
            raise SendFailed(detail="rate limited", uncertain=False, retry_after_s=error.retry_after) from error
        except discord.HTTPException as error:
            raise _answered(error) from error
        except aiohttp.ClientConnectorError as error:
            raise SendFailed(detail="Discord cannot be reached", uncertain=False) from error
        except (aiohttp.ClientError, OSError) as error:
            raise SendFailed(detail=f"the connection broke ({type(error).__name__})") from error


def as_embed(panel: Panel) -> discord.Embed:
    """One panel as Discord's library knows it. Pure."""
    embed = discord.Embed(title=panel.title or None, url=panel.url or None, description=panel.body or None, colour=panel.colour)
    return embed.set_footer(text=panel.footer) if panel.footer else embed


def _answered(error: discord.HTTPException) -> BotError:
    """What an answer of Discord's means for the post."""
    status, detail = error.status, f"{error.status}, code {error.code}"
    if error.code == _MESSAGE_GONE:  # the nonce's message was deleted: this try made none
        return SendFailed(detail=detail, uncertain=False)
    if status == 429:  # noqa: PLR2004  Too Many Requests, RFC 6585
        return SendFailed(detail=detail, uncertain=False, retry_after_s=_retry_after_s(error))
    if status == 401:  # noqa: PLR2004  Unauthorized: the token is wrong, not the channel
        return SendFailed(detail=f"{detail}: Discord does not accept the token", uncertain=False, retry_after_s=_WAIT_S)
    if status in {403, 404}:  # no right, or no such channel
        return ChannelClosed(detail=detail)
    if 400 <= status < 500:  # noqa: PLR2004  client errors, RFC 9110: no such channel, no access, no permission, no such embed
        return SendRefused(detail=detail)
    return SendFailed(detail=detail)


def _retry_after_s(error: discord.HTTPException) -> float:
    try:
        return max(0.0, float(error.response.headers.get("Retry-After", _WAIT_S)))
    except ValueError:
        return _WAIT_S
