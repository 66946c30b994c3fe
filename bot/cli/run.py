"""`bytebot run`: the bot itself."""

import logging
from pathlib import Path

import click

from bot.cli.verbs import config_option, perform


@click.command()
@click.option("--no-discord", "alone", is_flag=True, help="Show posts on this console instead; needs no token.")
@config_option
def run(config_file: Path | None, *, alone: bool) -> None:
    """Run the bot until Ctrl-C or SIGTERM; what is under way then is finished first.

    \b
    Examples:
      BYTEBOT_DISCORD__TOKEN=... bytebot run
      bytebot feeds add https://example.com/feed.xml && bytebot run --no-discord
    """
    import asyncio

    from rich.console import Console

    from bot.cli.apps import settings_of
    from bot.compose import run_on_console, run_on_discord, stop_on_signals

    async def work() -> None:
        settings = settings_of(config_file, quiet=False)
        stop = asyncio.Event()
        stop_on_signals(stop)
        if alone:
            await run_on_console(settings, Console(highlight=False), stop=stop)
        else:
            await run_on_discord(settings, stop=stop)

    try:
        perform(work)
    except Exception as error:
        if isinstance(error, click.ClickException):
            raise
        # Through the log, which takes secrets out; Python's own traceback would not.
        logging.getLogger(__name__).exception("the bot stopped on something unforeseen")
        raise click.exceptions.Exit(1) from None
