"""`bytebot config`: are the settings right?"""

import json
import re
from pathlib import Path

import click

from bot.cli.verbs import config_option, json_option, one_line


@click.group()
def config() -> None:
    """Look at the settings."""


@config.command()
@config_option
@json_option
def check(config_file: Path | None, *, as_json: bool) -> None:
    """Check config.toml and the environment, naming every key that is wrong, its line and what was expected.

    \b
    Example:
      bytebot config check --config config.toml
    """
    from bot.settings import load_settings

    with one_line():
        settings = load_settings(config_file)
    if as_json:
        shown = json.dumps(settings.model_dump(mode="json"), indent=2)
        click.echo(re.sub(r"(?<=://)([^:@/\"]*):[^@/\"]+(?=@)", r"\1:**********", shown))
        return
    click.echo("The settings are fine.")
    if not settings.discord.token.get_secret_value():
        click.echo("There is no Discord token yet: set BYTEBOT_DISCORD__TOKEN before `bytebot run`.")
