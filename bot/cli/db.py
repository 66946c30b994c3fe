"""`bytebot db`: the database."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.db_copy import copy
from bot.cli.verbs import config_option, json_option, one_line, perform, progress

if TYPE_CHECKING:
    from bot.store.files import Checked

_file = click.Path(path_type=Path)


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
@config_option
def migrate(config_file: Path | None) -> None:
    """Bring the database to this version; `bytebot run` does so by itself at its start. A copy from before stays beside it.

    \b
    Example:
      bytebot db migrate
    """
    from bot.settings import load_settings
    from bot.store.migrate import Migrated
    from bot.store.migrate import migrate as bring_up
    from bot.store.opened import file_of, open_database

    async def work() -> Migrated:
        store = load_settings(config_file).store
        database = open_database(store)
        try:
            return await bring_up(database, file=file_of(store), copies=store.copies)
        finally:
            await database.close()

    with progress("Migrating the database"):
        done = perform(work)
    changed = done.before != done.after
    click.echo(
        f"The database went from {done.before or 'nothing'} to {done.after}." if changed else f"The database is at {done.after} already."
    )


@db.command()
@click.argument("file", required=False, type=_file)
@click.option("--force", is_flag=True, help="Write over FILE where it is there already.")
@config_option
@json_option
def backup(file: Path | None, config_file: Path | None, *, force: bool, as_json: bool) -> None:
    """Copy the database to FILE (without one: beside the database, with the time in its name) and read the copy through.

    The bot may run meanwhile. Only you may read the copy: it holds what your channels read.

    \b
    Examples:
      bytebot db backup
      bytebot db backup /backups/bytebot.db --force
    """
    from bot.settings import load_settings
    from bot.store.backup import back_up

    with one_line(), progress("Copying the database"):
        done = back_up(load_settings(config_file).store, file, force=force, now=datetime.now(UTC))
    click.echo(json.dumps(_as_record(done)) if as_json else f"Backed up to {done.path}: {_told(done)}. Read through, sound.")


@db.command()
@click.argument("file", type=_file)
@config_option
@json_option
def restore(file: Path, config_file: Path | None, *, as_json: bool) -> None:
    """Put a backup in the database's place, if it is sound; stop the bot first. What was there stays beside it.

    What was posted since the backup is not posted again: the bot reads its channels before it posts.

    \b
    Example:
      bytebot db restore /backups/bytebot.db
    """
    from bot.settings import load_settings
    from bot.store.backup import restore as put_back

    with one_line(), progress("Checking the backup"):
        done = put_back(load_settings(config_file).store, file, now=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(_as_record(done.now) | {"before": str(done.before) if done.before else None}))
        return
    click.echo(f"Restored {file} to {done.now.path}: {_told(done.now)}.")
    if done.before:
        click.echo(f"To undo it: bytebot db restore {done.before}")


db.add_command(copy)


def _told(done: "Checked") -> str:
    rows = ", ".join(f"{count} {name}" for name, count in done.rows.items())
    return f"{done.size / 1e6:.1f} MB, version {done.revision}, {rows}"


def _as_record(done: "Checked") -> dict[str, object]:
    return {"file": str(done.path), "bytes": done.size, "revision": done.revision, "rows": dict(done.rows)}
