"""The worker processes: real ones, that really die."""

import asyncio
import os
import signal
import time

import pytest

from bot.engine.pool import WorkerPool
from bot.errors import ReadTrouble, Unreadable
from bot.settings import WorkersSettings


def double(number: int) -> int:
    return number * 2


def complain(what: str) -> None:
    raise Unreadable(source=what, trouble=ReadTrouble.EMPTY)


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def die() -> None:
    os._exit(3)


def gobble() -> int:
    return len(bytearray(4 * 1024**3))


def own_ids() -> tuple[int, int]:
    return os.getpid(), os.getppid()


@pytest.fixture
def pool():
    with WorkerPool(WorkersSettings(processes=1, timeout_s=1)) as pool:
        yield pool


async def test_a_result_comes_back(pool):
    assert await pool.run("a feed", double, 21) == 42


async def test_a_named_error_crosses_the_border(pool):
    with pytest.raises(Unreadable) as caught:
        await pool.run("a feed", complain, "a page")

    assert (caught.value.source, caught.value.trouble) == ("a page", ReadTrouble.EMPTY)


@pytest.mark.parametrize(("deed", "arguments"), [(sleep, (30,)), (die, ()), (gobble, ())])
async def test_a_process_that_overruns_is_replaced(pool, deed, arguments):
    with pytest.raises(Unreadable) as caught:
        await pool.run("https://example.org/feed?key=secret", deed, *arguments)

    assert caught.value.trouble is ReadTrouble.TOO_HARD
    assert "secret" not in caught.value.said
    assert await pool.run("a feed", double, 4) == 8


async def test_a_process_that_is_killed_from_outside_costs_a_second_try_and_no_error(pool):
    child, _ = await pool.run("a feed", own_ids)
    busy = asyncio.create_task(pool.run("a feed", sleep, 0.3))
    await asyncio.sleep(0.1)

    os.kill(child, signal.SIGKILL)

    assert await busy is None


async def test_a_pool_that_lost_what_starts_its_processes_is_replaced(pool):
    child, starter = await pool.run("a feed", own_ids)

    os.kill(starter, signal.SIGKILL)
    os.kill(child, signal.SIGKILL)
    await asyncio.sleep(0.3)

    assert [await pool.run("a feed", double, number) for number in range(5)] == [0, 2, 4, 6, 8]
