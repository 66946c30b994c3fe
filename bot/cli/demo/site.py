"""A moment in, a small press on loopback addresses out: three publishers with a feed and pages each. Serves HTTP."""

import gzip
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from socketserver import TCPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from bot.cli.demo.documents import document
from bot.cli.demo.pages import article_page, home_page
from bot.cli.demo.pieces import Piece, pieces
from bot.cli.demo.publishers import PUBLISHERS, Publisher

_FALLBACK_HOST = "127.0.0.1"
_ANY_PORT = 0
_RELATED = 3
_NOT_FOUND = b"<!DOCTYPE html><title>Not found</title><p>There is no such page here."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What one path answers with."""

    body: bytes
    media: str
    etag: str
    modified_at: datetime


class DemoSite:
    """Three publishers on 127.0.0.1, .2 and .3; all on 127.0.0.1 where the system has no other loopback address.

    Use it in a `with` statement. The same aware `now` gives the same documents and ETags on any port, so a client that
    comes back gets 304. `ports` are wished for, such as those of an earlier run; a port that is taken is replaced.
    """

    def __init__(self, *, now: datetime, ports: Sequence[int] = ()) -> None:
        self._pieces = pieces(now=now)
        self._wished = tuple(ports)
        self._servers: tuple[_Server, ...] = ()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            pairs = zip(PUBLISHERS, chain(self._wished, repeat(_ANY_PORT)))  # noqa: B905  the second never ends
            self._servers = tuple(stack.enter_context(self._server(publisher, port)) for publisher, port in pairs)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    @property
    def feeds(self) -> tuple[str, ...]:
        """The addresses of the three feeds: RSS 2.0, Atom 1.0, JSON Feed 1.1."""
        return tuple(server.base + publisher.feed_path for server, publisher in zip(self._servers, PUBLISHERS, strict=True))

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports in use, in the order of `feeds`."""
        return tuple(server.server_port for server in self._servers)

    @property
    def answers(self) -> Counter[int]:
        """How many requests got which HTTP status so far."""
        return sum((server.count() for server in self._servers), start=Counter())

    @property
    def requests(self) -> int:
        """How many requests came so far."""
        return self.answers.total()

    def _server(self, publisher: Publisher, port: int) -> "_Server":
        server = _bound(publisher.host, port)
        server.resources = resources(publisher, self._pieces, base=server.base)
        return server


def resources(publisher: Publisher, shelf: Sequence[Piece], *, base: str) -> Mapping[str, Resource]:
    """All that `publisher` serves, by path, with links that start with `base`. `shelf` may hold others' pieces too."""
    own = tuple(piece for piece in shelf if piece.feed == publisher.key)
    newest_at = own[0].published_at

    def made(render: Callable[[str], bytes], media: str, modified_at: datetime) -> Resource:
        # Rendered once more for the ETag, under the publisher's home: the port changes from run to run, the content does not.
        etag = f'W/"{hashlib.blake2b(render(publisher.home), digest_size=12).hexdigest()}"'
        return Resource(body=render(base), media=media, etag=etag, modified_at=modified_at)

    def page(piece: Piece) -> Resource:
        others = [other for other in own if other is not piece][:_RELATED]
        return made(lambda origin: article_page(piece, publisher, base=origin, others=others), "text/html", piece.published_at)

    return {
        "/": made(lambda origin: home_page(publisher, own, base=origin), "text/html", newest_at),
        publisher.feed_path: made(lambda origin: document(publisher, own, base=origin), publisher.kind, newest_at),
        **{piece.path: page(piece) for piece in own},
    }


def _bound(host: str, port: int) -> "_Server":
    """A server on `host` and `port` if it can be had, else on a free port there, else on the first loopback address."""
    for place in ((host, port), (host, _ANY_PORT)):
        try:
            return _Server(place, _Handler)
        except OSError as error:
            _log.debug("cannot listen", extra={"place": place, "reason": str(error)})
    return _Server((_FALLBACK_HOST, _ANY_PORT), _Handler)


class _Server(ThreadingHTTPServer):
    """One publisher's server; a context manager that serves from its entry to its exit."""

    daemon_threads = True
    resources: Mapping[str, Resource]

    def __init__(self, place: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._counts: Counter[int] = Counter()
        self._lock = Lock()
        super().__init__(place, handler)
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, name=f"demo {self.base}", daemon=True)

    @property
    def base(self) -> str:
        """The origin of the server's addresses."""
        return f"http://{self.server_name}:{self.server_port}"

    def count(self, status: int | None = None) -> Counter[int]:
        """Note an answer, where one is given; the answers so far."""
        with self._lock:
            if status is not None:
                self._counts[status] += 1
            return self._counts.copy()

    def server_bind(self) -> None:
        """Skips the parent's reverse look-up of the host's name, which may wait for a name server that is not there."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  the parent's own signature
        """A client that hangs up in the middle is its own affair: a line for whoever debugs, nothing on the terminal."""
        _log.debug("client broke off", exc_info=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "DemoPress"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the parent's own signature
        _log.debug(format, *args)

    def _answer(self) -> None:
        resource = self.server.resources.get(urlsplit(self.path).path)
        if resource is None:
            self._send(
                HTTPStatus.NOT_FOUND,
                b"<!DOCTYPE html><title>Not found</title><p>There is no such page here.",
                {"Content-Type": "text/html"},
            )
            return
        headers = {
            "ETag": resource.etag,
            "Last-Modified": format_datetime(resource.modified_at, usegmt=True),
            "Cache-Control": "max-age=0",
            "Vary": "Accept-Encoding",
        }
        if self._is_known(resource):
            self._send(HTTPStatus.NOT_MODIFIED, b"", headers)
        else:
            self._send_whole(resource, headers)

    def _send_whole(self, resource: Resource, headers: dict[str, str]) -> None:
        headers["Content-Type"] = f"{resource.media}; charset=utf-8"
        body = resource.body
        if _takes_gzip(self.headers.get("Accept-Encoding", "")):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, mtime=0)
        self._send(HTTPStatus.OK, body, headers)

    def _is_known(self, resource: Resource) -> bool:
        """Whether the client has this already: its ETags decide, and the date only where it sent none (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return any(tag.strip() in ("*", resource.etag, resource.etag.removeprefix("W/")) for tag in tags.split(","))
        since = _moment(self.headers.get("If-Modified-Since"))
        return since is not None and resource.modified_at <= since

    def _send(self, status: HTTPStatus, body: bytes, headers: Mapping[str, str]) -> None:
        self.server.count(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding names gzip, and not with a weight of nought."""
    wishes = [wish.replace(" ", "").lower().partition(";q=") for wish in accepted.split(",")]
    return any(name == "gzip" and (not quality or quality.strip("0.") != "") for name, _, quality in wishes)


def _moment(header: str | None) -> datetime | None:
    """An HTTP date as aware UTC. None: absent, or unreadable, which RFC 9110, 13.1.3 treats the same."""
    try:
        moment = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
