"""A small Discord on loopback: the gateway and the REST routes that ByteBot uses, for the real discord.py to talk to."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord_bodies import (
    APPLICATION,
    BOT,
    GUILD,
    MANAGE_GUILD,
    OWNER,
    POSTING,
    answer,
    channel_of,
    guild_of,
    interaction_of,
    message_of,
    role_of,
    serial,
    snowflake,
)
from tests.fakes.discord_door import Door, Failure

_ROLES = (str(GUILD), "7001")  # everyone, and one of another server

__all__ = ["MANAGE_GUILD", "POSTING", "DiscordServer", "Failure", "Reply"]

DEFERRED_UPDATE, UPDATE, MODAL = 6, 7, 9
ATTACHED = "70000"
"""With what an attachment's id begins."""


@dataclass
class Reply:
    """What an interaction was answered with. `pressed`: the message that a press was made on; `modal`: the form that it opened."""

    pressed: dict[str, Any] | None = None
    modal: dict[str, Any] | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)
    deferred: bool = False
    form: dict[str, Any] = field(default_factory=dict)
    choices: list[dict[str, Any]] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def last(self) -> dict[str, Any]:
        return self.messages[-1]

    @property
    def ephemeral(self) -> bool:
        return bool(self.last["flags"] & 64)

    @property
    def labels(self) -> list[str]:
        """Of the buttons that can be pressed."""
        return [item["label"] for row in self.last["components"] for item in row["components"] if item["type"] == 2]

    @property
    def text(self) -> str:
        return "\n".join(part for embed in self.last["embeds"] for part in (embed.get("title"), embed.get("description")) if part)


