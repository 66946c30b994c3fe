"""What a person reads in Discord goes through the catalogue: no plain literal, and no text that is put together in English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from tests.messages import commands

_BOT = Path(bot.__file__).parent
_SAYING = {"say", "mark", "count", "Refused.of"}
_SILENT = re.compile(r"log\.\w+|\w+Error|cast|TypeVar")  # the log's events, bugs, types
_OWNERS_ALONE = {"lines.py", "owners.py", "reports.py"}  # the command line's own output, and notices to owners
_CONSTANT = re.compile(r"[A-Z][a-z]* [a-z]+|[a-z]{2,}\.$")
_JOINED = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


def _texts(node: ast.AST) -> Iterator[tuple[int, str, bool]]:
    """Line, words and whether they are put together, of each text below that is neither said nor a docstring nor a decorator's."""
    if isinstance(node, ast.Call) and (ast.unparse(node.func) in _SAYING or _SILENT.fullmatch(ast.unparse(node.func))):
        return
    if isinstance(node, ast.JoinedStr):
        yield node.lineno, "".join(str(each.value) if isinstance(each, ast.Constant) else "\0" for each in node.values), True
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                yield from _texts(each.value)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value, False
        return
    for name, value in ast.iter_fields(node):
        if name in {"decorator_list", "annotation", "returns"} or (isinstance(node, ast.ClassDef) and name == "keywords"):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST) and not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)):
                yield from _texts(each)


def _untranslated(source: str) -> list[str]:
    return [
        f"line {line}: {words}" for line, words, joined in _texts(ast.parse(source)) if (_JOINED if joined else _CONSTANT).search(words)
    ]


@pytest.fixture(scope="module")
def shown_by_discord():
    """Names and descriptions of commands, options and choices: Discord has them from the translator."""
    options = [option for each in commands() for option in getattr(each, "parameters", ())]
    choices = [str(choice.name) for option in options for choice in option.choices]
    return {*choices, *(str(each.description) for each in options), *(each.name for each in commands())}


@pytest.mark.parametrize("path", sorted((_BOT / "cogs").glob("*.py")), ids=lambda path: path.name)
def test_what_a_part_of_discord_says_is_of_the_catalogue(path, shown_by_discord):
    found = _untranslated(path.read_text(encoding="utf-8"))

    assert [each for each in found if each.partition(": ")[2] not in shown_by_discord] == []


@pytest.mark.parametrize("path", sorted(_BOT.glob("flows/*.py")) + sorted(_BOT.glob("digests/*.py")), ids=lambda path: path.name)
def test_a_refusal_is_of_the_catalogue(path):
    if path.name in _OWNERS_ALONE:
        return
    wrong = [
        ast.unparse(each)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Refused"
        for each in node.keywords
        if each.arg == "why" and isinstance(each.value, ast.Constant | ast.JoinedStr)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "source",
    ['discord.Embed(description="Nothing waits here.")', 'label = f"{n} entries wait"', 'Refused(why="I can only look")'],
)
def test_what_is_not_of_the_catalogue_is_found(source):
    assert _untranslated(source)


@pytest.mark.parametrize("source", ['say("Nothing waits here.")', 'log.info("command met a bug")', 'f"<t:{at}:R>"', '"""Says nothing."""'])
def test_what_nobody_reads_is_let_be(source):
    assert not _untranslated(source)
