"""A web server on loopback whose feeds behave as feeds do out there: well, oddly, badly. Runs in the caller's event loop.

`async with FeedWorld() as world:` serves; `world.url("/etag")` is a feed's address, `world.asked("/etag")` the requests that it got.
Every path is one behaviour, named after it; a new entry appears in each feed when `world.publish()` is called.
"""

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final, Self

import brotli
from aiohttp import web

from tests.worlds import NAMES, rss

Handler = Callable[["FeedWorld", web.Request], Awaitable[web.StreamResponse]]

_MEGABYTE: Final = 1 << 20
XML: Final = "application/rss+xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, as it came."""

    path: str
    headers: dict[str, str]


@dataclass(slots=True)
class FeedWorld:
    """The server. `shown`: how many entries every feed shows."""

    shown: int = 1
    requests: list[Asked] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    _runner: web.AppRunner | None = None
    _port: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self._port}{path}"

    def asked(self, path: str) -> list[Asked]:
        """The requests for a path, in the order they came."""
        return [each for each in self.requests if each.path == path]

    def publish(self) -> None:
        """One more entry in every feed."""
        self.shown += 1

    def body(self, path: str = "") -> bytes:
        """The feed of this path, as it is now."""
        return rss(*reversed(NAMES[: self.shown]), base=self.url(path), title=f"World {path}")

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(Asked(path=request.path, headers=dict(request.headers)))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            behaviour = BEHAVIOURS.get(request.path)
            return await behaviour(self, request) if behaviour else web.Response(status=404)
        finally:
            self.at_once -= 1


BEHAVIOURS: Final[dict[str, Handler]] = {}


def behaves(path: str) -> Callable[[Handler], Handler]:
    """This function answers for `path`."""

    def note(handler: Handler) -> Handler:
        BEHAVIOURS[path] = handler
        return handler

    return note


def _named(headers: dict[str, str]) -> dict[str, str]:
    """`Cache_Control` as `Cache-Control`."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _feed(world: FeedWorld, request: web.Request, **headers: str) -> web.Response:
    return web.Response(body=world.body(request.path), content_type=XML, headers=_named(headers))


def _simple(path: str, **headers: str) -> None:
    """A feed that is fine and carries these headers."""

    @behaves(path)
    async def answer(world: FeedWorld, request: web.Request) -> web.Response:
        return _feed(world, request, **headers)


def _conditional(path: str, *, etag: str = "", modified: str = "", **headers: str) -> None:
    """A feed with these validators ("{n}" in one is how many entries there are), which it compares byte for byte."""

    @behaves(path)
    async def answer(world: FeedWorld, request: web.Request) -> web.Response:
        tag, day = etag.format(n=world.shown), modified.format(n=world.shown)
        given = {name: value for name, value in (("ETag", tag), ("Last_Modified", day)) if value} | headers
        same = [request.headers.get("If-None-Match") == tag] if tag else []
        same += [request.headers.get("If-Modified-Since") == day] if day else []
        return web.Response(status=304, headers=_named(given)) if all(same) else _feed(world, request, **given)


def _status(path: str, status: int, **headers: str) -> None:
    @behaves(path)
    async def answer(world: FeedWorld, request: web.Request) -> web.Response:
        return web.Response(status=status, headers=_named(headers))


def _leads(path: str, *hops: tuple[int, str]) -> None:
    """A chain of redirects: each hop's status, and where it leads."""
    at = path
    for status, to in hops:
        _status(at, status, Location=to)
        at = to


def _raw(path: str, body: Callable[[FeedWorld], bytes], *, kind: str = XML, **headers: str) -> None:
    """Exactly these bytes."""

    @behaves(path)
    async def answer(world: FeedWorld, request: web.Request) -> web.Response:
        return web.Response(body=body(world), headers={"Content-Type": kind} | _named(headers))


def _bomb(path: str, coding: str, squeeze: Callable[[bytes], bytes]) -> None:
    """64 MB of spaces in a few bytes."""
    body = squeeze(b" " * (64 * _MEGABYTE))
    _raw(path, lambda _: body, Content_Encoding=coding)


