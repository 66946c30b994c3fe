"""A small Discord's gateway: sessions that begin, are taken up again, end, and hear of everything meanwhile."""

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord_bodies import APPLICATION, BOT, GUILD, serial

_HEARTBEAT, _IDENTIFY, _RESUME = 1, 2, 6
_INVALID, _HELLO, _ACKNOWLEDGED = 9, 10, 11


class Gateway:
    """`keeps`: a session outlives its line, and what happened meanwhile is told when it is taken up again; else the bot begins anew."""

    def __init__(self) -> None:
        self.gateway = ""
        self.keeps = False
        self.identifies = self.resumes = 0
        self.deaf = False  # a farewell is not heard, so it is not answered
        self.identified = asyncio.Event()
        self.begun: list[tuple[int, float]] = []
        """The shards that identified, with the loop's time."""
        self._sockets: list[web.WebSocketResponse] = []
        self._shards: dict[web.WebSocketResponse, tuple[int, int]] = {}
        self._told: list[dict[str, Any]] = []

    def server(self) -> dict[str, Any]:
        """The one server that there is, as it is told to whoever comes."""
        raise NotImplementedError

    async def drop(self, code: int = 4004) -> None:
        """Hang up; 4004: in a way that no client comes back from."""
        for socket in tuple(self._sockets):
            await socket.close(code=code)

    async def say(self, payload: dict[str, Any]) -> None:
        """Anything at all, to whoever listens."""
        for socket in tuple(self._sockets):
            await socket.send_json(payload)

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """An event, to whoever listens, and to whoever takes up the session again."""
        told = {"op": 0, "s": next(serial), "t": event, "d": data}
        self._told.append(told)
        for socket in tuple(self._sockets):
            if "guild_id" not in data or self._hears(socket, int(data["guild_id"])):
                await socket.send_json(told)

    async def join(self) -> None:
        """Somebody invites the bot."""
        await self.dispatch("GUILD_CREATE", self.server())

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One line, until it ends."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": _HELLO, "d": {"heartbeat_interval": 40_000}})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._hear(socket, json.loads(message.data))
        self._shards.pop(socket, None)
        if socket in self._sockets:
            self._sockets.remove(socket)
        return socket

    async def _hear(self, socket: web.WebSocketResponse, asked: dict[str, Any]) -> None:
        if asked["op"] == _HEARTBEAT:
            await socket.send_json({"op": _ACKNOWLEDGED})
        if asked["op"] == _RESUME:
            await self._resume(socket, asked["d"])
        if asked["op"] == _IDENTIFY:
            await self._begin(socket, *asked["d"].get("shard", (0, 1)))

    def _hears(self, socket: web.WebSocketResponse, guild: int) -> bool:
        number, count = self._shards.get(socket, (0, 1))
        return (guild >> 22) % count == number

    async def _begin(self, socket: web.WebSocketResponse, number: int, count: int) -> None:
        self.begun.append((number, asyncio.get_running_loop().time()))
        self._shards[socket] = (number, count)
        self.identifies += 1
        self._told.clear()
        self._sockets.append(socket)
        ready = {"v": 10, "user": BOT, "session_id": f"s{self.identifies}", "resume_gateway_url": self.gateway, "shard": [number, count]}
        guilds = [{"id": str(GUILD), "unavailable": True}] if self._hears(socket, GUILD) else []
        await self.dispatch("READY", ready | {"guilds": guilds, "application": {"id": str(APPLICATION), "flags": 0}})
        if guilds:
            await self.dispatch("GUILD_CREATE", self.server() | {"unavailable": False})
        self.identified.set()
        if self.deaf:
            await asyncio.sleep(60)

    async def _resume(self, socket: web.WebSocketResponse, known: dict[str, Any]) -> None:
        if not self.keeps or known["session_id"] != f"s{self.identifies}":
            await socket.send_json({"op": _INVALID, "d": False})
            return
        self.resumes += 1
        missed = [told for told in self._told if told["s"] > known["seq"]]
        self._sockets.append(socket)
        for told in (*missed, {"op": 0, "s": next(serial), "t": "RESUMED", "d": {}}):
            await socket.send_json(told)
