"""`bytebot db copy`: from SQLite to Postgres, or back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import config_option, counted, json_option, one_line, perform

if TYPE_CHECKING:
    from bot.settings import StoreSettings
    from bot.store.copy import Copied

__all__ = ["copy"]


@click.command()
@click.argument("source")
@click.argument("target")
@config_option
@json_option
def copy(source: str, target: str, config_file: Path | None, *, as_json: bool) -> None:
    """Copy the database SOURCE into the empty database TARGET: from SQLite to Postgres, or back. Both are addresses as under [store] url.

    Stop the bot first. If this is stopped, run it again: it goes on where it was. Postgres' password comes from BYTEBOT_STORE__PASSWORD.

    \b
    Example:
      bytebot db copy sqlite:///bytebot.db postgresql://bytebot@localhost/bytebot
    """
    from bot.settings import load_settings

    with one_line():
        known = load_settings(config_file).store
        old, new = (_at(name, url, known) for name, url in (("SOURCE", source), ("TARGET", target)))
        with _alone(old, new):
            done = perform(lambda: _copied(old, new))
    click.echo(json.dumps(_as_record(done)) if as_json else "\n".join(_lines(done)))


def _at(name: str, url: str, known: "StoreSettings") -> "StoreSettings":
    """The settings of a database at another address. Raises `Refused`, which does not repeat the address: it may hold a password."""
    from bot.errors import Refused
    from bot.settings import check_store

    try:
        return known.model_copy(update={"url": check_store(url)})
    except ValueError as error:
        raise Refused(why=f"{name} cannot be used: {error}.") from error


async def _copied(old: "StoreSettings", new: "StoreSettings") -> "Copied":
    from bot.store.copy import copy as copy_rows
    from bot.store.copy import total
    from bot.store.opened import open_database

    source, target = open_database(old), open_database(new)
    try:
        with counted("Copying", await total(source)) as tell:
            return await copy_rows(source, target, tell=lambda _, rows: tell(rows), now=datetime.now(UTC))
    finally:
        await source.close()
        await target.close()


@contextmanager
def _alone(old: "StoreSettings", new: "StoreSettings") -> "Iterator[None]":
    """One is a file that no bot runs on, the other Postgres."""
    from bot.errors import Refused, StoreFailed, StoreTrouble
    from bot.store.lock import alone
    from bot.store.opened import file_of, is_shared

    if is_shared(old) == is_shared(new):
        hint = "pg_dump and pg_restore copy that" if is_shared(old) else "`bytebot db backup` copies a file"
        raise Refused(why=f"One of the two has to be SQLite and the other Postgres; {hint}.")
    file = file_of(old)
    if file is not None and not file.exists():
        raise StoreFailed(where=str(file), trouble=StoreTrouble.EMPTY)
    with alone(new if is_shared(old) else old):
        yield


def _lines(done: "Copied") -> "Iterator[str]":
    width = max(map(len, done.rows))
    yield f"{'table':{width}}  rows in both"
    for name, rows in done.rows.items():
        yield f"{name:{width}}  {rows:12,}"
    if done.cleaned:
        yield f"{done.cleaned:,} texts had NUL characters in them, which Postgres cannot keep; they were taken out."
    yield f"Copied {sum(done.rows.values()):,} rows and compared them. Now set [store] url to the copy and start the bot."


def _as_record(done: "Copied") -> dict[str, object]:
    return {"rows": dict(done.rows), "cleaned": done.cleaned, "resumed": done.resumed}
