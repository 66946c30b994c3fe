"""A small Discord's channels: messages, threads, nonces, limits and bad days, behind its REST routes."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.discord_bodies import ANNOUNCEMENT, FORUM, OWNER, TEXT, answer, channel_of, message_of, snowflake, thread_of

TEXTS, NEWS, FORUMS = ("3001", "3002"), "3004", "3003"


@dataclass
class Failure:
    """The next POST: answer with this status (0: cut the line) and code; `made`: after the thing was made all the same."""

    status: int
    made: bool = False
    code: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)


class Door:
    """`kinds` tells which channels there are. `nonce_s`: how long a nonce is remembered. `slow_s`: before each answer to a POST."""

    def __init__(self) -> None:
        self.kinds = {TEXTS[0]: TEXT, TEXTS[1]: TEXT, NEWS: ANNOUNCEMENT, FORUMS: FORUM}
        self.channels: dict[str, list[dict[str, Any]]] = {each: [] for each in self.kinds}
        self.threads: dict[str, dict[str, Any]] = {}
        self.failures: list[Failure] = []
        self.gone: set[str] = set()
        self.letters: dict[str, list[dict[str, Any]]] = {}
        self.closed_letters: set[str] = set()
        self.slow_s: dict[str, float] = {}
        self.nonce_s = 300.0
        self.asked: list[tuple[str, str, int]] = []
        self.posts_under_way = 0
        self._nonces: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}

    @property
    def invalid(self) -> int:
        """Answers that count against the bot's address."""
        return sum(status in {401, 403, 404, 429} for _, _, status in self.asked)

    def posts(self) -> list[dict[str, Any]]:
        """Every message there is."""
        return [message for messages in self.channels.values() for message in messages]

    def routes(self) -> list[web.RouteDef]:
        handlers = [
            ("POST", "/channels/{channel}/messages", self._post),
            ("GET", "/channels/{channel}/messages", self._history),
            ("GET", "/channels/{channel}/messages/{message}", self._read),
            ("PATCH", "/channels/{channel}/messages/{message}", self._change),
            ("POST", "/channels/{channel}/threads", self._thread),
            ("GET", "/channels/{channel}/threads/archived/public", self._archived),
            ("GET", "/guilds/{guild}/threads/active", self._active),
            ("GET", "/channels/{channel}", self._channel),
            ("DELETE", "/channels/{channel}", self._delete),
            ("POST", "/users/@me/channels", self._open_letters),
        ]
        return [web.route(method, f"/api{path}", self._noted(handler)) for method, path, handler in handlers]

    def _noted(self, handler: Any) -> Any:
        async def noted(request: web.Request) -> web.StreamResponse:
            response: web.StreamResponse
            channel = request.match_info.get("channel", "")
            if channel in self.gone:
                response = answer({"message": "Unknown Channel", "code": 10003}, status=404)
            else:
                response = await handler(request)
            self.asked.append((request.method, request.path.removeprefix("/api"), response.status))
            return response

        return noted

    async def _made_or_failed(self, request: web.Request, make: Any) -> web.StreamResponse:
        channel = request.match_info["channel"]
        self.posts_under_way += 1
        try:
            await asyncio.sleep(self.slow_s.get(channel, 0.0))
        finally:
            self.posts_under_way -= 1
        failure = self.failures.pop(0) if self.failures else None
        if failure and not failure.made:
            return self._fail(request, failure)
        made = make(channel)
        return self._fail(request, failure) if failure else answer(made)

    def _fail(self, request: web.Request, failure: Failure) -> web.StreamResponse:
        if failure.status == 0:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=599)
        return answer({"message": "no", "code": failure.code} | dict(failure.body), status=failure.status, headers=failure.headers)

    async def _open_letters(self, request: web.Request) -> web.Response:
        """A channel of messages to one person has that person's id and a 9 before."""
        person = str((await request.json())["recipient_id"])
        return answer({"id": f"9{person}", "type": 1, "recipients": [OWNER | {"id": person}], "last_message_id": None})

    async def _post(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if (letters := request.match_info["channel"]).startswith("9400"):
            if letters[1:] in self.closed_letters:
                return answer({"message": "Cannot send messages to this user", "code": 50007}, status=403)
            self.letters.setdefault(letters[1:], []).append(message_of(letters, body))
            return answer(self.letters[letters[1:]][-1])
        if self.kinds.get(request.match_info["channel"]) == FORUM:
            return answer({"message": "Cannot send messages in a non-text channel", "code": 50008}, status=400)
        return await self._made_or_failed(request, lambda channel: self._message(channel, body))

    def _message(self, channel: str, body: dict[str, Any]) -> dict[str, Any]:
        at, made = self._nonces.get((channel, str(body.get("nonce"))), (0.0, None))
        if made is None or time.monotonic() - at > self.nonce_s:
            made = message_of(channel, body)
            self.channels.setdefault(channel, []).append(made)
            self._nonces[channel, str(body.get("nonce"))] = (time.monotonic(), made)
        return made

    async def _history(self, request: web.Request) -> web.Response:
        query = request.query
        kept = [
            each
            for each in self.channels.get(request.match_info["channel"], [])
            if int(query.get("after", 0)) < int(each["id"]) < int(query.get("before", 1 << 63))
        ]
        most = int(query.get("limit", 50))
        page = kept[:most] if "after" in query else kept[-most:]
        return answer(list(reversed(page)))

    async def _read(self, request: web.Request) -> web.Response:
        found = self._find(request)
        return answer(found) if found else answer({"message": "Unknown Message", "code": 10008}, status=404)

    async def _change(self, request: web.Request) -> web.StreamResponse:
        found, body = self._find(request), await request.json()
        failure = self.failures.pop(0) if self.failures else None
        if failure:
            return self._fail(request, failure)
        if found is None:
            return answer({"message": "Unknown Message", "code": 10008}, status=404)
        found |= {part: body[part] for part in ("content", "embeds", "components", "flags") if part in body}
        return answer(found)

    def _find(self, request: web.Request) -> dict[str, Any] | None:
        messages = self.channels.get(request.match_info["channel"], [])
        return next((each for each in messages if each["id"] == request.match_info["message"]), None)

    async def _thread(self, request: web.Request) -> web.StreamResponse:
        if request.content_type.startswith("multipart"):
            body = json.loads(str((await request.post())["payload_json"]))
        else:
            body = await request.json()
        return await self._made_or_failed(request, lambda channel: self._start(channel, body))

    def _start(self, channel: str, body: dict[str, Any]) -> dict[str, Any]:
        number = snowflake()
        self.threads[number] = thread_of(number, channel, name=body["name"])
        self.channels[number] = [message_of(number, body["message"], number=number)]
        return self.threads[number] | {"message": self.channels[number][0]}

    async def _active(self, request: web.Request) -> web.Response:
        return answer({"threads": [each for each in self.threads.values() if not each["thread_metadata"]["archived"]], "members": []})

    async def _archived(self, request: web.Request) -> web.Response:
        ended = [each for each in self.threads.values() if each["thread_metadata"]["archived"]]
        return answer({"threads": ended, "members": [], "has_more": False})

    async def _channel(self, request: web.Request) -> web.Response:
        channel = request.match_info["channel"]
        if channel not in self.channels:
            return answer({"message": "Unknown Channel", "code": 10003}, status=404)
        return answer(self.threads.get(channel) or channel_of(channel, permissions=0, kind=self.kinds.get(channel, TEXT)))

    async def _delete(self, request: web.Request) -> web.Response:
        self.channels.pop(request.match_info["channel"], None)
        return answer(self.threads.pop(request.match_info["channel"], {}))
