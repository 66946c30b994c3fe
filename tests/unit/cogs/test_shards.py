"""A gateway with some of the shards."""

from bot.cogs import shards
from bot.cogs.shards import open_front
from bot.settings import GatewaySettings


def test_discord_lets_one_session_a_bucket_begin_in_five_seconds():
    assert shards.APART_S > 5


async def test_a_server_belongs_to_one_shard():
    async with open_front(GatewaySettings(shards="1", shard_count=2)) as odd, open_front(GatewaySettings()) as every:
        assert [odd.covers(guild << 22) for guild in (0, 1, 2, 3)] == [False, True, False, True]
        assert every.covers(1 << 22)