_simple("/plain")
_conditional("/etag", etag='"v{n}"')
_conditional("/weak-etag", etag='W/"a,b;{n}--gzip"')
_conditional("/bare-etag", etag="no-quotes-{n}")
_conditional("/last-modified", modified="Tue, 3 Mar 2026 12:00:0{n} GMT")
_conditional("/odd-date", modified="2026-03-03 {n}")
_conditional("/both", etag='"b{n}"', modified="Tue, 03 Mar 2026 12:00:0{n} GMT")
_conditional("/max-age", etag='"m{n}"', Cache_Control="public, max-age=14400", Age="3600")
_simple("/expires", Expires="Wed, 04 Mar 2026 20:00:00 GMT", Date="Wed, 04 Mar 2026 12:00:00 GMT")
_simple("/no-store", Cache_Control="no-store, max-age=86400")
_simple("/cookie", Set_Cookie="visitor=1; Path=/")
_simple("/hub", Link='<https://hub.example/>; rel="hub", <https://news.example/feed>; rel="self"')
_status("/gone", 410)
_status("/missing", 404)
_status("/forbidden", 403)
_status("/broken", 500)
_status("/busy", 429, Retry_After="7200")
_status("/unavailable", 503, Retry_After="10800")
_leads("/moved", (301, "/moved-to"))
_simple("/moved-to")
_leads("/moved-308", (308, "/moved-308-to"))
_simple("/moved-308-to")
_leads("/elsewhere", (302, "/plain"))
_leads("/mixed", (301, "/mixed-middle"), (302, "/plain"))
_leads("/round", (302, "/round-and"), (302, "/round"))
_leads("/far", *((302, f"/far-{hop}") for hop in range(1, 7)), (302, "/plain"))
_leads("/to-metadata", (302, "http://169.254.169.254/latest/meta-data/"))
_leads("/to-file", (302, "file:///etc/passwd"))
_bomb("/bomb-gzip", "gzip", lambda body: gzip.compress(body, 9))
_bomb("/bomb-deflate", "deflate", lambda body: zlib.compress(body, 9))
_bomb("/bomb-br", "br", lambda body: brotli.compress(body, quality=5))
_raw("/bad-gzip", lambda world: gzip.compress(world.body())[:-20] + b"x" * 20, Content_Encoding="gzip")
_raw("/wrong-encoding", lambda world: world.body().replace(b"Alpha", "Älpha".encode("cp1252")), kind=f"{XML}; charset=utf-8")
_raw("/as-text", lambda world: world.body(), kind="text/plain")
_raw("/empty", lambda _: b"")
_raw("/wall", lambda _: b"<!doctype html><title>Just a moment...</title><p>Verify you are human.</p>", kind="text/html")
_raw("/entities", lambda world: world.body().replace(b"<rss", b'<!DOCTYPE r [<!ENTITY a "b">]><rss', 1))


@behaves("/busy-until")
async def _busy_until(world: FeedWorld, request: web.Request) -> web.Response:
    return web.Response(status=429, headers={"Retry-After": format_datetime(datetime.now(UTC) + timedelta(hours=5), usegmt=True)})


@behaves("/renewed-etag")
async def _renewed_etag(world: FeedWorld, request: web.Request) -> web.Response:
    """Another ETag at each answer, the body always the same: only the last one is good."""
    return _feed(world, request, ETag=f'"{len(world.asked(request.path))}"')


@behaves("/etag-in-304")
async def _etag_in_304(world: FeedWorld, request: web.Request) -> web.Response:
    """Every answer carries a new ETag, a 304 too."""
    count, shown = len(world.asked(request.path)), world.shown
    if request.headers.get("If-None-Match") == f'"{count - 1} of {shown}"':
        return web.Response(status=304, headers={"ETag": f'"{count} of {shown}"'})
    return _feed(world, request, ETag=f'"{count} of {shown}"')


@behaves("/flaky")
async def _flaky(world: FeedWorld, request: web.Request) -> web.Response:
    """Well at first, then two failures, then well again."""
    return web.Response(status=502) if len(world.asked(request.path)) in {2, 3} else _feed(world, request)


@behaves("/slow")
async def _slow(world: FeedWorld, request: web.Request) -> web.Response:
    await asyncio.sleep(60)
    return _feed(world, request)


@behaves("/drip")
async def _drip(world: FeedWorld, request: web.Request) -> web.StreamResponse:
    """A byte now and then, for ever."""
    response = await _begin(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.05)


@behaves("/endless")
async def _endless(world: FeedWorld, request: web.Request) -> web.StreamResponse:
    response = await _begin(request)
    while True:
        await response.write(b" " * _MEGABYTE)


@behaves("/cut")
async def _cut(world: FeedWorld, request: web.Request) -> web.StreamResponse:
    """Less than it promised, with an ETag that must not be believed."""
    body = world.body(request.path)
    response = await _begin(request, ETag='"cut"', Content_Length=str(len(body)))
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


@behaves("/many-headers")
async def _many_headers(world: FeedWorld, request: web.Request) -> web.Response:
    return web.Response(body=world.body(), headers={f"X-{number}": "x" * 7000 for number in range(200)})


async def _begin(request: web.Request, **headers: str) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": XML} | _named(headers))
    await response.prepare(request)
    return response
