"""An address in, the bytes behind it out. The only place that opens an HTTP session of its own.

Every hop of a redirect passes the guard, every body is counted while it is decompressed: a gigabyte in 1.6 kB of brotli costs 64 kB.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from types import TracebackType
from typing import Final, Self
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from bot import measures
from bot.errors import FetchFailed, FetchTrouble
from bot.model.fetch import Fetched, Validators
from bot.settings import WebSettings
from bot.text.pauses import LONGEST_PAUSE_S, retry_after_s
from bot.text.servers import server_of
from bot.text.urls import host_of
from bot.web.guard import AddressRefused, Guard
from bot.web.headers import fresh_s, hub_of
from bot.web.pace import Pace
from bot.web.rests import Rests
from bot.web.unpack import CODINGS, Unpacker

_OK: Final = frozenset({200, 203, 204, 226})
_NOT_MODIFIED: Final = 304
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD: Final = frozenset({301, 308})
_CHUNK: Final = 64 * 1024
_HEADER_BYTES: Final = 64 * 1024
_BREATH: Final = 1024 * 1024


class Accept(StrEnum):
    """What is asked for: it decides the Accept header and how much is read."""

    FEED = "feed"
    PAGE = "page"


_ACCEPT_HEADERS: Final[Mapping[Accept, str]] = {
    Accept.FEED: (
        "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
        "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.1"
    ),
    Accept.PAGE: "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """An answer that names another address. `for_good`: it says that the old one need never be asked again."""

    to: str
    for_good: bool


class WebClient:
    """Fetches, politely and within limits. An async context manager: connections close when it ends."""

    def __init__(self, settings: WebSettings, *, version: str, resolver: AbstractResolver | None = None) -> None:
        self._settings = settings
        self._caps = {Accept.FEED: settings.max_feed_bytes, Accept.PAGE: settings.max_page_bytes}
        contact = " ".join(settings.contact.split())
        self._agent = f"ByteBot/{version} (+{contact})" if contact else f"ByteBot/{version}"
        self._guard = Guard.from_settings(settings)
        self._pace = Pace(per_host=settings.per_host, at_once=settings.at_once)
        self._rests = Rests()
        self._resolver = resolver  # None: the system's
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the session. The connector itself sets no limits: the pace does."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, resolver=self._resolver, socket_factory=self._guard.open_socket),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=self._settings.connect_timeout_s),
            trust_env=False,  # a proxy would hide from the guard where a connection really goes
            headers={"User-Agent": self._agent, "Accept-Encoding": CODINGS},
            auto_decompress=False,
            max_field_size=_HEADER_BYTES,
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, url: str, *, accept: Accept, validators: Validators | None = None) -> Fetched:
        """What stands at `url`: status 200 with its body, or 304 where these `validators` still hold.

        The answer's validators are those to send next time: of a 304, the old ones where it names none. `total_timeout_s` counts
        over all hops, without the waiting for a turn. A server that answers 429, or 503 with a pause, is left alone for that long: until
        then every address on it fails at once. Raises `FetchFailed`, with `retry_after_s` where the server asked for a pause.
        """
        sent = validators or Validators()
        seen: set[str] = set()
        hop, for_good, spent, clock = urldefrag(url).url, True, 0.0, asyncio.get_running_loop().time
        while hop not in seen and len(seen) <= self._settings.max_redirects:
            seen.add(hop)
            self._guard.check_url(hop)
            async with self._pace.turn(host_of(hop)):
                self._check_rest(hop)
                started = clock()
                answer = await self._ask(hop, asked=url, accept=accept, sent=sent, limit_s=self._settings.total_timeout_s - spent)
                spent += clock() - started
            if isinstance(answer, Fetched):
                return replace(answer, moved_to=hop) if for_good and len(seen) > 1 else answer
            hop, for_good = answer.to, for_good and answer.for_good
        raise FetchFailed(url=url, trouble=FetchTrouble.REDIRECTS, detail=f"after {len(seen)} addresses")

    def rest(self, server: str, seconds: float) -> None:
        """Leave a server (as `server_of` names it) alone for so long, since it asked for it before this client began."""
        now_s = asyncio.get_running_loop().time()
        self._rests.add(server, until_s=now_s + seconds, now_s=now_s)

    def _check_rest(self, hop: str) -> None:
        left_s = self._rests.left_s(server_of(hop), now_s=asyncio.get_running_loop().time())
        if left_s:
            raise FetchFailed(url=hop, trouble=FetchTrouble.RESTING, retry_after_s=left_s)

    async def _ask(self, hop: str, *, asked: str, accept: Accept, sent: Validators, limit_s: float) -> Fetched | _Moved:
        """One request. Every way it can fail comes out as `FetchFailed`."""
        try:
            with self._guard.request_to(urlsplit(hop).hostname or ""):
                async with asyncio.timeout(limit_s):
                    return await self._get(hop, asked=asked, accept=accept, sent=sent)
        except TimeoutError as error:
            raise FetchFailed(url=hop, trouble=FetchTrouble.TIMEOUT) from error
        except (aiohttp.InvalidURL, UnicodeError) as error:
            # UnicodeError: the host's name can't be spelled for the name service (a label of more than 63 characters).
            raise FetchFailed(url=hop, trouble=FetchTrouble.BAD_URL) from error
        except aiohttp.ClientConnectorError as error:
            refusal = error.os_error
            trouble = refusal.trouble if isinstance(refusal, AddressRefused) else FetchTrouble.DEAD_HOST
            raise FetchFailed(url=hop, trouble=trouble, detail=type(error).__name__) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # ValueError: what aiohttp raises for some addresses and headers that no server should send.
            raise FetchFailed(url=hop, trouble=FetchTrouble.BROKEN, detail=type(error).__name__) from error

    async def _get(self, hop: str, *, asked: str, accept: Accept, sent: Validators) -> Fetched | _Moved:
        if self._session is None:
            raise RuntimeError("WebClient is used outside its `async with`")
        headers = {"Accept": _ACCEPT_HEADERS[accept], **_conditions(sent)}
        async with self._session.get(hop, headers=headers, allow_redirects=False) as response:
            measures.WEB_ANSWERS.labels(measures.status_class(response.status)).inc()
            _check_headers(response, url=hop)
            location = response.headers.get("Location", "").strip()
            if response.status in _REDIRECTS and location:
                return _Moved(to=urldefrag(urljoin(hop, location)).url, for_good=response.status in _FOR_GOOD)
            modified = not (response.status == _NOT_MODIFIED and sent != Validators())
            if modified and response.status not in _OK:
                raise self._status_failed(response, url=hop)
            return Fetched(
                asked=asked,
                url=hop,
                status=200 if modified else _NOT_MODIFIED,
                body=await self._body(response, url=hop, cap=self._caps[accept]) if modified else b"",
                content_type=response.headers.get("Content-Type"),
                validators=_given(response, kept=Validators() if modified else sent),
                fresh_s=fresh_s(response.headers, controls=response.headers.getall("Cache-Control", []), now=datetime.now(UTC)),
                hub_url=hub_of(response.headers.getall("Link", []), base=hop),
            )

    async def _body(self, response: aiohttp.ClientResponse, *, url: str, cap: int) -> bytes:
        """The body, unpacked, read only as far as it is allowed to go: `cap` holds on the wire and for what comes out."""
        too_large = FetchFailed(url=url, trouble=FetchTrouble.TOO_LARGE, detail=f"over {cap} bytes")
        if (response.content_length or 0) > cap:
            raise too_large
        body, wire = bytearray(), 0
        async for chunk, pieces in _unpacked(response):
            wire += len(chunk)
            measures.WEB_BYTES.inc(len(chunk))
            if wire > cap:
                raise too_large
            for piece in pieces:
                body += piece
                if len(body) > cap:
                    raise too_large
                if len(body) % _BREATH < len(piece):
                    await asyncio.sleep(0)  # one chunk may unpack to all that is allowed; others want their turn meanwhile
        return bytes(body)

    def _status_failed(self, response: aiohttp.ClientResponse, *, url: str) -> FetchFailed:
        """The failure that a bad status is. Any may ask for a pause; that of 429 and 503 holds for the whole server (RFC 6585, 4)."""
        pause = retry_after_s(response.headers.get("Retry-After"), now=datetime.now(UTC))
        if pause is not None:
            pause = min(pause, LONGEST_PAUSE_S)
        failed = FetchFailed(url=url, trouble=FetchTrouble.STATUS, status=response.status, retry_after_s=pause)
        if failed.of_server and pause is not None:
            self.rest(server_of(url), pause)
        return failed


async def _unpacked(response: aiohttp.ClientResponse) -> AsyncIterator[tuple[bytes, Iterator[bytes]]]:
    """The body's chunks as they come over the wire, each with the pieces that it unpacks to. Raises `Packed`, a ValueError."""
    codings = ",".join(response.headers.getall("Content-Encoding", [])).split(",")
    unpacker = Unpacker(codings)
    async for chunk in response.content.iter_chunked(_CHUNK):
        yield chunk, unpacker.feed(chunk)
    unpacker.finish()


def _check_headers(response: aiohttp.ClientResponse, *, url: str) -> None:
    """aiohttp limits each line and their number; this limits the whole."""
    if sum(len(name) + len(value) for name, value in response.raw_headers) > _HEADER_BYTES:
        raise FetchFailed(url=url, trouble=FetchTrouble.TOO_LARGE, detail=f"over {_HEADER_BYTES} bytes of headers")


def _conditions(sent: Validators) -> dict[str, str]:
    """RFC 9110, 13.1: both conditions, byte for byte as the server gave them."""
    pairs = {"If-None-Match": sent.etag, "If-Modified-Since": sent.last_modified}
    return {name: value for name, value in pairs.items() if value}


def _given(response: aiohttp.ClientResponse, *, kept: Validators) -> Validators:
    def header(name: str, old: str | None) -> str | None:
        value = response.headers.get(name)
        # Bytes that are not UTF-8 come as surrogates, which can neither be stored nor be sent back as they were.
        return old if value is None else value if value.isprintable() else None

    return Validators(etag=header("ETag", kept.etag), last_modified=header("Last-Modified", kept.last_modified))
