"""Two gateways, each with a shard of its own: they begin in turns, and each hears its own servers."""

import pytest

_OTHER_GUILD = str(1 << 22)  # of shard 1; the server that there is is of shard 0


@pytest.mark.timeout(60)
async def test_shards_begin_in_turns_and_each_hears_its_own(world):
    both = [world.fleet.start("gateway", BYTEBOT_GATEWAY__SHARD_COUNT="2", BYTEBOT_GATEWAY__SHARDS=each) for each in "01"]
    await world.until(lambda: len(world.discord.begun) == 2 and all(each.works for each in both))

    (first, began), (second, then) = world.discord.begun
    assert {first, second} == {0, 1}
    assert then - began >= 0.95  # what the processes were told to keep
    for guild in ("2001", _OTHER_GUILD):
        heard = await world.discord.slash("bytebot status", guild=guild)
        assert heard.text

    both[0].kill()
    world.discord.begun.clear()
    again = world.fleet.start("gateway", BYTEBOT_GATEWAY__SHARD_COUNT="2", BYTEBOT_GATEWAY__SHARDS="0")
    await world.until(lambda: [shard for shard, _ in world.discord.begun] == [0] and again.works)
    assert (await world.discord.slash("bytebot status")).text
    assert [await each.stop() for each in (both[1], again)] == [0, 0]
