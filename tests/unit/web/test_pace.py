"""How many requests run at once."""

import asyncio
from collections import Counter

import pytest

from bot.web.pace import Allowance, Pace


async def most_at_once(pace: Pace, hosts: list[str]) -> Counter[str]:
    now: Counter[str] = Counter()
    most: Counter[str] = Counter()

    async def visit(host: str) -> None:
        async with pace.turn(host):
            for name in (host, "all"):
                now[name] += 1
                most[name] = max(most[name], now[name])
            await asyncio.sleep(0.001)
            now.subtract({host: 1, "all": 1})

    await asyncio.gather(*map(visit, hosts))
    return most


async def test_one_host_gets_at_most_its_share():
    most = await most_at_once(Pace(per_host=2, at_once=10), ["a"] * 7 + ["b"] * 7)

    assert most == {"a": 2, "b": 2, "all": 4}


async def test_all_hosts_together_get_at_most_theirs():
    most = await most_at_once(Pace(per_host=2, at_once=3), [f"host {number % 9}" for number in range(30)])

    assert most["all"] == 3


async def test_who_waits_for_a_busy_host_keeps_no_other_waiting():
    pace = Pace(per_host=1, at_once=2)
    async with pace.turn("busy"):
        waiting = asyncio.create_task(most_at_once(pace, ["busy"] * 5))
        await asyncio.sleep(0.01)

        async with asyncio.timeout(1), pace.turn("free"):
            still_waiting = not waiting.done()
    await waiting

    assert still_waiting


async def test_hosts_that_nobody_waits_for_are_forgotten():
    pace = Pace(per_host=1, at_once=4)

    await most_at_once(pace, [f"host {number}" for number in range(100)])

    assert not pace._doors


async def test_who_gives_up_waiting_leaves_nothing_behind():
    pace = Pace(per_host=1, at_once=4)
    async with pace.turn("a"):
        waiting = asyncio.create_task(most_at_once(pace, ["a"]))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    async with asyncio.timeout(1), pace.turn("a"):
        assert len(pace._doors) == 1
    assert not pace._doors


def begun_within(seconds: float, *, per_second: float, wanted: int = 10_000) -> int:
    """How many begin where `wanted` are due at once, looked at every 50 ms."""
    allowance, begun = Allowance(), 0
    for step in range(int(seconds / 0.05) + 1):
        allowance.refill(per_second=per_second, now_s=100 + step * 0.05)
        while allowance.left > 0 and begun < wanted:
            allowance.take()
            begun += 1
    return begun


@pytest.mark.parametrize("per_second", [2, 10, 333])
def test_what_is_due_at_once_begins_at_the_pace(per_second):
    assert begun_within(10, per_second=per_second) == pytest.approx(10 * per_second, abs=2)


def test_a_long_sleep_saves_up_no_more_than_a_second_brings():
    allowance = Allowance()
    allowance.refill(per_second=20, now_s=0)
    allowance.refill(per_second=20, now_s=86400)

    assert allowance.left == 20


def test_the_wait_for_the_next_is_as_long_as_the_pace_says():
    allowance = Allowance()
    allowance.take()

    assert (allowance.wait_s(per_second=2), allowance.wait_s(per_second=1000)) == (0.5, 0.2)
