"""What people press and fill in, at the small Discord: `await click(server, reply, "Confirm")`."""

import asyncio
import copy
from typing import Any

from tests.fakes.discord_bodies import MANAGE_GUILD, interaction_of, serial
from tests.fakes.discord_server import DiscordServer, Reply

_COMPONENT, _FORM = 3, 5


async def click(server: DiscordServer, shown: Reply, label: str, *, permissions: int = MANAGE_GUILD, user: str = "4001") -> Reply:
    """Somebody presses the button of this label under the last message of `shown`; what came of it."""
    item = next(each for each in _items(shown.last) if each.get("label") == label)
    return await _press(server, shown, {"custom_id": item["custom_id"], "component_type": 2}, permissions=permissions, user=user)


async def pick(server: DiscordServer, shown: Reply, value: str, *, permissions: int = MANAGE_GUILD, user: str = "4001") -> Reply:
    """Somebody chooses from the first list under the last message of `shown`."""
    item = next(each for each in _items(shown.last) if each["type"] == 3)
    data = {"custom_id": item["custom_id"], "component_type": 3, "values": [value]}
    return await _press(server, shown, data, permissions=permissions, user=user)


async def submit(server: DiscordServer, opened: Reply, *, permissions: int = MANAGE_GUILD, **fields: str) -> Reply:
    """Somebody sends the form that was opened, with these fields changed: `mode="digest"`; "" for a list left empty."""
    labels, resolved = opened.form["components"], dict[str, Any]()
    for label in labels:
        field = label["component"]
        given = fields.get(field["custom_id"])
        if field["type"] == 4:
            label["component"] = field | {"value": given if given is not None else field.get("value", "")}
            continue
        before = [each["value"] for each in field.get("options", []) if each.get("default")]
        before += [each["id"] for each in field.get("default_values", [])]
        values = before if given is None else [given] if given else []
        label["component"] = field | {"values": values}
    data = {"custom_id": opened.form["custom_id"], "components": labels, "resolved": resolved}
    return await _send(server, opened.messages, data, kind=_FORM, permissions=permissions, user="4001")


async def _press(server: DiscordServer, shown: Reply, data: dict[str, Any], *, permissions: int, user: str) -> Reply:
    return await _send(server, [copy.deepcopy(shown.last)], data, kind=_COMPONENT, permissions=permissions, user=user)


async def _send(
    server: DiscordServer, messages: list[dict[str, Any]], data: dict[str, Any], *, kind: int, permissions: int, user: str
) -> Reply:
    token, reply = f"token-{next(serial)}", Reply(messages=list(messages))
    server.replies[token] = reply
    made = interaction_of(data, token=token, channel="3001", permissions=permissions) | {"type": kind}
    made["member"]["user"]["id"] = user
    made |= {"message": messages[-1]} if messages else {}
    await server.dispatch("INTERACTION_CREATE", made)
    async with asyncio.timeout(15):
        await reply.done.wait()
    return reply


def _items(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for row in message["components"] for item in row["components"]]
