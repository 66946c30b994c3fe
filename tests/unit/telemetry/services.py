"""An OpenTelemetry collector and a Sentry on loopback, as far as the real libraries need them."""

import gzip
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

import brotli
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

_UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}


class Services:
    """`with Services() as told:`; what was sent to it stands in `told.posted`, by path."""

    def __enter__(self) -> Self:
        self.posted: list[tuple[str, bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.posted.append((self.path, _UNPACK.get(self.headers.get("Content-Encoding", ""), bytes)(body)))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def where(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._server.server_port}"

    def spans(self) -> list[Span]:
        """All that arrived at the collector."""
        requests = [ExportTraceServiceRequest.FromString(body) for path, body in self.posted if path == "/v1/traces"]
        return [span for request in requests for of in request.resource_spans for scope in of.scope_spans for span in scope.spans]

    def failures(self) -> list[dict[str, Any]]:
        """All events that arrived at Sentry."""
        return [event for path, body in self.posted if path == "/api/7/envelope/" for event in _events(body)]


def _events(envelope: bytes) -> Iterator[dict[str, Any]]:
    lines = envelope.split(b"\n")[1:]
    for head, body in zip(lines[::2], lines[1::2], strict=False):
        if json.loads(head).get("type") == "event":
            yield json.loads(body)
