"""The code and the templates in, every message that a catalogue has to hold out; and the catalogues brought up to date with it.

python -m tests.messages        adds what is new to bot/catalogue/*.po with no translation yet, and drops what is no longer said
"""

import ast
import asyncio
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import discord
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from discord import app_commands
from jinja2.ext import babel_extract

import bot
from bot.catalogue import ENGLISH, LANGUAGES
from bot.catalogue.files import path_of
from bot.cogs.client import ByteBotClient
from bot.flows.app import App

_OF_THE_DAY = ('"POT-Creation', '"PO-Revision', '"Last-Translator', '"Language-Team', '"Report-Msgid', '"Generated-By', '"Project-Id')
_ROOT = Path(bot.__file__).parents[1]


def template() -> Catalog:
    """Every message, without translations."""
    made = Catalog(project="ByteBot", fuzzy=False)
    for path in sorted((_ROOT / "bot").rglob("*.py")):
        for message in _said_in(path):
            made.add(message)
    for path in sorted((_ROOT / "prompts").rglob("*.j2")):
        for message in _said_by(path):
            made.add(message)
    for name, words in _of_commands():
        made.add(words, context="name" if name else None)
    return made


def current(language: str) -> Catalog:
    """A language's catalogue as it lies there."""
    with path_of(language).open(encoding="utf-8") as file:
        return read_po(file, locale=language)


def commands() -> tuple[app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu, ...]:
    """Every command, group and menu."""
    client = ByteBotClient()
    asyncio.run(client.join(cast("App", None), look=lambda: None))  # commands ask for the bot's parts when they are used
    return tuple(commands_in(client))


def commands_in(client: ByteBotClient) -> Iterator[app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu]:
    """Every command, group and menu of a client that has joined its parts."""
    yield from client.tree.walk_commands()
    for kind in (discord.AppCommandType.message, discord.AppCommandType.user):
        yield from client.tree.walk_commands(type=kind)


def _said_in(path: Path) -> Iterator[str | tuple[str, str]]:
    """What a module says: the literals of its calls of `say`, `mark`, `count` and `Refused.of`. ValueError: one is made at run time."""
    text = path.read_text(encoding="utf-8")
    if path.parent.name == "catalogue" or not ("from bot.catalogue import" in text or "Refused.of(" in text):
        return
    for node in ast.walk(ast.parse(text)):
        forms = _forms(node)
        words = [each.value for each in node.args[:forms] if isinstance(each, ast.Constant)] if isinstance(node, ast.Call) else []
        if (
            isinstance(node, ast.Call)
            and forms
            and any(isinstance(each, ast.JoinedStr | ast.BinOp | ast.Call) for each in node.args[:forms])
        ):
            raise ValueError(f"{path}, line {node.lineno}: a message has to stand there as it is, or no catalogue can hold it")
        if forms and len(words) == forms:
            yield str(words[0]) if forms == 1 else (str(words[0]), str(words[1]))


def _forms(node: ast.AST) -> int:
    """How many of a call's first arguments are forms of a message; 0: it says nothing."""
    if not isinstance(node, ast.Call):
        return 0
    if isinstance(node.func, ast.Name):
        return {"say": 1, "mark": 1, "count": 2}.get(node.func.id, 0)
    return 1 if ast.unparse(node.func) == "Refused.of" else 0


def _said_by(path: Path) -> Iterator[str | tuple[str, str]]:
    """The same of a template."""
    with path.open("rb") as file:
        for _, name, words, _ in babel_extract(file, ("say", "count"), (), {}):
            forms = [str(each) for each in (words if isinstance(words, tuple) else (words,))]
            yield (forms[0], forms[1]) if name == "count" else forms[0]


def _of_commands() -> Iterator[tuple[bool, str]]:
    """Names (True) and descriptions (False) of commands, options and choices."""
    for command in commands():
        yield True, command.name
        if isinstance(command, app_commands.ContextMenu):
            continue
        yield False, command.description
        for option in getattr(command, "parameters", ()):
            yield True, option.name
            yield False, str(option.description)
            yield from ((False, choice.name) for choice in option.choices)


def update() -> None:
    """Write the catalogues anew: messages sorted, translations kept."""
    every = template()
    for language in LANGUAGES:
        if language == ENGLISH:
            continue
        kept = current(language)
        kept.update(every, no_fuzzy_matching=True)
        kept.obsolete.clear()
        written = BytesIO()
        write_po(written, kept, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
        lines = written.getvalue().decode().split("\n")
        path_of(language).write_text("\n".join(line for line in lines if not line.startswith(_OF_THE_DAY)), encoding="utf-8")


if __name__ == "__main__":
    update()
