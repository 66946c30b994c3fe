"""Standard input in, a line of JSON for each of its lines on standard output: `bytebot tldr --jsonl`."""

import asyncio
import json
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

import click

from bot.cli.verbs import one_line

if TYPE_CHECKING:
    from bot.engine.pool import WorkerPool
    from bot.flows.lines import Answer

_BLOCK_BYTES = 1 << 16


class _Source(Protocol):
    def read(self, most: int, /) -> bytes: ...


def tldr_lines(config_file: Path | None) -> None:
    """Answer every line of standard input; exit code 1 where one of them was bad."""
    # Not by way of `compose`, which loads Discord and the database: over a second for nothing.
    from bot.engine.pool import WorkerPool
    from bot.log import set_up_log
    from bot.settings import load_settings, secrets_of

    with one_line():
        settings = load_settings(config_file)
    set_up_log(level="error", secrets=secrets_of(settings))
    cores = _cores()
    with WorkerPool(settings.workers.model_copy(update={"processes": cores})) as pool, _counting() as count:
        bad = asyncio.run(_answer_all(pool=pool, processes=cores, count=count))
    if bad:
        click.echo(f"{bad} of the lines could not be answered.", err=True)
        raise SystemExit(1)


async def _answer_all(*, pool: "WorkerPool", processes: int, count: Callable[[int], None]) -> int:
    """How many lines were bad."""
    from bot.flows.batch import condense_lines

    out = sys.stdout.buffer
    bad = 0
    async for answer in condense_lines(_blocks(sys.stdin.buffer), pool=pool, processes=processes):
        # A lone surrogate cannot be written as UTF-8; its backslash form is JSON's own escape.
        out.write(json.dumps(_record(answer), ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        out.flush()
        bad += bool(answer.error)
        count(answer.size)
    return bad


def _record(answer: "Answer") -> dict[str, object]:
    made = answer.takeaways
    if made is None:
        return {"id": answer.id, "line": answer.number, "error": answer.error}
    return {
        "id": answer.id,
        "bullets": [bullet.text for bullet in made.bullets],
        "method": made.method.value,
        "confidence": answer.confidence.value,
        "reason": made.reason,
        "spans": [[bullet.start, bullet.end] for bullet in made.bullets],
    }


async def _blocks(stream: BinaryIO) -> AsyncIterator[bytes]:
    """What `stream` has, as it comes. Each read waits in a thread that the end of the program doesn't wait for."""
    source: _Source = getattr(stream, "raw", stream)  # unbuffered: a buffer's lock would be held while the program ends
    loop = asyncio.get_running_loop()
    while True:
        coming: asyncio.Future[bytes] = loop.create_future()
        threading.Thread(target=_read, args=(source, loop, coming), daemon=True).start()
        if not (block := await coming):
            return
        yield block


def _read(source: _Source, loop: asyncio.AbstractEventLoop, coming: "asyncio.Future[bytes]") -> None:
    block = source.read(_BLOCK_BYTES)
    if not loop.is_closed():
        loop.call_soon_threadsafe(_arrived, coming, block)


def _arrived(coming: "asyncio.Future[bytes]", block: bytes) -> None:
    if not coming.done():
        coming.set_result(block)


@contextmanager
def _counting() -> Iterator[Callable[[int], None]]:
    """A bar on standard error that is told the bytes of each answered line; nothing where no terminal looks on, or it shows the answers."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.fields[lines]} articles"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=_bytes_ahead(), lines=0)

        def count(size: int) -> None:
            bar.update(task, advance=size + 1, lines=bar.tasks[0].fields["lines"] + 1)

        yield count


def _bytes_ahead() -> int | None:
    """The size of a file on standard input. None: it is a pipe or a terminal, whose end nobody knows."""
    size = os.fstat(sys.stdin.fileno()).st_size
    return size or None


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
