"""A loopback server that answers byte for byte as told, and names that lead to it. Opens sockets on 127.0.0.1 only."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp.abc import AbstractResolver, ResolveResult

SILENCE = b""


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """A whole HTTP answer; `Content_Length=...` and the like become header lines and win over what is counted."""
    named = {"Content-Length": str(len(body)), "Connection": "close"} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Told", *(f"{name}: {value}" for name, value in named.items() if value)]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


@dataclass
class Site:
    """A running server. `asked` are the requests it got, whole; `sent` is how many bytes it could send."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    at_once: int = 0
    most_at_once: int = 0

    def url(self, path: str = "/", *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def headers(self, which: int = -1) -> dict[str, str]:
        lines = self.asked[which].split("\r\n")[1:]
        return dict(line.split(": ", 1) for line in lines if ": " in line)


@asynccontextmanager
async def site(pages: Mapping[str, bytes | Iterable[bytes]], *, pause_s: float = 0.0) -> AsyncIterator[Site]:
    """Serve `pages`; an iterable is sent piece by piece, SILENCE never ends, an unknown path is 404."""
    running = Site()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.at_once += 1
        running.most_at_once = max(running.most_at_once, running.at_once)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            running.asked.append(head)
            page = pages.get(head.split(" ")[1], answer(404))
            await asyncio.sleep(pause_s)
            for piece in [page] if isinstance(page, bytes) else page:
                await asyncio.sleep(0 if piece else 60)
                writer.write(piece)
                await writer.drain()
                running.sent += len(piece)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            running.at_once -= 1
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    running.port = server.sockets[0].getsockname()[1]
    try:
        yield running
    finally:
        server.close()


@dataclass
class Names(AbstractResolver):
    """A name service that knows these names and no other."""

    known: Mapping[str, tuple[str, ...]]

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        if host not in self.known:
            raise OSError(None, "name not known")
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=socket.AF_INET6 if ":" in address else socket.AF_INET, proto=0, flags=0
            )
            for address in self.known[host]
        ]

    async def close(self) -> None:
        """Nothing is open."""
