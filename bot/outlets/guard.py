"""Every request and answer of Discord's library in; our own failure out where the library would ask again by itself, or ask too often.

Discord bans an address for 10,000 invalid requests in ten minutes (401, 403, 404, 429); we allow ourselves fewer than 20 an hour.
https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
The library repeats a request after a 429 or a 5xx up to five times. For a forum's thread, which has no nonce, that makes doubles; after
a global 429 a cancelled repeat leaves the whole client waiting for ever. So answers that it would repeat are raised from here.
"""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Final

import aiohttp

from bot.errors import SendFailed

log = logging.getLogger(__name__)

MOST: Final = 19
"""Invalid requests in an hour."""
_HOUR_S: Final = 3600.0
_UNKNOWN_WAIT_S: Final = 60.0
_INVALID: Final = frozenset({401, 403, 404, 429})
_UNAUTHORIZED: Final = 401
_TOO_MANY: Final = 429

_posting: ContextVar[bool] = ContextVar("posting", default=False)


class Guard:
    """Counts invalid answers over a sliding hour and keeps our posts from making too many. Other requests are counted, never stopped.

    A request under way may yet turn out invalid, so it counts until it is answered: the limit holds however many go side by side.
    """

    def __init__(self, *, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._invalid: deque[float] = deque()
        self._under_way = 0
        self._closed_until = 0.0
        self._why = ""
        self._answered = asyncio.Event()

    def trace(self) -> aiohttp.TraceConfig:
        """What the library's HTTP session is to be made with."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._on_start)
        config.on_request_end.append(self._on_end)
        config.on_request_exception.append(self._on_exception)
        return config

    @contextmanager
    def posting(self) -> Iterator[None]:
        """The requests inside are ours to stop."""
        token = _posting.set(True)
        try:
            yield
        finally:
            _posting.reset(token)

    @property
    def spent(self) -> int:
        """Invalid requests of the past hour."""
        while self._invalid and self._clock() - self._invalid[0] >= _HOUR_S:
            self._invalid.popleft()
        return len(self._invalid)

    def refuse(self) -> None:
        """Raises `SendFailed` where nothing may be sent now."""
        wait_s = self._closed_until - self._clock()
        if wait_s > 0:
            raise SendFailed(detail=self._why, uncertain=False, retry_after_s=wait_s)
        if self.spent >= self._most:
            wait_s = self._invalid[0] + _HOUR_S - self._clock()
            self._close(f"{self._most} of our requests were invalid within an hour; nothing is sent until that is over", wait_s=wait_s)
            raise SendFailed(detail=self._why, uncertain=False, retry_after_s=wait_s)

    def _close(self, why: str, *, wait_s: float) -> None:
        self._closed_until, self._why = max(self._closed_until, self._clock() + wait_s), why
        log.error("posting to Discord rests", extra={"why": why, "wait_s": round(wait_s)})

    async def _on_start(self, _session: aiohttp.ClientSession, request: SimpleNamespace, _params: aiohttp.TraceRequestStartParams) -> None:
        request.under_way = False
        if not _posting.get():
            return
        self.refuse()
        while self.spent + self._under_way >= self._most:
            self._answered.clear()
            await self._answered.wait()
            self.refuse()
        request.under_way = True
        self._under_way += 1

    async def _on_exception(self, _session: aiohttp.ClientSession, request: SimpleNamespace, _params: object) -> None:
        self._settle(request)

    async def _on_end(self, _session: aiohttp.ClientSession, request: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
        response = params.response
        if response.status in _INVALID:
            self._invalid.append(self._clock())
        self._settle(request)
        if response.status == _UNAUTHORIZED:
            self._close("Discord does not accept the bot's token any more (401); put a new one in place and start again", wait_s=_HOUR_S)
        if response.status == _TOO_MANY:
            await self._on_too_many(response)
        elif response.status >= 500 and _posting.get():  # noqa: PLR2004  server errors, RFC 9110: it may have been made
            raise SendFailed(detail=f"Discord answered {response.status}")

    def _settle(self, request: SimpleNamespace) -> None:
        if request.under_way:
            request.under_way = False
            self._under_way -= 1
            self._answered.set()

    async def _on_too_many(self, response: aiohttp.ClientResponse) -> None:
        """A limit for all, or Cloudflare's, which goes without `Via`, stops everything; another one this post alone."""
        wait_s, for_all = await _read_limit(response)
        if for_all:
            self._close("Discord asks for a pause of all requests (429)", wait_s=wait_s)
        if _posting.get():
            raise SendFailed(
                detail=f"Discord asks for a pause (429{', for all' if for_all else ''})", uncertain=False, retry_after_s=wait_s
            )


async def _read_limit(response: aiohttp.ClientResponse) -> tuple[float, bool]:
    """Seconds to wait, from header or body, a minute where neither tells; and whether that is for all requests."""
    try:
        body = json.loads(await response.read())
    except (ValueError, aiohttp.ClientError):
        body = None
    told = body if isinstance(body, dict) else {}
    waits = [_seconds(each) for each in (told.get("retry_after"), response.headers.get("Retry-After"))]
    for_all = bool(told.get("global")) or "X-RateLimit-Global" in response.headers or "Via" not in response.headers
    return max((each for each in waits if each is not None), default=_UNKNOWN_WAIT_S), for_all


def _seconds(value: object) -> float | None:
    """A wait of at most an hour; None: it is not one."""
    try:
        seconds = float(str(value))
    except ValueError:
        return None
    return min(seconds, _HOUR_S) if seconds >= 0 else None
