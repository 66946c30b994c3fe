"""What people do with a mouse in a small Discord: press, choose, fill in, attach, open a message's menu.

Who does it, and where, as for `DiscordServer.interact`: `await click(server, reply, "Confirm", permissions=MANAGE_GUILD, user="4002")`.
"""

import copy
from collections.abc import Mapping
from typing import Any

from tests.fakes.discord_bodies import serial
from tests.fakes.discord_server import ATTACHED, DiscordServer, Reply
from tests.fakes.looks import parts

BUTTON, SELECT, TEXT, UPLOAD = 2, 3, 4, 19
_COMMAND, _COMPONENT, _FORM, _ON_MESSAGE = 2, 3, 5, 3

Shown = Reply | dict[str, Any]


def labels(shown: Shown) -> list[str]:
    """Of the buttons that can be pressed."""
    return [each["label"] for each in parts(_message(shown)) if each["type"] == BUTTON and not each.get("disabled")]


def options(shown: Shown) -> list[str]:
    """Of the lists to choose from."""
    return [option["label"] for each in parts(_message(shown)) if each["type"] == SELECT for option in each["options"]]


def button(shown: Shown, label: str) -> dict[str, Any]:
    """The button with this label; StopIteration where there is none."""
    return next(each for each in parts(_message(shown)) if each["type"] == BUTTON and each.get("label") == label)


async def click(server: DiscordServer, shown: Shown, label: str, **who: Any) -> Reply:
    """Press the button with this label; what comes of it."""
    return await press(server, shown, button(shown, label)["custom_id"], **who)


async def press(server: DiscordServer, shown: Shown, custom_id: str, **who: Any) -> Reply:
    """Press a button of this id, whether it is there or not."""
    return await server.interact({"component_type": BUTTON, "custom_id": custom_id}, kind=_COMPONENT, pressed=_copied(shown), **who)


async def choose(server: DiscordServer, shown: Shown, option: str, **who: Any) -> Reply:
    """Choose, of the message's lists, the option whose label begins so or whose value this is."""
    lists = [part for part in parts(_message(shown)) if part["type"] == SELECT]
    fitting = ((each, one) for each in lists for one in each["options"] if one["value"] == option or one["label"].startswith(option))
    found, one = next(fitting)
    data = {"component_type": SELECT, "custom_id": found["custom_id"], "values": [one["value"]]}
    return await server.interact(data, kind=_COMPONENT, pressed=_copied(shown), **who)


async def submit(server: DiscordServer, opened: Reply, fields: Mapping[str, str] | str, **who: Any) -> Reply:
    """Send the form that was opened, with these fields changed, by name (""; of a list: left empty); or its only one."""
    places = copy.deepcopy(opened.form["components"])
    for place in places:
        field = place["component"]
        place["component"] = field | _filled(field, fields if isinstance(fields, str) else fields.get(field["custom_id"]))
    data = {"custom_id": opened.form["custom_id"], "components": places, "resolved": {"attachments": server.attachments}}
    return await server.interact(data, kind=_FORM, pressed=opened.pressed, **who)


def _filled(field: dict[str, Any], given: str | None) -> dict[str, Any]:
    if field["type"] == TEXT:
        return {"value": field.get("value", "") if given is None else given}
    if given is not None:
        return {"values": [given] if given else []}
    before = [each["value"] for each in field.get("options", []) if each.get("default")]
    return {"values": [*before, *(each["id"] for each in field.get("default_values", []))]}


def attach(server: DiscordServer, url: str, *, size: int = 1000) -> str:
    """A file that Discord keeps at `url`; its id, for an option or a form's field."""
    number = f"{ATTACHED}{next(serial)}"
    server.attachments[number] = {"id": number, "filename": "feeds.opml", "size": size, "url": url, "proxy_url": url}
    return number


async def menu(server: DiscordServer, name: str, message: dict[str, Any], **who: Any) -> Reply:
    """Use a command of a message's menu on it."""
    resolved = {"messages": {message["id"]: message}}
    data = {"id": server.command(name)["id"], "name": name, "type": _ON_MESSAGE, "target_id": message["id"], "resolved": resolved}
    return await server.interact(data, kind=_COMMAND, **who)


def _message(shown: Shown) -> dict[str, Any]:
    return shown.last if isinstance(shown, Reply) else shown


def _copied(shown: Shown) -> dict[str, Any]:
    return copy.deepcopy(_message(shown))
