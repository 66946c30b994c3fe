"""Somebody turns the pages of an answer that a small Discord holds."""

import asyncio
from typing import Any

from tests.fakes.discord_bodies import interaction_of, serial
from tests.fakes.discord_server import DiscordServer, Reply


def buttons(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A message's buttons by what stands on them."""
    return {part["label"]: part for row in message["components"] for part in row.get("components", ()) if part["type"] == 2}


async def turn(server: DiscordServer, reply: Reply, label: str, *, channel: str = "3001") -> Reply:
    """Press a button below an answer; the answer to that."""
    token, new = f"token-{next(serial)}", Reply()
    shown = reply.last
    new.messages.append(dict(shown))
    server.replies[token] = new
    data = {"component_type": 2, "custom_id": buttons(shown)[label]["custom_id"]}
    asked = interaction_of(data, token=token, channel=channel, permissions=0) | {"type": 3, "message": shown}
    await server.dispatch("INTERACTION_CREATE", asked)
    async with asyncio.timeout(15):
        await new.done.wait()
    return new
