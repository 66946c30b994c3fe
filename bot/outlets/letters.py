"""A person in, the channel of direct messages to them out. Talks to Discord's REST door."""

import asyncio
from typing import Final

import aiohttp
import discord

from bot.errors import SendFailed
from bot.outlets.answers import meaning

_WITHIN_S: Final = 20.0


async def open_letters(person: discord.abc.User) -> int:
    """The channel's id; it may be one that they closed to us, which only a message shows.

    Raises `ChannelClosed` or `SendRefused` where there can be none, `SendFailed` where Discord cannot be asked now.
    """
    if not isinstance(person, discord.User | discord.Member):
        raise SendFailed(detail="nobody to write to", uncertain=False)
    try:
        async with asyncio.timeout(_WITHIN_S):
            return (await person.create_dm()).id
    except discord.HTTPException as error:
        raise meaning(error) from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise SendFailed(detail=type(error).__name__, uncertain=False) from error
