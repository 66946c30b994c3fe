"""What interactions are answered with in a small Discord, behind its REST routes."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.discord_bodies import answer, message_of
from tests.fakes.looks import parts

_DEFERRED_UPDATE, _UPDATE, _CHOICES, _FORM = 6, 7, 8, 9
_AT_ONCE = {4, _UPDATE, _CHOICES, _FORM}


@dataclass
class Reply:
    """What one interaction was answered with.

    `pressed`: the message that a press was made on. `form`: the form that was opened. `answered_s`: from the asking to the first word,
    a deferral too.
    """

    pressed: dict[str, Any] | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)
    form: dict[str, Any] = field(default_factory=dict)
    choices: list[dict[str, Any]] = field(default_factory=list)
    deferred: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)
    answered_s: float | None = None
    asked_at: float = field(default_factory=time.monotonic)

    @property
    def last(self) -> dict[str, Any]:
        return self.messages[-1]

    @property
    def ephemeral(self) -> bool:
        return bool(self.last["flags"] & 64)

    @property
    def labels(self) -> list[str]:
        """Of the buttons under it."""
        return [item["label"] for item in parts(self.last) if item["type"] == 2]

    @property
    def text(self) -> str:
        return "\n".join(part for embed in self.last["embeds"] for part in (embed.get("title"), embed.get("description")) if part)


class Replies:
    """`of`: every answer, by its interaction's token. `busy_s`: the next answers are told to come again after so long (429)."""

    def __init__(self) -> None:
        self.of: dict[str, Reply] = {}
        self.busy_s: list[float] = []

    def routes(self) -> list[web.RouteDef]:
        original = "/api/webhooks/{app}/{token}/messages/@original"
        return [
            web.post("/api/interactions/{id}/{token}/callback", self._callback),
            web.get(original, self._original),
            web.patch(original, self._edit),
            web.delete(original, self._delete),
            web.post("/api/webhooks/{app}/{token}", self._follow_up),
        ]

    async def _callback(self, request: web.Request) -> web.Response:
        reply, body = self._asked(request), await body_of(request)
        if self.busy_s:
            wait_s = self.busy_s.pop(0)
            again = {"message": "You are being rate limited.", "retry_after": wait_s, "global": False}
            return answer(again, status=429, headers={"Retry-After": str(wait_s), "Via": "1.1 discord"})
        if reply.answered_s is not None:
            return answer({"message": "Interaction has already been acknowledged.", "code": 40060}, status=400)
        reply.answered_s = time.monotonic() - reply.asked_at
        kind, data = body["type"], body.get("data") or {}
        message: dict[str, Any] = {}
        if kind == _FORM:
            reply.form = data
        elif kind == _CHOICES:
            reply.choices = data.get("choices", [])
        else:
            message = reply.pressed | data if reply.pressed and kind in {_DEFERRED_UPDATE, _UPDATE} else message_of("3001", data)
            message |= {"files": body.get("files", [])}
            reply.messages.append(message)
        reply.deferred = kind not in _AT_ONCE
        if not reply.deferred:
            reply.done.set()
        resource = {"resource": {"type": kind, "message": message}} if message else {}
        return answer({"interaction": {"id": request.match_info["id"], "type": 2}} | resource)

    async def _original(self, request: web.Request) -> web.Response:
        return answer(self._asked(request).messages[0])

    async def _edit(self, request: web.Request) -> web.Response:
        reply, body = self._asked(request), await body_of(request)
        shown = ("content", "embeds", "components", "files")
        reply.last.update({key: body[key] or [] for key in shown if key in body} | ({"flags": body["flags"]} if "flags" in body else {}))
        reply.done.set()
        return answer(reply.last)

    async def _delete(self, request: web.Request) -> web.Response:
        self._asked(request).messages.pop()
        return web.Response(status=204)

    async def _follow_up(self, request: web.Request) -> web.Response:
        reply, body = self._asked(request), await body_of(request)
        reply.messages.append(message_of("3001", body))
        reply.done.set()
        return answer(reply.last)

    def _asked(self, request: web.Request) -> Reply:
        return self.of[request.match_info["token"]]


async def body_of(request: web.Request) -> dict[str, Any]:
    """A request's JSON; where files come along, with them under `files`."""
    if not request.content_type.startswith("multipart"):
        return dict(await request.json())
    parts = await request.post()
    files = [part.file.read() for part in parts.values() if isinstance(part, web.FileField)]
    return dict(json.loads(str(parts["payload_json"]))) | {"files": files}
