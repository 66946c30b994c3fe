"""Blocks of bytes in, each line's takeaways out, in the same order, while the next lines are read in the worker processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

from bot.engine.pool import WorkerPool
from bot.errors import Unreadable
from bot.flows.lines import Answer, Line, answers_to, failed

_AT_ONCE: Final = 8  # jobs waiting for each process: enough that none is idle, few enough that memory stays flat
_LINES_A_JOB: Final = 64

Waiting = asyncio.Queue[asyncio.Task[tuple[Answer, ...]] | None]


async def condense_lines(blocks: AsyncIterator[bytes], *, pool: WorkerPool, processes: int) -> AsyncIterator[Answer]:
    """An answer for each line of `blocks` (bytes as they come, cut anywhere), in order, as soon as it and those before it are done.

    What came together is condensed together, so that a fast writer fills all processes and a slow one waits for nobody. A bad
    line's answer says what is wrong with it. Raises what `blocks` raises.
    """
    waiting: Waiting = asyncio.Queue(maxsize=_AT_ONCE * processes)
    feeding = asyncio.create_task(_feed(blocks, waiting, pool=pool))
    try:
        while task := await waiting.get():
            for answer in await task:
                yield answer
        await feeding
    finally:
        feeding.cancel()
        with suppress(asyncio.CancelledError):  # only where the reader of these answers left early
            await feeding
        while not waiting.empty():
            if task := waiting.get_nowait():
                task.cancel()


async def _feed(blocks: AsyncIterator[bytes], waiting: Waiting, *, pool: WorkerPool) -> None:
    """Put a task for each group of lines, None at the end."""
    try:
        async for lines in lines_of(blocks):
            for first in range(0, len(lines), _LINES_A_JOB):
                job = _condense_together(lines[first : first + _LINES_A_JOB], pool=pool)
                await waiting.put(asyncio.create_task(job))
    except Exception:
        await waiting.put(None)  # not for a cancellation: then nobody takes from the queue any more
        raise
    await waiting.put(None)


async def lines_of(blocks: AsyncIterator[bytes]) -> AsyncIterator[tuple[Line, ...]]:
    """The lines that each block completes, numbered from 1; blank ones are counted and left out."""
    number = 0
    held: list[bytes] = []
    async for block in blocks:
        first, *others = block.split(b"\n")
        held.append(first)
        if not others:
            continue
        whole = (b"".join(held), *others[:-1])
        held = [others[-1]]
        lines = tuple(Line(number=place, data=data) for place, data in enumerate(whole, start=number + 1) if data.strip())
        number += len(whole)
        if lines:
            yield lines
    if (last := b"".join(held)).strip():
        yield (Line(number=number + 1, data=last),)


async def _condense_together(lines: tuple[Line, ...], *, pool: WorkerPool) -> tuple[Answer, ...]:
    """All in one job; one by one where that fails, so that only the line that beats the reader is lost."""
    try:
        return await pool.run(f"line {lines[0].number}", answers_to, lines)
    except Unreadable as error:
        if len(lines) == 1:
            return (failed(lines[0], error),)
    alone = [await _condense_together((line,), pool=pool) for line in lines]
    return tuple(answer for answers in alone for answer in answers)
