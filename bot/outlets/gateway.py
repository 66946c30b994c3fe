"""A client that is not logged in, in; one that stays connected through Discord's bad days, until it is closed. I/O."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

import aiohttp
import discord

from bot.errors import Refused
from bot.outlets.guard import Guard

log = logging.getLogger(__name__)

LOGIN_AGAIN_S = 10.0
CONNECT_AGAIN_S = 5.0
_LONGEST_S: Final = 300.0  # 1,000 identifies a day are allowed

_FOR_GOOD: Final = {
    4004: "Discord does not take this token any more; copy it anew from the Developer Portal",
    4010: "Discord does not know this shard",
    4011: "Discord wants this bot to be sharded, since it is on too many servers",
    4012: "Discord does not speak this version of its gateway any more; upgrade ByteBot",
    4013: "Discord does not know an intent that I asked for; upgrade ByteBot",
    4014: "Discord does not allow an intent that I asked for; look at the Developer Portal",
}
"""https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes"""


def rest_client() -> discord.Client:
    """For a process that posts and hears nothing: no cache, never connected; the one intent keeps the library from warning of none."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    return discord.Client(
        intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none(), max_messages=None, max_ratelimit_timeout=30.0
    )


async def log_in(client: discord.Client, token: str, *, guard: Guard, stop: asyncio.Event) -> bool:
    """Try until Discord can be reached. False: told to stop before that. Raises `Refused` where it does not take the token.

    A login may turn out invalid like any request, so that it waits where `guard` has no room left for one.
    """
    while await guard.room(stop=stop):
        try:
            await client.login(token)
        except discord.LoginFailure as error:
            raise Refused(why="Discord does not take this token; copy it anew from the Developer Portal.") from error
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.error("cannot reach Discord, will try again", extra={"wait_s": LOGIN_AGAIN_S, "why": type(error).__name__})  # noqa: TRY400  its name says enough
            await client.http.close()
            client.http.connector = discord.utils.MISSING  # closed with its session; the next try makes another
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOGIN_AGAIN_S)
        else:
            return True
    return False


async def stay_connected(client: discord.Client) -> None:
    """Hold the gateway until the client is closed. Raises `Refused` where Discord closed it for good.

    The library comes back from what Discord documents, but ends at an event that it cannot read (measured); posting goes on meanwhile.
    """
    wait_s = CONNECT_AGAIN_S
    while not client.is_closed():
        began = asyncio.get_running_loop().time()
        try:
            await client.connect(reconnect=True)
        except discord.PrivilegedIntentsRequired as error:
            raise Refused(why=f"{_FOR_GOOD[4014]} (4014).") from error
        except discord.ConnectionClosed as error:
            raise Refused(why=f"{_FOR_GOOD.get(error.code, 'Discord closed the connection for good')} ({error.code}).") from error
        except Exception:
            if client.is_closed():
                return
            log.exception("the gateway sent what the library cannot read; connecting anew", extra={"wait_s": wait_s})
            await _hang_up(client)
        else:
            return
        await asyncio.sleep(wait_s)
        stable = asyncio.get_running_loop().time() - began > _LONGEST_S
        wait_s = CONNECT_AGAIN_S if stable else min(wait_s * 2, _LONGEST_S)


async def _hang_up(client: discord.Client) -> None:
    """Close what is left of the connection; the next one starts from nothing."""
    if isinstance(client, discord.AutoShardedClient):
        for shard in client.shards.values():
            with suppress(aiohttp.ClientError, OSError):
                await shard.disconnect()
    if client.ws is not None and client.ws.open:
        with suppress(aiohttp.ClientError, OSError):
            await client.ws.close(code=1000)
