"""Loops: they look when due and when woken, survive what their steps do, and stop when told."""

import asyncio
import logging
from datetime import UTC, datetime

from bot.engine import loops
from bot.engine.loops import Loop, run_loops
from bot.errors import BotError


async def _until(check, timeout_s=3.0):
    async with asyncio.timeout(timeout_s):
        while not check():
            await asyncio.sleep(0.005)


async def test_a_step_is_repeated_after_the_pause_it_asks_for():
    times: list[datetime] = []
    stop = asyncio.Event()

    async def step(now: datetime) -> float:
        times.append(now)
        if len(times) == 3:
            stop.set()
        return 0.01

    await run_loops([Loop("a", step)], stop=stop)

    assert len(times) == 3
    assert all(each.tzinfo is UTC for each in times)


async def test_waking_a_loop_cuts_its_pause_short():
    looks = 0
    stop = asyncio.Event()

    async def step(now: datetime) -> float:
        nonlocal looks
        looks += 1
        return 3600

    loop = Loop("a", step)
    running = asyncio.create_task(run_loops([loop], stop=stop))
    await _until(lambda: looks == 1)
    loop.wake()
    await _until(lambda: looks == 2)
    stop.set()
    await running

    assert looks == 2


async def test_a_step_that_fails_is_tried_again(monkeypatch, caplog):
    monkeypatch.setattr(loops, "_AFTER_A_FAILURE_S", 0.01)
    errors: list[Exception] = [BotError(), ValueError("a bug")]
    stop = asyncio.Event()

    async def step(now: datetime) -> float:
        if errors:
            raise errors.pop(0)
        stop.set()
        return 0

    with caplog.at_level(logging.ERROR):
        await run_loops([Loop("a", step)], stop=stop)

    assert [record.message for record in caplog.records] == ["step failed", "step met a bug"]
    assert caplog.records[1].exc_info


async def test_stopping_lets_the_step_under_way_finish():
    stop, entered = asyncio.Event(), asyncio.Event()
    finished = False

    async def step(now: datetime) -> float:
        nonlocal finished
        entered.set()
        await asyncio.sleep(0.05)
        finished = True
        return 0

    running = asyncio.create_task(run_loops([Loop("a", step)], stop=stop))
    await entered.wait()
    stop.set()
    await running

    assert finished


async def test_a_step_that_need_not_finish_is_given_up_at_the_stop():
    stop, entered = asyncio.Event(), asyncio.Event()
    finished = False

    async def step(now: datetime) -> float:
        nonlocal finished
        entered.set()
        await asyncio.sleep(30)
        finished = True
        return 0

    running = asyncio.create_task(run_loops([Loop("a", step, finish=False)], stop=stop))
    await entered.wait()
    stop.set()
    await asyncio.wait_for(running, 2)

    assert not finished


async def test_a_failure_that_lasts_is_told_once_a_minute_and_its_end_once(monkeypatch, caplog):
    monkeypatch.setattr(loops, "_AFTER_A_FAILURE_S", 0.001)
    monkeypatch.setattr(loops, "_LONGEST_AFTER_FAILURES_S", 0.001)
    stop, tries = asyncio.Event(), 0

    async def step(now: datetime) -> float:
        nonlocal tries
        tries += 1
        if tries <= 30:
            raise BotError if tries <= 20 else ValueError("a bug")
        stop.set()
        return 0

    with caplog.at_level(logging.INFO):
        await run_loops([Loop("a", step)], stop=stop)

    assert [record.message for record in caplog.records] == ["step failed", "step met a bug", "step works again"]
    assert vars(caplog.records[-1])["failures"] == 30


async def test_the_pause_after_failures_grows_to_a_minute_and_no_further():
    loop = Loop("a", _failing)

    pauses = [await loop._once() for _ in range(12)]

    assert pauses[:4] == [5, 10, 20, 40]
    assert set(pauses[4:]) == {60}


async def _failing(now: datetime) -> float:
    raise BotError
