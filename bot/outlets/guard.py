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
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Final

import aiohttp

from bot import measures
from bot.errors import SendFailed
from bot.model.tally import Tally

log = logging.getLogger(__name__)

MOST: Final = 17
"""Invalid requests in an hour, after which posts rest."""
SPARE: Final = 2
"""More of them, for what does not rest: a login, and a message that tells the owners why posts do."""
_HOUR_S: Final = 3600.0
_UNKNOWN_WAIT_S: Final = 60.0
_INVALID: Final = frozenset({401, 403, 404, 429})
_UNAUTHORIZED: Final = 401
_TOO_MANY: Final = 429

Keep = Callable[[Tally], Awaitable[None]]

_SPENT: Final = "too many of our requests were invalid within the past hour (401, 403, 404 or 429)"

_posting: ContextVar[int | None] = ContextVar("posting", default=None)
"""How many spare requests those inside may use; None: not ours to stop."""


class Guard:
    """Counts invalid answers over a sliding hour and keeps our posts from making too many. Other requests are counted, never stopped.

    A request under way may yet turn out invalid, so it counts until it is answered: the limit holds however many go side by side.
    `clock` are seconds that nobody can set, `today` the time of day, for a tally that outlives the process.
    """

    def __init__(
        self, *, most: int = MOST, clock: Callable[[], float] = time.monotonic, today: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._most = most
        self._clock = clock
        self._today = today
        self._keep: Keep | None = None
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
    def posting(self, *, spare: int = 0) -> Iterator[None]:
        """The requests inside are ours to stop; they may use so many of the spare ones."""
        token = _posting.set(spare)
        try:
            yield
        finally:
            _posting.reset(token)

    async def go_on(self, tally: Tally, *, keep: Keep) -> None:
        """Count on from what earlier runs spent; from now on `keep` gets every change, before anybody learns of the answer behind it.

        A rest that Discord wanted is not gone on with: a new token may be in place, and a pause of seconds is over.
        """
        ages = sorted(max((self._today() - at).total_seconds(), 0.0) for at in tally.invalid_at)
        self._invalid.extendleft(self._clock() - age for age in ages)
        self._keep = keep
        if self.spent >= self._most:
            self._say(_SPENT, wait_s=self._wait_s())
        await keep(self.tally)

    @property
    def tally(self) -> Tally:
        """What is spent, and whether posts rest."""
        ticks, now = self._clock(), self._today()
        spent = tuple(now - timedelta(seconds=ticks - at) for at in self._invalid) if self.spent else ()
        if not (wait_s := self._wait_s()):
            return Tally(invalid_at=spent)
        return Tally(invalid_at=spent, rests_until=now + timedelta(seconds=wait_s), why=self._reason())

    async def room(self, *, stop: asyncio.Event) -> bool:
        """Wait until a login may turn out invalid without harm. False: `stop` came first."""
        while not stop.is_set():
            if not (wait_s := self._wait_s(SPARE)):
                return True
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait_s)
        return False

    @property
    def spent(self) -> int:
        """Invalid requests of the past hour."""
        while self._invalid and self._clock() - self._invalid[0] >= _HOUR_S:
            self._invalid.popleft()
        return len(self._invalid)

    def refuse(self, *, spare: int = 0) -> None:
        """Raises `SendFailed` where nothing may be sent now."""
        if wait_s := self._wait_s(spare):
            raise SendFailed(detail=self._reason(), uncertain=False, retry_after_s=wait_s)

    def _wait_s(self, spare: int = 0) -> float:
        """Seconds until a request may be made; 0: now."""
        over = self.spent - self._most - spare
        room_s = self._invalid[over] + _HOUR_S - self._clock() if over >= 0 else 0.0
        return max(room_s, self._closed_until - self._clock(), 0.0)

    def _reason(self) -> str:
        return self._why if self._closed_until > self._clock() else _SPENT

    def _close(self, why: str, *, wait_s: float) -> None:
        self._closed_until, self._why = max(self._closed_until, self._clock() + wait_s), why
        self._say(why, wait_s=wait_s)

    def _say(self, why: str, *, wait_s: float) -> None:
        log.error("posting to Discord rests", extra={"why": why, "wait_s": round(wait_s)})

    async def _on_start(self, _session: aiohttp.ClientSession, request: SimpleNamespace, _params: aiohttp.TraceRequestStartParams) -> None:
        request.under_way = False
        spare = _posting.get()
        if spare is None:
            return
        self.refuse(spare=spare)
        while self.spent + self._under_way >= self._most + spare:
            self._answered.clear()
            await self._answered.wait()
            self.refuse(spare=spare)
        request.under_way = True
        self._under_way += 1

    async def _on_exception(self, _session: aiohttp.ClientSession, request: SimpleNamespace, _params: object) -> None:
        self._settle(request)

    async def _on_end(self, _session: aiohttp.ClientSession, request: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
        response = params.response
        measures.DISCORD_ANSWERS.labels(measures.status_class(response.status)).inc()
        if response.status in _INVALID:
            self._invalid.append(self._clock())
            if self.spent == self._most:
                self._say(_SPENT, wait_s=self._wait_s())
        self._settle(request)
        if response.status == _UNAUTHORIZED:
            self._close("Discord does not accept the bot's token any more (401); put a new one in place and start again", wait_s=_HOUR_S)
        failure = await self._on_too_many(response) if response.status == _TOO_MANY else None
        if response.status in _INVALID and self._keep:
            await self._keep(self.tally)
        if _posting.get() is not None:
            if failure:
                raise failure
            if response.status >= 500:  # noqa: PLR2004  server errors, RFC 9110: it may have been made
                raise SendFailed(detail=f"Discord answered {response.status}")

    def _settle(self, request: SimpleNamespace) -> None:
        if request.under_way:
            request.under_way = False
            self._under_way -= 1
            self._answered.set()

    async def _on_too_many(self, response: aiohttp.ClientResponse) -> SendFailed:
        """A limit for all, or Cloudflare's, which goes without `Via`, stops everything; another one the post alone that it is for."""
        measures.DISCORD_429.inc()
        wait_s, for_all = await _read_limit(response)
        if for_all:
            self._close("Discord asks for a pause of all requests (429)", wait_s=wait_s)
        return SendFailed(detail=f"Discord asks for a pause (429{', for all' if for_all else ''})", uncertain=False, retry_after_s=wait_s)


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
