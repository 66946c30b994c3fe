"""`bytebot healthcheck`: is a running bot alive? For a container's HEALTHCHECK."""

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.verbs import config_option, one_line, perform


@click.command()
@config_option
def healthcheck(config_file: Path | None) -> None:
    """Exit with 0 if a bot on this database gave a sign of life within the last minute, else with 1.

    \b
    Example:
      bytebot healthcheck
    """
    from bot.flows.health import is_alive, last_beat
    from bot.settings import load_settings
    from bot.store.opened import file_of, open_database

    with one_line():
        store = load_settings(config_file).store
        file = file_of(store)
        made = file is None or file.exists()

    async def work() -> datetime | None:
        db = open_database(store)
        try:
            return await last_beat(db=db)
        finally:
            await db.close()

    last = perform(work) if made else None
    if not is_alive(last, now=datetime.now(UTC)):
        raise click.ClickException(f"No sign of life since {last:%Y-%m-%d %H:%M:%S} UTC." if last else "No sign of life yet.")
    click.echo("Alive.")
