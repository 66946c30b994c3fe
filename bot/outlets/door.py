"""Deeds in, one turn each at Discord's REST door out: in time, within our rate, and with every failure by its name."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.errors import SendFailed
from bot.outlets.answers import meaning
from bot.outlets.bucket import Bucket
from bot.outlets.guard import Guard


class Door:
    """`client` is logged in before the first deed, its session made with `guard.trace()`; `per_second` bounds the deeds.

    `spare` is what `Guard.posting` takes.
    """

    def __init__(self, client: discord.Client, *, per_second: float, timeout_s: float, guard: Guard, spare: int = 0) -> None:
        self._client = client
        self._bucket = Bucket(per_second)
        self._timeout_s = timeout_s
        self._guard = guard
        self._spare = spare

    @asynccontextmanager
    async def deed(self) -> AsyncIterator[None]:
        """One turn; whatever of it fails becomes a `BotError`, a bug apart."""
        if self._client.is_closed():
            raise SendFailed(detail="the connection to Discord is closed", uncertain=False)
        self._guard.refuse(spare=self._spare)
        await self._bucket.take()
        try:
            with self._guard.posting(spare=self._spare):
                async with asyncio.timeout(self._timeout_s):
                    yield
        except TimeoutError as error:
            raise SendFailed(detail="Discord took too long") from error
        except discord.RateLimited as error:
            raise SendFailed(detail="rate limited", uncertain=False, retry_after_s=error.retry_after) from error
        except discord.HTTPException as error:
            raise meaning(error) from error
        except aiohttp.ClientConnectorError as error:
            raise SendFailed(detail="Discord cannot be reached", uncertain=False) from error
        except (aiohttp.ClientError, OSError) as error:
            raise SendFailed(detail=f"the connection broke ({type(error).__name__})") from error
