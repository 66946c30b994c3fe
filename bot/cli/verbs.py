"""What every verb shares: the `--config` option, a clean exit, one line for what went wrong, and progress that only a terminal sees."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.errors import BotError

T = TypeVar("T")

# What a database's integer holds: a larger number is told as a mistake in the words, not met as an OverflowError.
NUMBER = click.IntRange(1, 2**63 - 1)
NUMBER_OR_ZERO = click.IntRange(0, 2**63 - 1)

config_option = click.option(
    "--config",
    "config_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Settings file; without it $BYTEBOT_CONFIG, else ./config.toml where there is one.",
)
channel_option = click.option(
    "--channel",
    type=NUMBER_OR_ZERO,
    default=0,
    help="A Discord channel's id; without it the console, for `bytebot run --no-discord`.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


def perform(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a verb's coroutine; what it raises for people becomes one line on standard error and exit code 1."""
    with one_line():
        return asyncio.run(work())


@contextmanager
def one_line() -> Iterator[None]:
    """Turns errors that have something to say into click's way of saying it."""
    try:
        yield
        sys.stdout.flush()  # a full disk behind it is told here, not at the interpreter's end
    except BrokenPipeError:
        raise  # somebody read enough: click ends quietly
    except BotError as error:
        raise click.ClickException(error.said) from error
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"{name}{error.strerror or error}.") from error


@contextmanager
def progress(what: str) -> Iterator[None]:
    """A spinner with the time on standard error while something slow runs; nothing where no terminal looks on."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        bar.add_task(what, total=None)
        yield


@contextmanager
def counted(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, to be told of each thing that is done; nothing where no terminal looks on."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda more: bar.update(task, advance=more)


def is_address(source: str) -> bool:
    """An address, if perhaps a wrong one; not a file's name."""
    return "://" in source


def read_source(source: str) -> bytes:
    """A file's bytes; b"" for an address, which is fetched elsewhere. What goes wrong is told in one line."""
    with one_line():
        return b"" if is_address(source) else Path(source).read_bytes()
