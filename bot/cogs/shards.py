"""Which shards a process has in, its gateway client out; no two processes begin a session side by side where Discord forbids it. I/O."""

import asyncio
import logging

from discord.ext import commands

from bot.cogs.client import ByteBotClient
from bot.settings import GatewaySettings
from bot.store.leader import Leadership

log = logging.getLogger(__name__)


APART_S = 5.5
"""Discord lets `max_concurrency` sessions begin in five seconds: https://discord.com/developers/docs/events/gateway#rate-limiting"""


class ShardedClient(ByteBotClient, commands.AutoShardedBot):
    """A `ByteBotClient` with several shards, some of those that there are in all."""

    def __init__(self, settings: GatewaySettings) -> None:
        shards = settings.shard_ids
        super().__init__(shard_ids=list(shards), shard_count=settings.shard_count)
        self._own = frozenset(shards)
        self._count = settings.shard_count
        self._at_once = settings.identify_at_once
        self._letting_go: set[asyncio.Task[None]] = set()

    @property
    def shards_told(self) -> str:
        """Which these are, by which two processes with the same know each other."""
        return f"{','.join(map(str, sorted(self._own)))} of {self._count}"

    def covers(self, guild: int) -> bool:
        """As `ByteBotClient.covers`: https://discord.com/developers/docs/events/gateway#sharding-sharding-formula"""
        return (guild >> 22) % self._count in self._own

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002  the library's signature
        """Called by the library before each identify: waits for this bucket's turn, and holds it for as long as Discord wants."""
        if self.identifies is None:
            await asyncio.sleep(APART_S)
            return
        turn = self.identifies((shard_id or 0) % self._at_once)
        if await turn.win(asyncio.Event()):
            ending = asyncio.create_task(_let_go_later(turn))
            self._letting_go.add(ending)
            ending.add_done_callback(self._letting_go.discard)

    async def close(self) -> None:
        """As the library's; and no turn is held any more."""
        for each in self._letting_go:
            each.cancel()
        await asyncio.gather(*self._letting_go, return_exceptions=True)
        await super().close()


def open_front(settings: GatewaySettings) -> ByteBotClient:
    """The gateway client that the settings ask for."""
    return ShardedClient(settings) if settings.shard_count > 1 else ByteBotClient()


async def _let_go_later(turn: Leadership) -> None:
    try:
        await asyncio.sleep(APART_S)
    finally:
        await turn.release()
