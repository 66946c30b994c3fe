"""A small Discord with people in it: anybody can ask, on a server or in direct messages, and press the buttons of an answer."""

import asyncio
from typing import Any

from aiohttp import web

from tests.fakes.discord_bodies import answer, interaction_of, message_of, serial
from tests.fakes.discord_server import DiscordServer, Reply


class People(DiscordServer):
    """`ask` is like `slash`, by whom and where one likes; `press` presses a button of an answer."""

    async def ask(self, name: str, /, *, user: str = "4001", letters: bool = False, permissions: int = 0, **options: Any) -> Reply:
        head, *sub = name.split()
        given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        command = next(each for each in self.commands if each["name"] == head)
        nested = [{"name": sub[0], "type": 1, "options": given}] if sub else given
        data = {"id": command["id"], "name": head, "type": 1, "options": nested}
        return await self._send(data, kind=2, user=user, letters=letters, permissions=permissions)

    async def typed(self, name: str, /, *, user: str = "4001", letters: bool = False, **options: Any) -> list[dict[str, Any]]:
        """The choices offered while somebody types into the last option."""
        head, *sub = name.split()
        given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        given[-1] |= {"focused": True}
        command = next(each for each in self.commands if each["name"] == head)
        data = {"id": command["id"], "name": head, "type": 1, "options": [{"name": sub[0], "type": 1, "options": given}]}
        return (await self._send(data, kind=4, user=user, letters=letters, permissions=0)).choices

    async def press(self, shown: Reply, label: str, *, user: str = "4001", permissions: int = 0) -> Reply:
        """Press the button of that name below an answer; what it comes to."""
        buttons = [each for row in shown.last["components"] for each in row["components"]]
        custom_id = next(each["custom_id"] for each in buttons if each.get("label") == label)
        data = {"custom_id": custom_id, "component_type": 2}
        message = shown.last | {"flags": 64}
        return await self._send(data, kind=3, user=user, letters=False, permissions=permissions, message=message)

    async def _send(self, data: dict[str, Any], *, kind: int, user: str, letters: bool, permissions: int, **more: Any) -> Reply:
        token, reply = f"token-{next(serial)}", Reply()
        self.replies[token] = reply
        asked = interaction_of(data, token=token, channel="3001", permissions=permissions) | {"type": kind} | more
        asked["member"]["user"] |= {"id": user}
        if letters:
            who = asked.pop("member")["user"]
            del asked["guild_id"]
            asked |= {"user": who, "channel_id": f"9{user}", "channel": {"id": f"9{user}", "type": 1}, "context": 1}
        if "message" in more:
            reply.messages.append(more["message"])
        await self.dispatch("INTERACTION_CREATE", asked)
        async with asyncio.timeout(15):
            await reply.done.wait()
            while reply.messages and reply.text.endswith("…"):  # what takes a moment is filled in afterwards
                await asyncio.sleep(0.01)
        return reply

    async def _callback(self, request: web.Request) -> web.Response:
        reply, body = self.replies[request.match_info["token"]], await request.json()
        if body["type"] == 7:  # the message that was pressed changes
            reply.messages[-1] = reply.last | {"components": []} | body["data"]
            reply.done.set()
            return answer({"interaction": {"id": request.match_info["id"], "type": 3}, "resource": {"type": 7, "message": reply.last}})
        done = await super()._callback(request)
        if reply.messages and body.get("data"):
            reply.last["components"] = body["data"].get("components", [])
        return done

    async def _edit(self, request: web.Request) -> web.Response:
        reply = self.replies[request.match_info["token"]]
        body = await request.json()
        reply.messages[-1] = message_of("3001", {}, number=reply.last["id"]) | reply.last | body
        reply.done.set()
        return answer(reply.last)
