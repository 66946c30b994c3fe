"""What people do with a mouse in a small Discord: press, choose, fill in, open a message's menu."""

import asyncio
from collections.abc import Iterator
from typing import Any

from tests.fakes.discord_bodies import interaction_of, serial
from tests.fakes.discord_server import DiscordServer, Reply


def parts_of(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every component of a message or a form, however deep."""
    waiting = list(message.get("components") or [])
    while waiting:
        part = waiting.pop(0)
        yield part
        inner = [part[name] for name in ("component", "accessory") if part.get(name)]
        waiting = [*inner, *(part.get("components") or []), *waiting]


def labels(message: dict[str, Any]) -> list[str]:
    return [part["label"] for part in parts_of(message) if part["type"] == 2]


async def click(server: DiscordServer, message: dict[str, Any], label: str, **who: Any) -> Reply:
    """Press the button with this label."""
    button = next(part for part in parts_of(message) if part["type"] == 2 and part.get("label") == label)
    return await press(server, message, button["custom_id"], **who)


async def press(server: DiscordServer, message: dict[str, Any], custom_id: str, **who: Any) -> Reply:
    return await _interact(server, {"component_type": 2, "custom_id": custom_id}, 3, message=message, **who)


async def choose(server: DiscordServer, message: dict[str, Any], option: str, **who: Any) -> Reply:
    """Choose the option whose label begins so, of the message's list."""
    lists = [part for part in parts_of(message) if part["type"] == 3]
    found = next((each, one) for each in lists for one in each["options"] if one["label"].startswith(option))
    data = {"component_type": 3, "custom_id": found[0]["custom_id"], "values": [found[1]["value"]]}
    return await _interact(server, data, 3, message=message, **who)


async def submit(server: DiscordServer, opened: Reply, text: str, **who: Any) -> Reply:
    """Fill in the one field of the form that a press opened."""
    assert opened.modal is not None
    field = next(part for part in parts_of(opened.modal) if part["type"] == 4)
    filled = {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": field["custom_id"], "value": text}}
    data = {"custom_id": opened.modal["custom_id"], "components": [filled]}
    return await _interact(server, data, 5, message=opened.pressed, **who)


async def menu(server: DiscordServer, name: str, message: dict[str, Any], **who: Any) -> Reply:
    """Use a command of a message's menu on it."""
    command = next(each for each in server.commands if each["name"] == name)
    data = {"id": command["id"], "name": name, "type": 3, "target_id": message["id"], "resolved": {"messages": {message["id"]: message}}}
    return await _interact(server, data, 2, **who)


async def _interact(
    server: DiscordServer,
    data: dict[str, Any],
    kind: int,
    *,
    message: dict[str, Any] | None = None,
    channel: str = "3001",
    user: str = "4001",
    guild: str | None = "",
) -> Reply:
    """`guild` None: in direct messages; "": in the only one that there is."""
    token, reply = f"token-{next(serial)}", Reply(pressed=message)
    server.replies[token] = reply
    asked = interaction_of(data, token=token, channel=channel, permissions=0) | {"type": kind}
    asked["member"]["user"]["id"] = user
    if message is not None:
        asked["message"] = message
    if guild is None:
        asked |= {"user": asked.pop("member")["user"], "context": 1, "channel": {"id": channel, "type": 1, "recipients": []}}
        del asked["guild_id"], asked["guild_locale"]
    elif guild:
        asked["guild_id"] = guild
    await server.dispatch("INTERACTION_CREATE", asked)
    async with asyncio.timeout(15):
        await reply.done.wait()
    return reply
