"""What somebody does with a message or form of the bot's: presses, chooses, attaches, sends."""

import asyncio
from collections.abc import Iterator
from typing import Any

from tests.fakes.discord_bodies import GUILD, OWNER, interaction_of, serial
from tests.fakes.discord_server import ATTACHED, MANAGE_GUILD, DiscordServer, Reply

BUTTON, SELECT, UPLOAD, LABEL = 2, 3, 19, 18


def labels(message: dict[str, Any]) -> list[str]:
    """Of the buttons that can be pressed under a message."""
    return [each["label"] for each in _parts(message["components"]) if each["type"] == BUTTON and not each.get("disabled")]


def options(message: dict[str, Any]) -> list[str]:
    """Of the lists under a message."""
    return [option["label"] for each in _parts(message["components"]) if each["type"] == SELECT for option in each["options"]]


async def press(server: DiscordServer, message: dict[str, Any], label: str, *, permissions: int = MANAGE_GUILD, direct: str = "") -> Reply:
    """A button; `direct`: in a direct message, by a person of this id."""
    found = next(each for each in _parts(message["components"]) if each["type"] == BUTTON and each["label"] == label)
    data = {"component_type": BUTTON, "custom_id": found["custom_id"]}
    return await _interact(server, 3, data, message=message, permissions=permissions, direct=direct)


async def choose(server: DiscordServer, message: dict[str, Any], label: str, *, permissions: int = MANAGE_GUILD, direct: str = "") -> Reply:
    """One of a list."""
    found = next(each for each in _parts(message["components"]) if each["type"] == SELECT)
    value = next(option["value"] for option in found["options"] if option["label"] == label)
    data = {"component_type": SELECT, "custom_id": found["custom_id"], "values": [value]}
    return await _interact(server, 3, data, message=message, permissions=permissions, direct=direct)


def attach(server: DiscordServer, url: str, *, size: int = 1000) -> str:
    """A file that Discord keeps at `url`; its id, for an option."""
    number = f"{ATTACHED}{next(serial)}"
    server.attachments[number] = {"id": number, "filename": "feeds.opml", "size": size, "url": url, "proxy_url": url}
    return number


async def send_file(server: DiscordServer, form: dict[str, Any], url: str) -> Reply:
    """The one file that a form asks for."""
    number = attach(server, url)
    upload = {"type": UPLOAD, "id": 2, "custom_id": "file", "values": [number]}
    data = {"custom_id": form["custom_id"], "components": [{"type": LABEL, "id": 1, "component": upload}]}
    return await _interact(server, 5, data | {"resolved": {"attachments": server.attachments}}, message=None, permissions=MANAGE_GUILD)


async def _interact(
    server: DiscordServer, kind: int, data: dict[str, Any], *, message: dict[str, Any] | None, permissions: int, direct: str = ""
) -> Reply:
    token, reply = f"token-{next(serial)}", Reply()
    server.replies[token] = reply
    asked = interaction_of(data, token=token, channel="3001", permissions=permissions) | {"type": kind}
    if message is not None:
        asked["message"] = message
    if direct:
        for name in ("guild_id", "member", "channel"):
            del asked[name]
        channel = {"id": f"9{direct}", "type": 1, "recipients": [OWNER | {"id": direct}], "last_message_id": None}
        asked |= {"user": OWNER | {"id": direct}, "channel_id": f"9{direct}", "channel": channel, "context": 1}
        asked["authorizing_integration_owners"] = {"0": str(GUILD)}
    await server.dispatch("INTERACTION_CREATE", asked)
    async with asyncio.timeout(15):
        await reply.done.wait()
    return reply


def _parts(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in components:
        yield each
        yield from _parts(each.get("components", []))
