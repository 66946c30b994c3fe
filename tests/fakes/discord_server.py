"""A small Discord on loopback: the gateway and the REST routes that ByteBot uses, for the real discord.py to talk to."""

import asyncio
from typing import Any

from aiohttp import web

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
    role_of,
    serial,
    snowflake,
)
from tests.fakes.discord_door import Door, Failure
from tests.fakes.discord_gateway import Gateway
from tests.fakes.discord_replies import Replies, Reply

_ROLES = (str(GUILD), "7001")  # everyone, and one of another server
_COMMAND, _TYPING = 2, 4
_ANSWERED_WITHIN_S = 15

__all__ = ["MANAGE_GUILD", "POSTING", "DiscordServer", "Failure", "Reply"]

ATTACHED = "70000"
"""With what an attachment's id begins."""


class DiscordServer(Gateway):
    """`async with DiscordServer() as discord:`; then point discord.py at `discord.api` and `discord.gateway`."""

    def __init__(self, *, our_permissions: int = POSTING) -> None:
        super().__init__()
        self.our_permissions = our_permissions
        self.door = Door()
        self.replies = Replies()
        self.commands: list[dict[str, Any]] = []
        self.syncs = 0
        self.attachments: dict[str, dict[str, Any]] = {}
        self.good_token = True
        self.locale = "en-US"
        self.team: dict[str, Any] | None = None
        self.commands_status = 200

    async def __aenter__(self) -> "DiscordServer":
        app = web.Application()
        app.add_routes(
            [
                web.get("/gateway/", self.serve),
                web.get("/api/users/@me", self._me),
                web.get("/api/oauth2/applications/@me", self._application),
                web.get("/api/applications/{app}/commands", self._list_commands),
                web.put("/api/applications/{app}/commands", self._put_commands),
                web.get("/api/guilds/{guild}", self._guild),
                web.get("/api/guilds/{guild}/members/{user}", self._member),
                web.get("/api/guilds/{guild}/audit-logs", self._audit_log),
                *self.door.routes(),
                *self.replies.routes(),
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

    async def slash(self, name: str, /, *, into: str = "", **asked: Any) -> Reply:
        """Somebody uses a command, such as `feed add`. `into`: its option `channel`. `asked`: who, where (as for `interact`), what."""
        who, options = _who(asked)
        options |= {"channel": into} if into else {}
        given = [{"name": key, "type": _option_type(value), "value": value} for key, value in options.items()]
        return await self.interact(self._command(name, given), kind=_COMMAND, **who)

    async def complete(self, name: str, /, **asked: Any) -> list[dict[str, Any]]:
        """Somebody types into the last of a command's options; the choices offered."""
        who, options = _who(asked)
        given = [{"name": key, "type": _option_type(value), "value": value} for key, value in options.items()]
        given[-1] |= {"focused": True}
        return (await self.interact(self._command(name, given), kind=_TYPING, **who)).choices

    async def interact(
        self,
        data: dict[str, Any],
        *,
        kind: int,
        pressed: dict[str, Any] | None = None,
        channel: str = "3001",
        permissions: int = 0,
        user: str = "4001",
        guild: str = "",
        letters: bool = False,
        locale: str = "",
    ) -> Reply:
        """Any interaction; what came of it. `guild`: another than the one that there is; `letters`: in direct messages with `user`."""
        token, reply = f"token-{next(serial)}", Reply(pressed=pressed)
        self.replies.of[token] = reply
        asked = interaction_of(data, token=token, channel=channel, permissions=permissions) | {
            "type": kind,
            "locale": locale or self.locale,
        }
        asked["member"]["user"]["id"] = user
        asked |= ({"message": pressed} if pressed else {}) | ({"guild_id": guild} if guild else {})
        if letters:
            who, place = asked.pop("member")["user"], f"9{user}"
            del asked["guild_id"], asked["guild_locale"]
            opened = {"id": place, "type": 1, "recipients": [OWNER | {"id": user}], "last_message_id": None}
            asked |= {"user": who, "channel_id": place, "channel": opened, "context": 1}
        await self.dispatch("INTERACTION_CREATE", asked)
        async with asyncio.timeout(_ANSWERED_WITHIN_S):
            await reply.done.wait()
        return reply

    def command(self, name: str) -> dict[str, Any]:
        """A command as the bot sent it."""
        return next(each for each in self.commands if each["name"] == name)

    def _command(self, name: str, given: list[dict[str, Any]]) -> dict[str, Any]:
        head, *sub = name.split()
        resolved = {
            "channels": {each: channel_of(each, permissions=0, kind=self.door.kinds.get(each, 0)) for each in (*self.channels, "3009")},
            "roles": {each: role_of(each) for each in _ROLES},
            "attachments": self.attachments,
        }
        nested = [{"name": sub[0], "type": 1, "options": given}] if sub else given
        return {"id": self.command(head)["id"], "name": head, "type": 1, "options": nested, "resolved": resolved}

    @property
    def channels(self) -> dict[str, list[dict[str, Any]]]:
        return self.door.channels

    @property
    def failures(self) -> list[Failure]:
        return self.door.failures

    @failures.setter
    def failures(self, failures: list[Failure]) -> None:
        self.door.failures = failures

    def server(self) -> dict[str, Any]:
        return guild_of(self.door.kinds, permissions=self.our_permissions)

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
        return answer(self.server())

    async def _member(self, request: web.Request) -> web.Response:
        return answer(self.server()["members"][0])

    async def _audit_log(self, request: web.Request) -> web.Response:
        """Ada invited the bot."""
        entry = {"id": snowflake(), "user_id": OWNER["id"], "target_id": str(APPLICATION), "action_type": 28}
        rest = ("webhooks", "integrations", "threads", "guild_scheduled_events", "auto_moderation_rules", "application_commands")
        return answer({"audit_log_entries": [entry], "users": [OWNER, BOT]} | {each: [] for each in rest})


def _who(asked: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Who asks and where; and the command's options."""
    places = ("channel", "permissions", "user", "guild", "letters", "locale")
    return {name: asked[name] for name in places if name in asked}, {name: given for name, given in asked.items() if name not in places}


def _option_type(value: object) -> int:
    if isinstance(value, int):
        return 4
    if str(value).startswith(ATTACHED):
        return 11
    if value in _ROLES:
        return 8
    return 7 if str(value).startswith("300") else 3
