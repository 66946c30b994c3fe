"""What every engine promises: one suite, and every engine passes it."""

import asyncio
import logging
from collections import Counter
from contextlib import suppress

import pytest

from bot.errors import SendFailed, StoreFailed, StoreTrouble
from bot.model.job import Job, TaskName
from bot.settings import EngineSettings
from tests.contract.engines import Local, Postgres, idle, running, until

POLL = TaskName.POLL


def _poll(key: str, *, priority: int = 0, delay_s: float = 0.0) -> Job:
    return Job(task=POLL, key=key, priority=priority, delay_s=delay_s)


class Watched:
    """Work that notes what was done, when it began and what ran side by side; a gate holds it up."""

    def __init__(self, *, open_gate: bool = True) -> None:
        self.began: list[str] = []
        self.done: list[str] = []
        self.running: Counter[str] = Counter()
        self.most_at_once = self.most_of_one_key = 0
        self.gate = asyncio.Event()
        if open_gate:
            self.gate.set()

    async def __call__(self, key: str) -> None:
        self.began.append(key)
        self.running[key] += 1
        self.most_of_one_key = max(self.most_of_one_key, self.running[key])
        self.most_at_once = max(self.most_at_once, self.running.total())
        try:
            await self.gate.wait()
            await asyncio.sleep(0.01)
            self.done.append(key)
        finally:
            self.running[key] -= 1


@pytest.fixture(params=["local", "pgqueuer"])
async def place(request):
    """Where engines are made."""
    if request.param == "local":
        yield Local()
        return
    made = Postgres(request.getfixturevalue("postgres_url"))
    await made.prepare()
    yield made
    await made.close()


@pytest.fixture
def engine(place):
    return place.engine()


async def test_a_job_is_done_once(engine):
    work = Watched()
    engine.task(POLL, work, at_once=4)

    async with running(engine):
        await engine.enqueue([_poll("a"), _poll("b"), _poll("")])
        await idle(engine)

    assert sorted(work.done) == ["", "a", "b"]


async def test_what_is_asked_for_before_the_engine_runs_is_done_when_it_does(engine):
    work = Watched()
    engine.task(POLL, work, at_once=4)
    await engine.enqueue([_poll("a")])

    assert await engine.busy(POLL) == {"a"}
    async with running(engine):
        await idle(engine)

    assert work.done == ["a"]


async def test_of_a_job_that_waits_no_second_is_made_and_the_first_stays_as_it_is(engine):
    work = Watched()
    engine.task(POLL, work, at_once=1)
    await engine.enqueue([_poll("a", priority=1), _poll("b", priority=2), _poll("a", priority=3)])
    await engine.enqueue([_poll("a", priority=3)])

    async with running(engine):
        await idle(engine)

    assert work.done == ["b", "a"]


async def test_of_a_job_that_runs_no_second_is_made_and_afterwards_it_can_be_asked_for_again(engine):
    work = Watched(open_gate=False)
    engine.task(POLL, work, at_once=4)

    async with running(engine):
        await engine.enqueue([_poll("a")])
        await until(lambda: work.began)
        await engine.enqueue([_poll("a")])
        work.gate.set()
        await idle(engine)
        once = list(work.done)
        await engine.enqueue([_poll("a")])
        await idle(engine)

    assert once == ["a"]
    assert work.done == ["a", "a"]


async def test_jobs_run_side_by_side_up_to_their_task_s_number_and_never_two_of_a_key(engine):
    work = Watched()
    engine.task(POLL, work, at_once=3)

    async with running(engine):
        for _ in range(5):
            await engine.enqueue([_poll(str(number)) for number in range(12)])
            await asyncio.sleep(0.02)
        await idle(engine)

    assert work.most_at_once == 3
    assert work.most_of_one_key == 1
    assert set(work.done) == {str(number) for number in range(12)}


async def test_tasks_do_not_take_each_other_s_room(engine):
    polls, edits = Watched(open_gate=False), Watched()
    engine.task(POLL, polls, at_once=1)
    engine.task(TaskName.EDIT, edits, at_once=1)

    async with running(engine):
        await engine.enqueue([_poll("a"), _poll("b"), Job(task=TaskName.EDIT)])
        await idle(engine, TaskName.EDIT)
        depths = await engine.depths()
        polls.gate.set()
        await idle(engine)

    assert edits.done == [""]
    assert (depths["poll"], depths["edit"], depths["deliver"]) == (1, 0, 0)


async def test_the_higher_priority_is_done_first(engine):
    work = Watched()
    engine.task(POLL, work, at_once=1)
    await engine.enqueue([_poll("low", priority=-1), _poll("mid"), _poll("high", priority=7)])

    async with running(engine):
        await idle(engine)

    assert work.done == ["high", "mid", "low"]


async def test_a_delayed_job_waits_and_is_busy_meanwhile(engine):
    work = Watched()
    engine.task(POLL, work, at_once=4)

    async with running(engine):
        await engine.enqueue([_poll("later", delay_s=0.6), _poll("now")])
        await until(lambda: work.done)
        await asyncio.sleep(0.15)
        busy, depths = await engine.busy(POLL), await engine.depths()
        early = list(work.done)
        await idle(engine)

    assert early == ["now"]
    assert busy == {"later"}
    assert depths["poll"] == 1
    assert work.done == ["now", "later"]


