"""The pace of requests."""

import asyncio

import pytest

from bot.outlets.bucket import Bucket


class Clock:
    """A clock that only sleeping moves, and only when told to."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    async def sleep(self, wait_s: float) -> None:
        self.waits.append(wait_s)


async def test_a_burst_goes_at_once_and_the_rest_is_spread():
    clock = Clock()
    bucket = Bucket(10, burst=2, clock=clock, sleep=clock.sleep)

    for _ in range(5):
        await bucket.take()

    assert clock.waits == pytest.approx([0.1, 0.2, 0.3])


async def test_a_pause_fills_the_burst_again_but_no_more():
    clock = Clock()
    bucket = Bucket(10, burst=2, clock=clock, sleep=clock.sleep)
    for _ in range(2):
        await bucket.take()
    clock.now_s += 100

    for _ in range(3):
        await bucket.take()

    assert clock.waits == pytest.approx([0.1])


async def test_in_real_time_the_rate_holds_for_many_at_once():
    loop = asyncio.get_running_loop()
    bucket = Bucket(100, burst=1)
    start_s = loop.time()

    await asyncio.gather(*(bucket.take() for _ in range(11)))

    assert loop.time() - start_s >= 0.095
