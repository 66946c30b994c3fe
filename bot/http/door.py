"""`HttpSettings` and a bot's health in, an open door for machines out. I/O.

It asks nobody who they are, so it answers nothing that names a feed, a server, a person or a secret; by default on loopback alone.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web
from prometheus_client import disable_created_metrics
from prometheus_client.exposition import choose_encoder

from bot import VERSION, measures
from bot.errors import BotError
from bot.http.health import WITHIN_S, Health, failing
from bot.http.lag import Lag, watched_loop
from bot.settings import HttpSettings

log = logging.getLogger(__name__)


@asynccontextmanager
async def serve(settings: HttpSettings, health: Health) -> AsyncIterator[int | None]:
    """Answer until the block ends. Yields the port; None: no door, since none is wanted (port 0) or the port can't be had.

    A door that can't be opened is told in the log and costs nothing else: the news matter more.
    """
    if not settings.port:
        yield None
        return
    async with AsyncExitStack() as stack:
        yield await _open(stack, settings, health)


async def _open(stack: AsyncExitStack, settings: HttpSettings, health: Health) -> int | None:
    lag = await stack.enter_async_context(watched_loop())
    runner = web.AppRunner(_Door(health, lag).app(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        told = {"host": settings.host, "port": settings.port, "why": why, "setting": "[http] port or host; port = 0 for no door"}
        log.error("no door for health checks and metrics", extra=told)  # noqa: TRY400  its line says enough
        return None
    log.info("answering health checks and metrics", extra={"host": settings.host, "port": settings.port})
    return settings.port


class _Door:
    """What it answers."""

    def __init__(self, health: Health, lag: Lag) -> None:
        self._health = health
        self._lag = lag
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves it without; no graph of ours uses these times
        measures.INFO.labels(VERSION).set(1)

    def app(self) -> web.Application:
        """To be served."""
        app = web.Application(client_max_size=1024)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        app.on_response_prepare.append(_plain_headers)
        return app

    async def _healthz(self, _: web.Request) -> web.Response:
        """Does it live? 503 where the database does not answer or the loop hangs."""
        ill = (*(() if self._lag.bearable else ("loop",)), *await failing(self._health.alive))
        return self._answer(ill, loop_lag_s=round(self._lag.seconds, 4))

    async def _readyz(self, _: web.Request) -> web.Response:
        """Does it do its work? 503 with what is missing."""
        return self._answer(await failing(self._health.ready))

    def _answer(self, missing: tuple[str, ...], **more: float) -> web.Response:
        body = {"bytebot": VERSION, "role": self._health.role, "ok": not missing, "missing": list(missing), **more}
        return web.json_response(body, status=503 if missing else 200)

    async def _metrics(self, request: web.Request) -> web.Response:
        """The numbers, in the format that the asker prefers; those that have to be looked up as they were, where that fails."""
        try:
            async with asyncio.timeout(WITHIN_S):
                await self._health.look()
        except (BotError, TimeoutError) as error:
            log.warning("numbers of the queue not looked up", extra={"why": str(error) or "no answer in time"})
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(measures.REGISTRY), headers={"Content-Type": kind})


async def _plain_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Cache-Control"] = "no-store"
    response.headers.pop("Server", None)  # which version of which library answers is nobody's business
