"""An OpenAI-compatible server on loopback that answers as a test's script says, from a thread of its own."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Self


@dataclass(frozen=True)
class Said:
    """One scripted answer: `text` as the model's message, or `body` as the whole answer; `wait_s` before it."""

    text: str | None = None
    status: int = 200
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    usage: Mapping[str, Any] | None = field(default_factory=lambda: {"prompt_tokens": 900, "completion_tokens": 150})
    content_type: str = "application/json"

    def payload(self) -> bytes:
        """The body to send."""
        if self.body is not None:
            return self.body
        if self.status >= 300:
            return json.dumps({"error": {"message": self.text or "it went wrong"}}).encode()
        message = {"role": "assistant", "content": self.text}
        answer: dict[str, Any] = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
        answer["choices"] = [{"index": 0, "message": message, "finish_reason": "stop"}]
        return json.dumps(answer | ({"usage": dict(self.usage)} if self.usage is not None else {})).encode()


def takeaways(*pairs: tuple[Any, Any], **more: Any) -> str:
    """Pairs of source number and text as the JSON that was asked for."""
    return json.dumps({"takeaways": [{"source": source, "text": text} for source, text in pairs], **more})


class LlmServer:
    """`with LlmServer(Said("..."), Said(status=500)) as server:`; the last answer is given again and again.

    `server.asked` holds the requests' bodies, `server.headers` their headers, `server.at_once` the most that ran side by side.
    """

    def __init__(self, *script: Said) -> None:
        self.script: Sequence[Said] = script
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.times: list[float] = []
        self.at_once = 0
        self._running = 0
        self._lock = Lock()

    @property
    def url(self) -> str:
        """The base URL to configure."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def formats(self) -> list[str | None]:
        """The `response_format` of each request; None: a plain list was asked for."""
        return [(body.get("response_format") or {}).get("type") for body in self.asked]

    def __enter__(self) -> Self:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer._answer(self)

            def do_GET(self) -> None:
                outer._answer(self)

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

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        with self._lock:
            said = self.script[min(len(self.asked), len(self.script) - 1)]
            self.asked.append(json.loads(body or b"{}"))
            self.headers.append({name.lower(): value for name, value in handler.headers.items()})
            self.times.append(time.monotonic())
            self._running += 1
            self.at_once = max(self.at_once, self._running)
        time.sleep(said.wait_s)
        with self._lock:
            self._running -= 1
        self._send(handler, said)

    def _send(self, handler: BaseHTTPRequestHandler, said: Said) -> None:
        payload = said.payload()
        try:
            handler.send_response(said.status)
            handler.send_header("Content-Type", said.content_type)
            handler.send_header("Content-Length", str(len(payload)))
            for name, value in said.headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(payload)
        except (BrokenPipeError, ConnectionResetError):
            return  # the client had enough, as some tests want