class DiscordServer:
    """`async with DiscordServer() as discord:`; then point discord.py at `discord.api` and `discord.gateway`."""

    def __init__(self, *, our_permissions: int = POSTING) -> None:
        self.our_permissions = our_permissions
        self.door = Door()
        self.commands: list[dict[str, Any]] = []
        self.syncs = 0
        self.identifies = 0
        self.replies: dict[str, Reply] = {}
        self.attachments: dict[str, dict[str, Any]] = {}
        self.good_token = True
        self.locale = "en-US"
        self.team: dict[str, Any] | None = None
        self.commands_status = 200
        self.deaf = False  # the gateway does not hear a farewell, so it does not answer one
        self.identified = asyncio.Event()
        self._sockets: list[web.WebSocketResponse] = []

    async def __aenter__(self) -> "DiscordServer":
        app = web.Application()
        app.add_routes(
            [
                web.get("/gateway/", self._gateway),
                web.get("/api/users/@me", self._me),
                web.get("/api/oauth2/applications/@me", self._application),
                web.get("/api/applications/{app}/commands", self._list_commands),
                web.put("/api/applications/{app}/commands", self._put_commands),
                web.get("/api/guilds/{guild}", self._guild),
                web.get("/api/guilds/{guild}/members/{user}", self._member),
                web.get("/api/guilds/{guild}/audit-logs", self._audit_log),
                *self.door.routes(),
                web.post("/api/interactions/{id}/{token}/callback", self._callback),
                web.get("/api/webhooks/{app}/{token}/messages/@original", self._original),
                web.patch("/api/webhooks/{app}/{token}/messages/@original", self._edit),
                web.delete("/api/webhooks/{app}/{token}/messages/@original", self._delete),
                web.post("/api/webhooks/{app}/{token}", self._follow_up),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.api, self.gateway = f"http://127.0.0.1:{port}/api", f"ws://127.0.0.1:{port}/gateway/"
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in tuple(self._sockets):
            await socket.close()
        await self._runner.cleanup()

    async def slash(self, name: str, /, *, channel: str = "3001", permissions: int = 0, into: str = "", **options: Any) -> Reply:
        """Somebody uses a command, such as `feed add`, in `channel`; `into` is its option `channel`. The answer, once there is one."""
        head, *sub = name.split()
        options |= {"channel": into} if into else {}
        given = [{"name": key, "type": _option_type(value), "value": value} for key, value in options.items()]
        token, reply = f"token-{next(serial)}", Reply()
        self.replies[token] = reply
        command = next(each for each in self.commands if each["name"] == head)
        data = {
            "id": command["id"],
            "name": head,
            "type": 1,
            "options": [{"name": sub[0], "type": 1, "options": given}] if sub else given,
            "resolved": {
                "channels": {each: channel_of(each, permissions=0, kind=self.door.kinds.get(each, 0)) for each in (*self.channels, "3009")},
                "roles": {each: role_of(each) for each in _ROLES},
                "attachments": self.attachments,
            },
        }
        await self._dispatch("INTERACTION_CREATE", interaction_of(data, token=token, channel=channel, permissions=permissions))
        async with asyncio.timeout(15):
            await reply.done.wait()
        return reply

    async def complete(self, name: str, /, *, channel: str = "3001", permissions: int = 0, **options: Any) -> list[dict[str, Any]]:
        """Somebody types into the last of a command's options; the choices offered."""
        head, *sub = name.split()
        given = [{"name": key, "type": _option_type(value), "value": value} for key, value in options.items()]
        given[-1] |= {"focused": True}
        token, reply = f"token-{next(serial)}", Reply()
        self.replies[token] = reply
        command = next(each for each in self.commands if each["name"] == head)
        nested = [{"name": sub[0], "type": 1, "options": given}] if sub else given
        data = {"id": command["id"], "name": head, "type": 1, "options": nested}
        asked = interaction_of(data, token=token, channel=channel, permissions=permissions) | {"type": 4}
        await self._dispatch("INTERACTION_CREATE", asked)
        async with asyncio.timeout(15):
            await reply.done.wait()
        return reply.choices

    @property
    def channels(self) -> dict[str, list[dict[str, Any]]]:
        return self.door.channels

    @property
    def failures(self) -> list[Failure]:
        return self.door.failures

    @failures.setter
    def failures(self, failures: list[Failure]) -> None:
        self.door.failures = failures

    async def drop(self, code: int = 4004) -> None:
        """The gateway hangs up; 4004: in a way that no client comes back from."""
        for socket in tuple(self._sockets):
            await socket.close(code=code)

    async def say(self, payload: dict[str, Any]) -> None:
        """Anything at all, to whoever listens at the gateway."""
        for socket in tuple(self._sockets):
            await socket.send_json(payload)

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """An event of the gateway."""
        await self._dispatch(event, data)

    async def join(self) -> None:
        """Somebody invites the bot."""
        await self._dispatch("GUILD_CREATE", guild_of(self.door.kinds, permissions=self.our_permissions))

    async def _dispatch(self, event: str, data: dict[str, Any]) -> None:
        data = data | {"locale": self.locale} if event == "INTERACTION_CREATE" else data
        for socket in self._sockets:
            await socket.send_json({"op": 0, "s": next(serial), "t": event, "d": data})

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 40_000}})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            asked = json.loads(message.data)
            if asked["op"] == 1:
                await socket.send_json({"op": 11})
            if asked["op"] == 6:  # the session is not kept: begin anew
                await socket.send_json({"op": 9, "d": False})
            if asked["op"] == 2:
                self.identifies += 1
                self._sockets.append(socket)
                ready = {
                    "v": 10,
                    "user": BOT,
                    "guilds": [{"id": str(GUILD), "unavailable": True}],
                    "session_id": "s",
                    "resume_gateway_url": self.gateway,
                }
                await self._dispatch("READY", ready | {"application": {"id": str(APPLICATION), "flags": 0}})
                known = guild_of(self.door.kinds, permissions=self.our_permissions) | {"unavailable": False}
                await self._dispatch("GUILD_CREATE", known)
                self.identified.set()
                if self.deaf:
                    await asyncio.sleep(60)
        if socket in self._sockets:
            self._sockets.remove(socket)
        return socket

    async def _me(self, request: web.Request) -> web.Response:
        return answer(BOT) if self.good_token else answer({"message": "401: Unauthorized", "code": 0}, status=401)

    async def _application(self, request: web.Request) -> web.Response:
        known = {
            "id": str(APPLICATION),
            "name": "ByteBot",
            "icon": None,
            "description": "",
            "flags": 0,
            "verify_key": "",
            "owner": OWNER,
            "team": self.team,
        }
        return answer(known | {"bot_public": True, "bot_require_code_grant": False})

    async def _list_commands(self, request: web.Request) -> web.Response:
        return answer(self.commands, status=self.commands_status)

    async def _put_commands(self, request: web.Request) -> web.Response:
        self.syncs += 1
        extra = {"application_id": str(APPLICATION), "version": "1", "default_member_permissions": None}
        self.commands = [{"id": snowflake(), "description": ""} | extra | each for each in await request.json()]
        return answer(self.commands)

    async def _guild(self, request: web.Request) -> web.Response:
        return answer(guild_of(self.door.kinds, permissions=self.our_permissions))

    async def _member(self, request: web.Request) -> web.Response:
        return answer(guild_of(self.door.kinds, permissions=self.our_permissions)["members"][0])

    async def _audit_log(self, request: web.Request) -> web.Response:
        """Ada invited the bot."""
        entry = {"id": snowflake(), "user_id": OWNER["id"], "target_id": str(APPLICATION), "action_type": 28}
        rest = ("webhooks", "integrations", "threads", "guild_scheduled_events", "auto_moderation_rules", "application_commands")
        return answer({"audit_log_entries": [entry], "users": [OWNER, BOT]} | {each: [] for each in rest})

    async def _callback(self, request: web.Request) -> web.Response:
        reply, body = self.replies[request.match_info["token"]], await body_of(request)
        message = message_of("3001", body.get("data") or {}) | {"files": body.get("files", [])}
        if body["type"] == MODAL:
            reply.form = reply.modal = body["data"]
            reply.done.set()
            return answer({"interaction": {"id": request.match_info["id"], "type": 2}})
        if body["type"] in {DEFERRED_UPDATE, UPDATE} and reply.pressed is not None:  # what was pressed is the answer's place
            message = reply.pressed | ({} if body["type"] == DEFERRED_UPDATE else body["data"])
            reply.messages.append(message)
        elif body["type"] == DEFERRED_UPDATE and reply.messages:
            message = reply.last  # what was pressed will be edited
        else:
            reply.messages.append(message)
        if body["type"] in {4, 7, 8}:
            reply.choices = (body.get("data") or {}).get("choices", [])
            reply.done.set()
        else:
            reply.deferred = True
        resource = {"type": body["type"], "message": message}
        return answer({"interaction": {"id": request.match_info["id"], "type": 2}, "resource": resource})

    async def _original(self, request: web.Request) -> web.Response:
        return answer(self.replies[request.match_info["token"]].messages[0])

    async def _edit(self, request: web.Request) -> web.Response:
        reply = self.replies[request.match_info["token"]]
        body = await body_of(request)
        shown = ("content", "embeds", "components", "files")
        reply.last.update({key: body[key] or [] for key in shown if key in body} | ({"flags": body["flags"]} if "flags" in body else {}))
        reply.done.set()
        return answer(reply.last)

    async def _delete(self, request: web.Request) -> web.Response:
        self.replies[request.match_info["token"]].messages.pop()
        return web.Response(status=204)

    async def _follow_up(self, request: web.Request) -> web.Response:
        reply = self.replies[request.match_info["token"]]
        reply.messages.append(message_of("3001", await request.json()))
        reply.done.set()
        return answer(reply.last)


async def body_of(request: web.Request) -> dict[str, Any]:
    """A request's JSON; where files come along, with them under `files`."""
    if not request.content_type.startswith("multipart"):
        return dict(await request.json())
    parts = await request.post()
    files = [part.file.read() for part in parts.values() if isinstance(part, web.FileField)]
    return dict(json.loads(str(parts["payload_json"]))) | {"files": files}


def _option_type(value: object) -> int:
    if isinstance(value, int):
        return 4
    if str(value).startswith(ATTACHED):
        return 11
    if value in _ROLES:
        return 8
    return 7 if str(value).startswith("300") else 3
