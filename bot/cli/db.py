"""`bytebot db`: the database."""

from pathlib import Path

import click

from bot.cli.verbs import config_option, perform, progress


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
@config_option
def migrate(config_file: Path | None) -> None:
    """Bring the database to this version; `bytebot run` does so by itself at its start.

    \b
    Example:
      bytebot db migrate
    """
    from bot.settings import load_settings
    from bot.store.database import open_database
    from bot.store.migrate import Migrated
    from bot.store.migrate import migrate as bring_up

    async def work() -> Migrated:
        database = open_database(load_settings(config_file).store)
        try:
            return await bring_up(database)
        finally:
            await database.close()

    with progress("Migrating the database"):
        done = perform(work)
    changed = done.before != done.after
    click.echo(
        f"The database went from {done.before or 'nothing'} to {done.after}." if changed else f"The database is at {done.after} already."
    )
