"""A small Discord on loopback: the gateway and the REST routes that ByteBot uses, for the real discord.py to talk to."""

import asyncio
import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

APPLICATION = 1001
BOT = {"id": "1001", "username": "bytebot", "discriminator": "0", "avatar": None, "bot": True, "global_name": None}
GUILD = 2001
EVERYONE = 2001
MANAGE_GUILD = 1 << 5
POSTING = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 16)
_DISCORD_EPOCH_MS = 1_420_070_400_000
_serial = itertools.count(1)


def snowflake() -> str:
    """A fresh id that carries the time, as Discord's do."""
    return str(((int(time.time() * 1000) - _DISCORD_EPOCH_MS) << 22) | (next(_serial) & 0xFFF))


@dataclass
class Reply:
    """What an interaction was answered with."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    deferred: bool = False
    choices: list[dict[str, Any]] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def last(self) -> dict[str, Any]:
        return self.messages[-1]

    @property
    def ephemeral(self) -> bool:
        return bool(self.last["flags"] & 64)

    @property
    def text(self) -> str:
        return "\n".join(part for embed in self.last["embeds"] for part in (embed.get("title"), embed.get("description")) if part)


@dataclass
class Failure:
    """The next POST of a message: answer with this status; `made`: after the message was made all the same."""

    status: int
    made: bool = False
    code: int = 0


class DiscordServer:
    """`async with DiscordServer() as discord:`; then point discord.py at `discord.api` and `discord.gateway`."""

    def __init__(self, *, our_permissions: int = POSTING) -> None:
        self.our_permissions = our_permissions
        self.channels: dict[str, list[dict[str, Any]]] = {"3001": [], "3002": []}
        self.commands: list[dict[str, Any]] = []
        self.syncs = 0
        self.replies: dict[str, Reply] = {}
        self.failures: list[Failure] = []
        self.good_token = True
        self.commands_status = 200
        self.identified = asyncio.Event()
        self._sockets: list[web.WebSocketResponse] = []
        self._nonces: dict[str, dict[str, Any]] = {}

    async def __aenter__(self) -> "DiscordServer":
        app = web.Application()
        app.add_routes(
            [
                web.get("/gateway/", self._gateway),
                web.get("/api/users/@me", self._me),
                web.get("/api/oauth2/applications/@me", self._application),
                web.get("/api/applications/{app}/commands", self._list_commands),
                web.put("/api/applications/{app}/commands", self._put_commands),
                web.post("/api/channels/{channel}/messages", self._post),
                web.get("/api/channels/{channel}/messages", self._history),
                web.get("/api/channels/{channel}", self._look),
                web.get("/api/guilds/{guild}", self._guild),
                web.get("/api/guilds/{guild}/members/{user}", self._member),
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

    async def slash(self, name: str, /, *, channel: str = "3001", permissions: int = 0, **options: Any) -> Reply:
        """Somebody uses a command, such as `feed add`; the answer, once there is one."""
        head, *sub = name.split()
        given = [{"name": key, "type": _option_type(value), "value": value} for key, value in options.items()]
        token, reply = f"token-{next(_serial)}", Reply()
        self.replies[token] = reply
        command = next(each for each in self.commands if each["name"] == head)
        data = {
            "id": command["id"],
            "name": head,
            "type": 1,
            "options": [{"name": sub[0], "type": 1, "options": given}] if sub else given,
            "resolved": {"channels": {each: _channel(each, permissions=0) for each in self.channels}},
        }
        await self._dispatch("INTERACTION_CREATE", _interaction(data, token=token, channel=channel, permissions=permissions))
        async with asyncio.timeout(15):
            await reply.done.wait()
        return reply

    async def complete(self, name: str, /, *, permissions: int = 0, **options: Any) -> list[dict[str, Any]]:
        """Somebody types into the last of a command's options; the choices offered."""
        head, *sub = name.split()
        given = [{"name": key, "type": _option_type(value), "value": value} for key, value in options.items()]
        given[-1] |= {"focused": True}
        token, reply = f"token-{next(_serial)}", Reply()
        self.replies[token] = reply
        command = next(each for each in self.commands if each["name"] == head)
        nested = [{"name": sub[0], "type": 1, "options": given}] if sub else given
        data = {"id": command["id"], "name": head, "type": 1, "options": nested}
        asked = _interaction(data, token=token, channel="3001", permissions=permissions) | {"type": 4}
        await self._dispatch("INTERACTION_CREATE", asked)
        async with asyncio.timeout(15):
            await reply.done.wait()
        return reply.choices

    async def drop(self) -> None:
        """The gateway hangs up in a way that no client comes back from."""
        for socket in tuple(self._sockets):
            await socket.close(code=4004)

    async def _dispatch(self, event: str, data: dict[str, Any]) -> None:
        for socket in self._sockets:
            await socket.send_json({"op": 0, "s": next(_serial), "t": event, "d": data})

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
            if asked["op"] == 2:
                self._sockets.append(socket)
                ready = {
                    "v": 10,
                    "user": BOT,
                    "guilds": [{"id": str(GUILD), "unavailable": True}],
                    "session_id": "s",
                    "resume_gateway_url": self.gateway,
                }
                await self._dispatch("READY", ready | {"application": {"id": str(APPLICATION), "flags": 0}})
                await self._dispatch("GUILD_CREATE", _guild(self.channels, permissions=self.our_permissions))
                self.identified.set()
        if socket in self._sockets:
            self._sockets.remove(socket)
        return socket

    async def _me(self, request: web.Request) -> web.Response:
        return _json(BOT) if self.good_token else _json({"message": "401: Unauthorized", "code": 0}, status=401)

    async def _application(self, request: web.Request) -> web.Response:
        known = {
            "id": str(APPLICATION),
            "name": "ByteBot",
            "icon": None,
            "description": "",
            "flags": 0,
            "verify_key": "",
            "owner": BOT,
            "team": None,
        }
        return _json(known | {"bot_public": True, "bot_require_code_grant": False})

    async def _list_commands(self, request: web.Request) -> web.Response:
        return _json(self.commands, status=self.commands_status)

    async def _put_commands(self, request: web.Request) -> web.Response:
        self.syncs += 1
        extra = {"application_id": str(APPLICATION), "version": "1", "default_member_permissions": None}
        self.commands = [{"id": snowflake(), "description": ""} | extra | each for each in await request.json()]
        return _json(self.commands)

    async def _post(self, request: web.Request) -> web.Response:
        channel, body = request.match_info["channel"], await request.json()
        failure = self.failures.pop(0) if self.failures else None
        if failure and not failure.made:
            return _json({"message": "no", "code": failure.code}, status=failure.status)
        made = self._nonces.get(str(body.get("nonce")))
        if made is None:
            made = _message(channel, body)
            self.channels[channel].append(made)
            self._nonces[str(body.get("nonce"))] = made
        return _json({"message": "no", "code": 0}, status=failure.status) if failure else _json(made)

    async def _history(self, request: web.Request) -> web.Response:
        return _json(list(reversed(self.channels[request.match_info["channel"]])))

    async def _look(self, request: web.Request) -> web.Response:
        channel = request.match_info["channel"]
        if channel not in self.channels:
            return _json({"message": "Unknown Channel", "code": 10003}, status=404)
        return _json(_channel(channel, permissions=0))

    async def _guild(self, request: web.Request) -> web.Response:
        return _json(_guild(self.channels, permissions=self.our_permissions))

    async def _member(self, request: web.Request) -> web.Response:
        return _json(_guild(self.channels, permissions=self.our_permissions)["members"][0])

    async def _callback(self, request: web.Request) -> web.Response:
        reply, body = self.replies[request.match_info["token"]], await request.json()
        message = _message("3001", body.get("data") or {})
        reply.messages.append(message)
        if body["type"] in {4, 8}:
            reply.choices = (body.get("data") or {}).get("choices", [])
            reply.done.set()
        else:
            reply.deferred = True
        resource = {"type": body["type"], "message": message}
        return _json({"interaction": {"id": request.match_info["id"], "type": 2}, "resource": resource})

    async def _original(self, request: web.Request) -> web.Response:
        return _json(self.replies[request.match_info["token"]].messages[0])

    async def _edit(self, request: web.Request) -> web.Response:
        reply = self.replies[request.match_info["token"]]
        reply.last["embeds"] = (await request.json())["embeds"]
        reply.done.set()
        return _json(reply.last)

    async def _delete(self, request: web.Request) -> web.Response:
        self.replies[request.match_info["token"]].messages.pop()
        return web.Response(status=204)

    async def _follow_up(self, request: web.Request) -> web.Response:
        reply = self.replies[request.match_info["token"]]
        reply.messages.append(_message("3001", await request.json()))
        reply.done.set()
        return _json(reply.last)


