"""The batch: every line gets its answer, in order, as it comes, whatever its neighbours are. Real worker processes."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from bot.engine.pool import WorkerPool
from bot.flows.batch import condense_lines, lines_of
from bot.flows.lines import Answer
from bot.settings import WorkersSettings
from tests.unit.articles.made import PARAGRAPHS

TEXT = "\n\n".join(PARAGRAPHS)


@pytest.fixture(scope="module")
def pool():
    with WorkerPool(WorkersSettings(processes=2, timeout_s=1.5, memory_mb=600)) as pool:
        yield pool


async def test_thousands_of_lines_keep_their_order(pool: WorkerPool):
    lines = [json.dumps({"id": place, "text": TEXT if place % 7 == 0 else "short"}) for place in range(2000)]

    answers = await _all("\n".join(lines).encode(), pool=pool, block=9_999)

    assert [answer.id for answer in answers] == list(range(2000))
    assert [answer.number for answer in answers] == list(range(1, 2001))
    assert not any(answer.error for answer in answers)


async def test_bad_lines_are_answered_in_their_place_and_stop_nothing(pool: WorkerPool):
    data = b'{"id": 1, "text": "x"}\n\nnonsense\r\n{"id": 2, "text": "x"}\r\n'

    answers = await _all(data, pool=pool)

    assert [(answer.number, answer.id, bool(answer.error)) for answer in answers] == [(1, 1, False), (3, None, True), (4, 2, False)]


async def test_a_line_that_beats_the_reader_is_the_only_one_lost(pool: WorkerPool):
    cruel = json.dumps({"id": "cruel", "text": "x " * 10_000_000})
    lines = [json.dumps({"id": "before", "text": TEXT}), cruel, json.dumps({"id": "after", "text": TEXT})]

    answers = await _all("\n".join(lines).encode(), pool=pool)

    assert [answer.id for answer in answers] == ["before", "cruel", "after"]
    assert [bool(answer.error) for answer in answers] == [False, True, False]


async def test_an_answer_comes_before_the_next_line_is_written(pool: WorkerPool):
    coming: asyncio.Queue[bytes] = asyncio.Queue()

    async def blocks() -> AsyncIterator[bytes]:
        while block := await coming.get():
            yield block

    answers = condense_lines(blocks(), pool=pool, processes=2)
    for place in range(3):
        coming.put_nowait(json.dumps({"id": place, "text": TEXT}).encode() + b"\n")
        assert (await anext(answers)).id == place
    coming.put_nowait(b"")
    assert [answer async for answer in answers] == []


async def test_who_leaves_early_stops_the_reading(pool: WorkerPool):
    read = 0

    async def blocks() -> AsyncIterator[bytes]:
        nonlocal read
        for place in range(100_000):
            read += 1
            yield json.dumps({"id": place, "text": "x"}).encode() + b"\n"

    answers = condense_lines(blocks(), pool=pool, processes=1)
    assert (await anext(answers)).id == 0
    await answers.aclose()  # type: ignore[attr-defined]  # it is a generator

    assert read < 1000


@pytest.mark.parametrize("size", [1, 2, 7, 100])
async def test_lines_are_whole_however_the_bytes_come(size: int):
    found = [line async for lines in lines_of(_blocks(b"ab\n\nc\r\nlast", size)) for line in lines]

    assert [(line.number, line.data.strip()) for line in found] == [(1, b"ab"), (3, b"c"), (4, b"last")]


async def test_nothing_in_nothing_out(pool: WorkerPool):
    assert await _all(b"", pool=pool) == []


async def _all(data: bytes, *, pool: WorkerPool, block: int = 65_536) -> list[Answer]:
    return [answer async for answer in condense_lines(_blocks(data, block), pool=pool, processes=2)]


async def _blocks(data: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]
