"""The worker processes: real ones, that really die."""

import asyncio
import multiprocessing
import os
import signal
import sys
import time
from contextlib import suppress

import pytest

from bot.engine.job import Limits, within
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


def burn() -> None:
    while True:
        pass


def within_a_second() -> None:
    within(Limits(cpu_s=0.5, memory_mb=176), burn)


async def test_a_stuck_worker_holds_up_no_other():
    with WorkerPool(WorkersSettings(processes=2, timeout_s=4)) as pool:
        assert await pool.run("a feed", double, 1) == 2
        stuck = asyncio.create_task(pool.run("a stuck feed", burn))
        await asyncio.sleep(0.2)

        results = [await pool.run("a feed", double, number) for number in range(20)]

        assert results == [number * 2 for number in range(20)]
        assert not stuck.done()
        with pytest.raises(Unreadable) as caught:
            await stuck
        assert caught.value.trouble is ReadTrouble.TOO_HARD


async def test_the_loop_goes_on_while_a_worker_burns(pool):
    await pool.run("a feed", double, 1)
    late: list[float] = []
    burning = asyncio.create_task(pool.run("a feed", burn))

    while not burning.done():
        started = time.monotonic()
        await asyncio.sleep(0.005)
        late.append(time.monotonic() - started - 0.005)

    assert isinstance(burning.exception(), Unreadable)
    assert sorted(late)[len(late) // 2] < 0.05


@pytest.mark.parametrize(("deed", "megabytes"), [("take", 160), ("take_and_refuse", 160), ("keep", 110)])
async def test_a_process_that_ran_out_of_memory_or_keeps_it_does_no_more(deed, megabytes):
    with WorkerPool(WorkersSettings(processes=1, timeout_s=10, memory_mb=128)) as pool:
        before, _ = await pool.run("a feed", own_ids)

        with suppress(Unreadable):
            await pool.run("a feed", globals()[deed], megabytes)

        assert (await pool.run("a feed", own_ids))[0] != before


async def test_a_job_that_grows_too_much_is_stopped():
    with WorkerPool(WorkersSettings(processes=1, timeout_s=10, memory_mb=128)) as pool:
        with pytest.raises(Unreadable) as caught:
            await pool.run("a feed", take, 160)

        assert caught.value.detail == "memory"
        assert await pool.run("a feed", take, 60) == 60 * 1024**2


async def test_a_job_larger_than_the_memory_allowed_is_refused_and_the_next_ones_are_not():
    with WorkerPool(WorkersSettings(processes=2, timeout_s=5, memory_mb=128)) as pool:
        jobs = [pool.run("a page", length, b"x" * 80 * 1024**2), *(pool.run("a feed", double, number) for number in range(20))]

        first, *others = await asyncio.gather(*jobs, return_exceptions=True)

        assert isinstance(first, Unreadable)
        assert others == [number * 2 for number in range(20)]


async def test_a_job_that_nobody_stops_in_time_ends_with_its_pool_and_the_others_are_done_in_the_next():
    with WorkerPool(WorkersSettings(processes=1, timeout_s=1), grace_s=0.0) as pool:
        child, _ = await pool.run("a feed", own_ids)
        stuck = asyncio.create_task(pool.run("a stuck feed", sleep, 30))
        await asyncio.sleep(0.3)
        waiting = [asyncio.create_task(pool.run("a feed", double, number)) for number in range(5)]

        hold_up(pool)
        with pytest.raises(Unreadable) as caught:
            await stuck

        assert caught.value.trouble is ReadTrouble.TOO_HARD
        assert await asyncio.gather(*waiting) == [0, 2, 4, 6, 8]
        assert (await pool.run("a feed", own_ids))[0] != child


async def test_a_pool_that_takes_up_no_job_is_replaced_and_the_jobs_are_done():
    with WorkerPool(WorkersSettings(processes=1, timeout_s=1), grace_s=0.0) as pool:
        await pool.run("a feed", double, 1)

        hold_up(pool)
        waiting = [pool.run("a feed", double, number) for number in range(5)]

        assert await asyncio.gather(*waiting) == [0, 2, 4, 6, 8]


def hold_up(pool):
    """As if a process had died with the pipe's lock in its hand: nobody can take a job, and Pebble can end none."""
    assert pool._pool._pool_manager.worker_manager.workers_channel.mutex.acquire(timeout=5)


@pytest.mark.skipif(sys.platform == "win32", reason="the system knows no such limit")
def test_cpu_time_ends_a_job_that_nobody_is_left_to_stop():
    process = multiprocessing.get_context("forkserver").Process(target=within_a_second)
    process.start()
    process.join(55)

    assert process.exitcode == -signal.SIGXCPU


@pytest.mark.skipif(sys.platform == "win32", reason="the system knows no such limit")
def test_the_cpu_time_of_one_job_does_not_count_for_the_next():
    process = multiprocessing.get_context("forkserver").Process(target=four_jobs)
    process.start()
    process.join(55)

    assert process.exitcode == 0


def four_jobs() -> None:
    for _ in range(4):
        within(Limits(cpu_s=0.1, memory_mb=176), spend, 0.6)


def spend(seconds: float) -> None:
    started = time.process_time()
    while time.process_time() - started < seconds:
        pass


def take(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024**2))


def take_and_refuse(megabytes: int) -> None:
    try:
        take(megabytes)
    except MemoryError as error:
        raise Unreadable(source="a page", trouble=ReadTrouble.TOO_HARD) from error


def keep(megabytes: int) -> None:
    sys.kept = bytearray(megabytes * 1024**2)  # type: ignore[attr-defined]  # a library's leak


def length(body: bytes) -> int:
    return len(bytearray(body))
