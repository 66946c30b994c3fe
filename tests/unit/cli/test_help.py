"""The command line's manners: quick, light, and every verb explained."""

import json
import resource
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from bot.cli import main

HEAVY = ("discord", "trafilatura", "sqlalchemy", "aiohttp", "feedparser", "lxml", "jinja2", "pydantic", "rich")


def _verbs(group: click.Group, path: tuple[str, ...] = ()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _verbs(command, (*path, name))
        else:
            yield (*path, name)


def _parameters(group: click.Group):
    for command in group.commands.values():
        yield from _parameters(command) if isinstance(command, click.Group) else command.params


def test_the_command_line_loads_nothing_heavy():
    code = "import sys, json, bot.cli; print(json.dumps(list(sys.modules)))"

    loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout)

    assert not {name.split(".")[0] for name in loaded} & set(HEAVY)


def test_help_takes_less_than_three_tenths_of_a_second():
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "bot", "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime) < 0.3


@pytest.mark.parametrize("verb", list(_verbs(main)), ids=" ".join)
def test_every_verb_has_help_with_an_example(verb):
    result = CliRunner().invoke(main, [*verb, "--help"])

    assert result.exit_code == 0
    assert "Example" in result.output
    assert "bytebot " + " ".join(verb) in result.output


def test_the_verbs_are_those_that_are_documented():
    assert {" ".join(verb) for verb in _verbs(main)} == {
        "demo",
        "run",
        "search",
        "preview",
        "tldr",
        "feeds add",
        "feeds edit",
        "feeds list",
        "feeds pause",
        "feeds remove",
        "feeds resume",
        "feeds show",
        "feeds import",
        "feeds export",
        "feeds packs",
        "feeds check",
        "filters add",
        "filters list",
        "filters remove",
        "filters test",
        "why",
        "digest schedule",
        "digest show",
        "digest now",
        "digest stop",
        "digest style",
        "digest reset",
        "config check",
        "prompts check",
        "reports close",
        "reports list",
        "db copy",
        "db backup",
        "db migrate",
        "db restore",
        "doctor",
        "forget",
        "healthcheck",
        "jobs list",
        "jobs release",
        "stats",
        "status",
    }


def test_no_verb_takes_a_number_that_a_database_cannot_hold():
    numbers = [each for each in _parameters(main) if isinstance(each.type, click.types.IntParamType)]

    assert len(numbers) > 10
    assert not [each.name for each in numbers if not isinstance(each.type, click.IntRange) or (each.type.max or 2**63) >= 2**63]
