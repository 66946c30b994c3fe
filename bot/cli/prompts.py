"""`bytebot prompts`: are the templates and the rules right?"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import config_option, json_option, one_line

if TYPE_CHECKING:
    from bot.errors import PromptsInvalid
    from bot.rendering.templates import Templates


@click.group()
def prompts() -> None:
    """Look at the templates and the topics' rules."""


@prompts.command()
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Your folder of templates and rules; without it the one that the settings name, if any.",
)
@config_option
@json_option
def check(folder: Path | None, config_file: Path | None, *, as_json: bool) -> None:
    """Check rules.toml, packs.toml and every template of every voice: each problem on a line, with its file and line. Exit code 1 if
    there are any.

    \b
    Example:
      bytebot prompts check --folder /data/prompts
    """
    from bot.settings import load_settings

    with one_line():
        chosen = str(folder or load_settings(config_file).prompts.folder)
    faults = tuple(faults_of(chosen))
    if as_json:
        click.echo(json.dumps([{"file": fault.file, "line": fault.line, "problem": fault.problem} for fault in faults], indent=2))
    else:
        click.echo("\n".join(fault.said for fault in faults) or "The rules and the templates are fine.")
    if faults:
        raise SystemExit(1)


def faults_of(folder: str) -> "Iterator[PromptsInvalid]":
    """Every problem of the rules and templates in `folder` ("" for ours), one after the other."""
    from bot.digests.rules_file import line_of, read_rules, rules_faults
    from bot.errors import PromptsInvalid
    from bot.rendering.prompt import Prompt
    from bot.rendering.templates import Templates

    if folder and not Path(folder).is_dir():
        yield PromptsInvalid(file=folder, line=0, problem="there is no such folder; [prompts] folder names it")
    templates = Templates(folder, voice="plain")
    try:
        text, file = templates.read("rules.toml")
    except PromptsInvalid as error:
        yield error
        yield from templates.check(None)
        return
    broken = rules_faults(text, file=file)
    yield from broken
    yield from _faults_of_packs(templates)
    cards = None if broken else [rule.template for rule in read_rules(text, file=file).topics]
    for place, card in enumerate(cards or ()):
        if not templates.has(card):
            at = line_of(text, ("topics", place, "template"))
            yield PromptsInvalid(file=file, line=at, problem=f"topics.{place}.template: no voice has a template {card!r}")
    found = templates.check(cards)
    yield from found
    asked = Prompt(folder).check()
    if asked and asked.file not in {fault.file for fault in found}:
        yield asked


def _faults_of_packs(templates: "Templates") -> "Iterator[PromptsInvalid]":
    from bot.errors import PromptsInvalid
    from bot.feeds.packs import packs_faults

    try:
        text, file = templates.read("packs.toml")
    except PromptsInvalid as error:
        yield error
        return
    yield from packs_faults(text, file=file)