async def test_jobs_of_a_transaction_are_there_once_it_is_committed(place, engine):
    async with place.transaction() as tx:
        await engine.enqueue([_poll("a")], tx=tx)
        before = await engine.busy(POLL)

    assert before == frozenset()
    assert await engine.busy(POLL) == {"a"}


async def test_jobs_of_a_transaction_that_is_rolled_back_are_never_there(place, engine):
    with suppress(ZeroDivisionError):
        async with place.transaction() as tx:
            await engine.enqueue([_poll("a")], tx=tx)
            raise ZeroDivisionError

    assert await engine.busy(POLL) == frozenset()


async def test_a_job_that_fails_is_tried_again_with_longer_pauses(engine):
    times: list[float] = []

    async def work(key: str) -> None:
        times.append(asyncio.get_running_loop().time())
        if len(times) < 3:
            raise SendFailed(detail=key)

    engine.task(POLL, work, at_once=4)
    async with running(engine):
        await engine.enqueue([_poll("a")])
        await idle(engine)

    assert len(times) == 3
    assert times[1] - times[0] >= 0.05
    assert times[2] - times[1] >= 0.1
    assert await engine.quarantined() == ()


async def test_a_job_that_always_fails_ends_in_quarantine_with_its_reason_until_it_is_released(engine, caplog):
    tries: list[str] = []
    broken = True

    async def work(key: str) -> None:
        tries.append(key)
        if broken:
            raise ValueError(f"no {key}\0 here")

    engine.task(POLL, work, at_once=4)
    async with running(engine):
        await engine.enqueue([_poll("a")])
        await idle(engine)
        (held,) = await engine.quarantined()
        await engine.enqueue([_poll("a")])
        asked_again = await engine.busy(POLL)
        broken = False
        unknown = await engine.release(held.number + 1)
        released = await engine.release(held.number)
        await idle(engine)

    assert (held.task, held.key, held.reason) == ("poll", "a", "ValueError: no a here")
    assert asked_again == {"a"}
    assert (unknown, released) == (False, True)
    assert tries == ["a"] * 4
    assert await engine.quarantined() == ()
    assert await engine.release(held.number) is False
    assert [record.levelno for record in caplog.records if record.message == "job put in quarantine"] == [logging.ERROR]


async def test_a_bug_in_one_job_harms_no_other(engine):
    work = Watched()

    async def now_and_then(key: str) -> None:
        if key == "bad":
            raise KeyError(key)
        if key == "odd":
            raise asyncio.CancelledError
        await work(key)

    engine.task(POLL, now_and_then, at_once=4)
    async with running(engine):
        await engine.enqueue([_poll("bad"), _poll("odd"), *(_poll(str(number)) for number in range(20))])
        await idle(engine)

    assert len(work.done) == 20
    assert {each.key for each in await engine.quarantined()} == {"bad", "odd"}


async def test_the_database_s_own_failures_bring_nothing_to_quarantine(engine):
    tries = 0

    async def work(_: str) -> None:
        nonlocal tries
        tries += 1
        if tries < 5:
            raise StoreFailed(where="here", trouble=StoreTrouble.FULL)

    engine.task(POLL, work, at_once=4)
    async with running(engine):
        await engine.enqueue([_poll("a")])
        await idle(engine)

    assert tries == 5
    assert await engine.quarantined() == ()


async def test_the_stop_lets_what_is_under_way_end_and_begins_nothing(engine):
    work = Watched(open_gate=False)
    engine.task(POLL, work, at_once=1)

    async with running(engine) as stop:
        await engine.enqueue([_poll("a"), _poll("b")])
        await until(lambda: work.began)
        stop.set()
        await asyncio.sleep(0.1)
        work.gate.set()

    assert work.began == work.done == ["a"]
    assert await engine.busy(POLL) == {"b"}


async def test_what_does_not_end_in_time_is_cancelled_and_done_when_the_engine_runs_again(engine):
    work = Watched(open_gate=False)
    engine.task(POLL, work, at_once=4)

    async with running(engine):
        await engine.enqueue([_poll("a"), _poll("b")])
        await until(lambda: len(work.began) == 2)
    left = await engine.busy(POLL)
    work.gate.set()
    async with running(engine):
        await idle(engine, within_s=1.5)  # sooner than a heartbeat is missed: it was put back

    assert left == {"a", "b"}
    assert sorted(work.done) == ["a", "b"]
    assert await engine.quarantined() == ()


async def test_many_jobs_are_all_done_and_each_once(place):
    engine = place.engine(EngineSettings())
    work = Watched()
    engine.task(POLL, work, at_once=64)

    async with running(engine):
        await engine.enqueue([_poll(str(number)) for number in range(500)])
        await idle(engine)

    assert Counter(work.done) == Counter(str(number) for number in range(500))


def test_a_task_is_known_once(engine):
    engine.task(POLL, Watched(), at_once=1)

    with pytest.raises(ValueError, match="poll"):
        engine.task(POLL, Watched(), at_once=1)