def _json(data: object, *, status: int = 200) -> web.Response:
    # discord.py takes only this very content type for JSON; a charset behind it would make it text.
    return web.Response(body=json.dumps(data).encode(), status=status, headers={"Content-Type": "application/json"})


def _option_type(value: object) -> int:
    if isinstance(value, int):
        return 4
    return 7 if str(value).startswith("300") else 3


def _message(channel: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": snowflake(),
        "channel_id": channel,
        "author": BOT,
        "content": body.get("content") or "",
        "embeds": body.get("embeds") or ([body["embed"]] if body.get("embed") else []),
        "attachments": [],
        "components": [],
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "pinned": False,
        "type": 0,
        "flags": body.get("flags") or 0,
        "allowed_mentions": body.get("allowed_mentions"),
        "nonce": body.get("nonce"),
    }


def _channel(channel: str, *, permissions: int) -> dict[str, Any]:
    overwrites = [{"id": str(EVERYONE), "type": 0, "allow": str(permissions), "deny": "0"}] if permissions else []
    return {
        "id": channel,
        "type": 0,
        "name": f"news-{channel}",
        "position": 0,
        "permission_overwrites": overwrites,
        "guild_id": str(GUILD),
        "permissions": "0",
    }


def _guild(channels: dict[str, list[dict[str, Any]]], *, permissions: int) -> dict[str, Any]:
    role = {
        "id": str(EVERYONE),
        "name": "@everyone",
        "permissions": str(permissions),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    }
    me = {"user": BOT, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    return {
        "id": str(GUILD),
        "name": "Lab",
        "owner_id": "1",
        "roles": [role | {"hoist": False, "managed": False, "mentionable": False, "flags": 0}],
        "members": [me],
        "member_count": 1,
        "channels": [_channel(each, permissions=0) for each in channels],
        "emojis": [],
        "stickers": [],
        "features": [],
        "threads": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "system_channel_flags": 0,
    }


def _interaction(data: dict[str, Any], *, token: str, channel: str, permissions: int) -> dict[str, Any]:
    user = {"id": "4001", "username": "ada", "discriminator": "0", "avatar": None, "global_name": "Ada"}
    member = {"user": user, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    return {
        "id": snowflake(),
        "application_id": str(APPLICATION),
        "type": 2,
        "data": data,
        "guild_id": str(GUILD),
        "channel_id": channel,
        "channel": _channel(channel, permissions=0),
        "member": member | {"permissions": str(permissions)},
        "token": token,
        "version": 1,
        "app_permissions": str(POSTING),
        "locale": "en-US",
        "guild_locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(GUILD)},
        "context": 0,
        "attachment_size_limit": 10_000_000,
    }
