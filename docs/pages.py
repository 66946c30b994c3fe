"""The program itself in, the pages of docs/reference out: `python -m docs.pages`. A test keeps the pages equal to it.

Nothing in those pages is written by hand, so a verb, a setting or an error can't be there and not be documented.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from inspect import cleandoc
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel, SecretStr

from bot.cli import main as bytebot
from bot.errors import FetchFailed, FetchTrouble, ModelFailed, ModelTrouble, ReadTrouble, StoreFailed, StoreTrouble, Unreadable
from bot.settings import Settings
from bot.settings.example import literal
from docs.licences import licences

FOLDER = Path(__file__).parent / "reference"
COMMANDS = Path(__file__).parents[1] / "tests" / "data" / "commands.json"
MADE = "<!-- Made by `python -m docs.pages`; change the program, not this page. -->"
KINDS = {3: "text", 4: "whole number", 5: "yes or no", 6: "person", 7: "channel", 8: "role", 9: "person or role", 10: "number", 11: "file"}
MENU, SUBCOMMAND, GROUP, MANAGE_SERVER, IN_DIRECT = 3, 1, 2, "32", 1


def pages() -> Mapping[str, str]:
    """Every page by its name."""
    made = {
        "command-line": command_line(),
        "slash-commands": slash_commands(json.loads(COMMANDS.read_text("utf-8"))),
        "settings": settings(),
        "errors": errors(),
        "licences": licences(),
    }
    return {f"{name}.md": f"{MADE}\n\n" + "\n".join(lines) + "\n" for name, lines in made.items()}


def command_line() -> Iterator[str]:
    """Every verb with its words, options and examples."""
    yield "# The command line"
    yield "\nExit code 0: all is well. 1: something went wrong, and one line on standard error says what to do. 2: a mistake in the words."
    yield "`--help` (`-h`) stands behind every verb."
    for words, verb in _verbs(bytebot, ("bytebot",)):
        context = click.Context(verb, info_name=" ".join(words))
        yield f"\n## {' '.join(words)}\n"
        yield _prose(verb.help or "")
        yield f"\n    {context.get_usage().removeprefix('Usage: ')}"
        options = [each.get_help_record(context) for each in verb.params if isinstance(each, click.Option)]
        if any(options):
            yield "\n| option | what it does |\n| --- | --- |"
            yield from (f"| `{_cell(record[0])}` | {_cell(record[1])} |" for record in options if record)


def slash_commands(commands: list[dict[str, Any]]) -> Iterator[str]:
    """Every command of Discord's, as Discord is told of it."""
    yield "# In Discord"
    yield "\nDiscord shows names and descriptions in the reader's language. *Manage Server* may be changed in the server's own settings."
    for command in sorted(commands, key=lambda each: (each["type"], each["name"])):
        who = "who may manage the server" if command["default_member_permissions"] == MANAGE_SERVER else "everyone"
        where = "servers, direct messages and wherever a person brought it" if IN_DIRECT in command["contexts"] else "servers"
        shown = f'"{command["name"]}" in a message\'s menu' if command["type"] == MENU else f"/{command['name']}"
        yield f"\n## {shown}\n\nFor {who}; in {where}.\n"
        yield from _parts(command, shown)


def settings() -> Iterator[str]:
    """Every setting with its default, its name in the environment and its bounds."""
    yield "# Settings"
    yield "\nThey stand in `config.toml` (`--config FILE`, else `$BYTEBOT_CONFIG`, else `./config.toml`) or in the environment, which wins."
    yield "Names that end in `_s` are lengths of time in seconds. `bytebot config check` names every mistake."
    for name, field in Settings.model_fields.items():
        section: BaseModel = field.get_default()
        yield f"\n## [{name}]\n\n{cleandoc(type(section).__doc__ or '')}\n"
        yield "| setting | default | what it is | in the environment |\n| --- | --- | --- | --- |"
        for key, each in type(section).model_fields.items():
            value = getattr(section, key)
            default = "a secret, none" if isinstance(value, SecretStr) else f"`{literal(value)}`"
            yield f"| `{key}` | {default} | {_cell(str(each.description))} | `BYTEBOT_{name.upper()}__{key.upper()}` |"


def errors() -> Iterator[str]:
    """Every named trouble, with the sentence that a person reads."""
    at = "https://news.example/feed.xml"
    status = (FetchFailed(url=at, trouble=FetchTrouble.STATUS, status=code) for code in (401, 403, 404, 410, 429, 503))
    fetch = [FetchFailed(url=at, trouble=each) for each in FetchTrouble if each is not FetchTrouble.STATUS]
    yield "# Errors"
    yield "\nWhat is said when something goes wrong, by the word that the log has for it."
    yield "One feed's, article's or post's failure ends nothing else."
    yield from _table(
        "An address cannot be fetched", [*((each.trouble, each.said) for each in fetch), *(("status", each.said) for each in status)]
    )
    yield from _table("What came cannot be read", [(each, Unreadable(source=at, trouble=each).said) for each in ReadTrouble])
    yield from _table("The database cannot be used", [(each, StoreFailed(where="bytebot.db", trouble=each).said) for each in StoreTrouble])
    model = [(each, ModelFailed(url="https://model.example/v1", trouble=each).said) for each in ModelTrouble]
    yield from _table("The language model gives nothing, and the built-in way takes over", model)


def _verbs(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        for name, each in sorted(command.commands.items()):
            yield from _verbs(each, (*words, name))
    else:
        yield words, command


def _prose(told: str) -> str:
    """A verb's help with its examples as code."""
    text, _, examples = cleandoc(told).partition("\n\n\b\n")
    lines = examples.splitlines()
    return "\n".join([text, *(["", *(f"    {line.strip()}" for line in lines[1:])] if lines else [])])


def _parts(part: Mapping[str, Any], shown: str) -> Iterator[str]:
    inner = [each for each in part.get("options", ()) if each["type"] in (SUBCOMMAND, GROUP)]
    for each in inner:
        yield f"### {shown} {each['name']}\n"
        yield from _parts(each, f"{shown} {each['name']}")
    if inner:
        return
    yield f"{part.get('description', '')}\n".lstrip("\n")
    options = part.get("options") or ()
    if options:
        yield "| option | kind | what it is |\n| --- | --- | --- |"
        yield from (
            f"| `{each['name']}`{'' if each.get('required') else ' (may be left out)'} | {_kind(each)} | {each['description']} |"
            for each in options
        )
        yield ""


def _kind(option: Mapping[str, Any]) -> str:
    choices = [_cell(each["name"]) for each in option.get("choices") or ()]
    return f"one of: {', '.join(choices)}" if choices else KINDS[option["type"]]


def _table(title: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f"\n## {title}\n\n| in the log | what is said |\n| --- | --- |"
    yield from (f"| `{word}` | {_cell(said)} |" for word, said in rows)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    """Write the pages anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
