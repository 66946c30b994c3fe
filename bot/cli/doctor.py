"""`bytebot doctor`: is everything as it should be?"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import config_option, json_option, perform, progress

if TYPE_CHECKING:
    from bot.model.finding import Finding
    from bot.settings import Settings


@click.command()
@config_option
@json_option
@click.option("--offline", is_flag=True, help="Ask nothing of Discord.")
def doctor(config_file: Path | None, *, as_json: bool, offline: bool) -> None:
    """Look at everything that can be wrong: settings, templates, database, disk, clock, token, rights in channels, feeds, language model.

    A line each, with what to do where something is not well. Exit code 1 where something does not work. Changes nothing.

    \b
    Examples:
      bytebot doctor
      bytebot doctor --offline --json
    """
    from bot.model.finding import Shape

    async def work() -> "tuple[Finding, ...]":
        return await _examine(config_file, offline=offline)

    with progress("Looking at everything"):
        found = perform(work)
    lines = [{"about": each.about, "verdict": each.shape.value, "said": each.said} for each in found]
    click.echo(json.dumps(lines, indent=2) if as_json else "\n".join(f"{one['verdict']:8}{one['about']}: {one['said']}" for one in lines))
    if any(each.shape is Shape.FAIL for each in found):
        raise SystemExit(1)


async def _examine(config_file: Path | None, *, offline: bool) -> "tuple[Finding, ...]":
    from pyexpat import EXPAT_VERSION

    from bot.cli.apps import settings_of
    from bot.errors import SettingsInvalid
    from bot.flows.doctor import check_database, check_model, check_versions
    from bot.model.finding import Finding, Shape
    from bot.store.sqlite import SQLITE_VERSION

    versions = check_versions(sqlite=SQLITE_VERSION, expat=EXPAT_VERSION)
    try:
        settings = settings_of(config_file)
    except SettingsInvalid as error:
        return (versions, *(Finding(about="settings", shape=Shape.FAIL, said=each) for each in error.problems))
    return (
        versions,
        Finding(about="settings", shape=Shape.OK, said="Every key is known and within its bounds."),
        *_of_prompts(settings.prompts.folder),
        *await check_database(settings.store, now=datetime.now(UTC)),
        *await _of_discord(settings, offline=offline),
        await check_model(settings.llm),
    )


def _of_prompts(folder: str) -> "Iterator[Finding]":
    from bot.cli.prompts import faults_of
    from bot.model.finding import Finding, Shape

    faults = list(faults_of(folder))
    if not faults:
        yield Finding(about="prompts", shape=Shape.OK, said="The rules and the templates are fine.")
    for fault in faults:
        yield Finding(about="prompts", shape=Shape.FAIL, said=fault.said)


async def _of_discord(settings: "Settings", *, offline: bool) -> "tuple[Finding, ...]":
    from bot.flows.doctor import subscribed_channels
    from bot.model.finding import Finding, Shape
    from bot.outlets.checkup import check_account, check_clock

    if offline:
        return (Finding(about="Discord", shape=Shape.SKIPPED, said="Not asked."),)
    token = settings.discord.token.get_secret_value()
    if not token:
        said = "There is none: set BYTEBOT_DISCORD__TOKEN, or use `bytebot run --no-discord`."
        return (await check_clock(), Finding(about="token", shape=Shape.WARN, said=said))
    return (await check_clock(), *await check_account(token, await subscribed_channels(settings.store)))
