"""What Discord is told of the commands, against a file written down, Discord's rules, and its own description of them.

`BYTEBOT_UPDATE_GOLDEN=1` writes the file anew; look at what changed. `BYTEBOT_DISCORD_OPENAPI` names Discord's OpenAPI document.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands
from jsonschema import Draft202012Validator

from bot.cogs.sync import fingerprint, payload
from tests.fakes.tree import grown_tree

FILE = Path(__file__).parents[2] / "data" / "commands.json"
OPENAPI = os.environ.get("BYTEBOT_DISCORD_OPENAPI", "")
NAME = re.compile(r"[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}")
LISTED, COMMAND_CHARACTERS, COMMANDS = 25, 8000, 100
SLASH = 1
LONG = [{"name": "n" * 100, "value": "v" * 100}] * 5
MEDIA_CHANNEL = 16  # a type that the description does not know


class Shouting(app_commands.Translator):
    """One description in another word, in German alone."""

    async def translate(self, string, locale, context):
        return "LAUT" if locale is discord.Locale.german and string.message.startswith("Key Takeaways") else None


@pytest.fixture
async def told(tmp_path):
    async with grown_tree(tmp_path) as client:
        return json.loads(json.dumps(await payload(client.tree)))


@pytest.fixture
def described():
    return json.loads(Path(OPENAPI).read_text("utf-8"))


async def test_the_commands_are_as_they_were_written_down(told):
    if os.environ.get("BYTEBOT_UPDATE_GOLDEN"):
        FILE.write_text(json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")

    assert told == json.loads(FILE.read_text("utf-8"))


async def test_another_word_in_a_translation_is_a_change_and_the_same_words_are_none(tmp_path):
    async with grown_tree(tmp_path) as client:
        before, again = [await fingerprint(client.tree) for _ in range(2)]
        await client.tree.set_translator(Shouting())
        after = await fingerprint(client.tree)

    assert before == again
    assert after != before


async def test_discord_takes_every_command_in_every_language(told):
    assert problems(told) == []


@pytest.mark.skipif(not OPENAPI, reason="BYTEBOT_DISCORD_OPENAPI names no description of Discord's")
async def test_the_commands_fit_discord_s_own_description(told, described):
    reference = "#/components/schemas/ApplicationCommandUpdateRequest"
    validator = Draft202012Validator({"$ref": reference, "components": described["components"]})

    for command in told:
        for part in parts_of(command):
            if "channel_types" in part:
                part["channel_types"] = [kind for kind in part["channel_types"] if kind != MEDIA_CHANNEL]
        assert [error.message for error in validator.iter_errors(command)] == []


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ({"name": "Feed"}, "name"),
        ({"name": "a b"}, "name"),
        ({"name_localizations": {"de": "Größe"}}, "name"),
        ({"name_localizations": {"de": "x" * 33}}, "name"),
        ({"description": ""}, "description"),
        ({"description_localizations": {"de": "x" * 101}}, "description"),
        ({"description": "…"}, "description"),
        ({"options": [{"name": "x", "description": "y", "type": 3}] * 26}, "25 options"),
        ({"options": [{"name": "x", "description": "y", "type": 3}] * 2}, "twice"),
        (
            {
                "options": [
                    {"name": "x", "description": "y" * 10, "type": 3},
                    {"name": "z", "description": "y", "type": 3, "required": True},
                ]
            },
            "first",
        ),
        ({"options": [{"name": "x", "description": "y", "type": 3, "choices": [{"name": "n", "value": "v"}] * 26}]}, "25 choices"),
        ({"options": [{"name": "x", "description": "y", "type": 3, "choices": [{"name": "n" * 101, "value": "v"}]}]}, "choice"),
        ({"options": [{"name": f"x{n}", "description": "y" * 100, "type": 3, "choices": LONG} for n in range(20)]}, "8000"),
    ],
)
def test_what_discord_would_not_take_is_seen(part, why):
    command = {"name": "fine", "description": "Fine", "type": SLASH} | part

    assert any(why in problem for problem in problems([command]))


def problems(commands):
    """What Discord would answer with 400, in words."""
    found = [f"more than {COMMANDS} commands"] if len(commands) > COMMANDS else []
    for command in commands:
        wrong = [each for part in parts_of(command) for each in _wrong(part)] if command["type"] == SLASH else [*_wrong_menu(command)]
        found += [f"{command['name']}: {each}" for each in wrong]
        found += [f"{command['name']}: more than 8000 characters"] if _characters(command) > COMMAND_CHARACTERS else []
    return found


def parts_of(part) -> Iterator[dict[str, Any]]:
    """A command, and every group, subcommand and option in it."""
    yield part
    for option in part.get("options") or ():
        yield from parts_of(option)


def _wrong(part):
    names = [part["name"], *(part.get("name_localizations") or {}).values()]
    yield from (f"the name {name!r}" for name in names if not NAME.fullmatch(name) or name != name.lower())
    words = [part["description"], *(part.get("description_localizations") or {}).values()]
    yield from (f"the description {said!r}" for said in words if not 2 <= len(said) <= 100)  # "…": the library found none
    options, choices = part.get("options") or [], part.get("choices") or []
    yield from ["more than 25 options"] * (len(options) > LISTED) + ["more than 25 choices"] * (len(choices) > LISTED)
    yield from ["a name twice"] * (len({each["name"] for each in options}) < len(options))
    required = [each.get("required", False) for each in options]
    yield from ["what is required comes first"] * (required != sorted(required, reverse=True))
    for choice in choices:
        shown = [choice["name"], *(choice.get("name_localizations") or {}).values(), str(choice["value"])]
        yield from (f"the choice {each!r}" for each in shown if not 1 <= len(each) <= 100)


def _wrong_menu(command):
    names = [command["name"], *(command.get("name_localizations") or {}).values()]
    yield from (f"the name {name!r}" for name in names if not 1 <= len(name) <= 32 or name != name.strip())


def _characters(part):
    """Names, descriptions and values, each in its longest language."""
    texts = [
        max((part[key], *(part.get(f"{key}_localizations") or {}).values()), key=len) for key in ("name", "description") if key in part
    ]
    inner = [*(part.get("options") or ()), *(part.get("choices") or ())]
    return sum(map(len, texts)) + len(str(part.get("value", ""))) + sum(map(_characters, inner))
