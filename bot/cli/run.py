"""`bytebot run`: the bot itself."""

import logging
from pathlib import Path

import click

from bot.cli.verbs import config_option, perform


@click.command()
@click.option("--no-discord", "alone", is_flag=True, help="Show posts on this console instead; needs no token.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(["gateway", "worker", "sender", "scheduler"]),
    help="Do this part of the work alone, beside other processes on the same Postgres; may be given more than once.",
)
@config_option
def run(config_file: Path | None, *, alone: bool, roles: tuple[str, ...]) -> None:
    """Run the bot until Ctrl-C or SIGTERM; what is under way then is finished first.

    Without --role it does everything. A second one on the same Postgres waits, and takes over where the first one ends.

    \b
    Examples:
      BYTEBOT_DISCORD__TOKEN=... bytebot run
      bytebot feeds add https://example.com/feed.xml && bytebot run --no-discord
      bytebot run --role worker --role scheduler
    """
    import asyncio

    from rich.console import Console

    from bot.cli.apps import settings_of
    from bot.compose import run_on_console, run_on_discord, stop_on_signals
    from bot.model.role import EVERY_ROLE, Role

    async def work() -> None:
        if alone and roles:
            raise click.UsageError("--no-discord does everything in one process; leave out --role.")
        settings = settings_of(config_file, quiet=False)
        stop = asyncio.Event()
        stop_on_signals(stop)
        if alone:
            await run_on_console(settings, Console(highlight=False), stop=stop)
        else:
            await run_on_discord(settings, stop=stop, roles=frozenset(map(Role, roles)) or EVERY_ROLE)

    try:
        perform(work)
    except Exception as error:
        if isinstance(error, click.ClickException):
            raise
        # Through the log, which takes secrets out; Python's own traceback would not.
        logging.getLogger(__name__).exception("the bot stopped on something unforeseen")
        raise click.exceptions.Exit(1) from None
