"""`bytebot forget`: a person or a server that wants to be forgotten."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import NUMBER, config_option, json_option, perform

if TYPE_CHECKING:
    from bot.model.erased import Erased


@click.command()
@click.option("--user", type=NUMBER, help="A person's id at Discord: what they saved, reported, voted and follow.")
@click.option("--guild", type=NUMBER, help="A server's id: its channels, feeds, filters, digests and posts.")
@click.option("--yes", is_flag=True, help="Don't ask first.")
@config_option
@json_option
def forget(*, user: int | None, guild: int | None, yes: bool, config_file: Path | None, as_json: bool) -> None:
    """Erase all that is kept of a person or of a server, and say what that was. There is no way back but a backup.

    \b
    Example:
      bytebot forget --user 123456789012345678
    """
    from bot.cli.apps import app_of
    from bot.flows.forget import forget_person, forget_server

    if (user is None) == (guild is None):
        raise click.UsageError("Say whom to forget: --user ID or --guild ID.")
    if not yes:
        click.confirm(f"Erase all that is kept of {f'the person {user}' if user else f'the server {guild}'}?", abort=True, err=True)

    async def work() -> "Erased":
        async with app_of(config_file) as app:
            return await forget_person(user, app=app) if user else await forget_server(guild or 0, app=app)

    erased = perform(work)
    click.echo(json.dumps(asdict(erased), indent=2) if as_json else _as_text(erased))


def _as_text(erased: "Erased") -> str:
    from bot.rendering.erased import erased_lines

    return "\n".join(["Erased:", *erased_lines(erased)] if erased else ["There was nothing to erase."])
