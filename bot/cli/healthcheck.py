"""`bytebot healthcheck`: is a running bot alive? For a container's HEALTHCHECK, whatever part of a bot runs in it."""

import json
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import config_option, one_line, perform

if TYPE_CHECKING:
    from bot.settings import HttpSettings, StoreSettings

_PATIENCE_S = 5.0
_EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  nothing listens here: where it listens everywhere, we ask loopback


@click.command()
@config_option
def healthcheck(config_file: Path | None) -> None:
    """Exit with 0 if the bot here is alive, else with 1.

    Asks the bot's own /healthz on the port of [http]; where no such door is open, looks for a sign of life in the database
    within the last minute.

    \b
    Example:
      bytebot healthcheck
    """
    from bot.settings import load_settings

    with one_line():
        settings = load_settings(config_file)
    missing = _asked(settings.http)
    if missing is None:
        _look_for_a_sign(settings.store)
    elif missing:
        raise click.ClickException(f"The bot runs, but this does not work: {', '.join(missing)}.")
    click.echo("Alive.")


def _asked(http: "HttpSettings") -> list[str] | None:
    """What /healthz says does not work; None: no bot of ours answers there. A bot that takes the question and says nothing is not alive."""
    if not http.port:
        return None
    connection = HTTPConnection(_EVERYWHERE.get(http.host, http.host), http.port, timeout=_PATIENCE_S)
    try:
        connection.request("GET", "/healthz")
        told = json.loads(connection.getresponse().read(4096))
    except TimeoutError:
        return ["answering within five seconds"]
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return [str(each) for each in told["missing"]] if isinstance(told, dict) and "bytebot" in told else None


def _look_for_a_sign(store: "StoreSettings") -> None:
    """Fails where the loops gave none lately."""
    from bot.flows.health import is_alive, last_beat
    from bot.store.opened import file_of, open_database

    with one_line():
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
