"""Which shards a process has, as its operator wrote them."""

import pytest

from bot.cogs import shards
from bot.cogs.shards import open_front, shards_of
from bot.errors import Refused
from bot.settings import GatewaySettings


@pytest.mark.parametrize(
    ("text", "count", "wanted"),
    [
        ("", 0, (0,)),
        ("", 3, (0, 1, 2)),
        ("0-3,8", 9, (0, 1, 2, 3, 8)),
        (" 4 , 2-2", 5, (2, 4)),
        ("1,0-1", 2, (0, 1)),
    ],
)
def test_shards_are_listed_or_counted(text, count, wanted):
    assert shards_of(GatewaySettings(shards=text, shard_count=count)) == wanted


@pytest.mark.parametrize("text", ["a", "1-", "-1", "0,,1", "0-²", "1 - 2", "0-1-2", "3-1", "9", "0-4", "0-99999", "9" * 400])
def test_what_is_no_list_of_its_shards_is_refused(text):
    with pytest.raises(Refused):
        shards_of(GatewaySettings(shards=text, shard_count=4))


def test_shards_without_a_count_are_refused():
    """Two such gateways would each hear everything, or one of them nothing."""
    with pytest.raises(Refused):
        open_front(GatewaySettings(shards="1-3"))


def test_discord_lets_one_session_a_bucket_begin_in_five_seconds():
    assert shards.APART_S > 5


async def test_a_server_belongs_to_one_shard():
    async with open_front(GatewaySettings(shards="1", shard_count=2)) as odd, open_front(GatewaySettings()) as every:
        assert [odd.covers(guild << 22) for guild in (0, 1, 2, 3)] == [False, True, False, True]
        assert every.covers(1 << 22)
