"""A body's packed pieces in, unpacked pieces out, never more than is asked for. Pure.

aiohttp could unpack by itself, but it takes a gzip stream that was cut for a whole one, and counts no bytes on the wire.
"""

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODINGS: Final = "gzip, deflate, br, zstd"

_PIECE: Final = 64 * 1024
_PLAIN: Final = frozenset({"", "identity", "none", "utf-8"})  # the last two are no codings, but servers send them
_WINDOW_LOG: Final = 23  # RFC 9659: at most 8 MB of window, else a few bytes may demand 128 MB of memory
_MOST_STREAMS: Final = 100  # of 20 bytes each, a megabyte would hold 50,000


# How a further stream may begin (RFC 1952, 2.3.1; RFC 8878, 3.1.1 and 3.1.2): what begins otherwise is no part of the body.
_ZSTD_BEGINS: Final = (b"\x28\xb5\x2f\xfd", *(bytes([first]) + b"\x2a\x4d\x18" for first in range(0x50, 0x60)))
_BEGINS: Final[Mapping[str, tuple[bytes, ...]]] = {"gzip": (b"\x1f\x8b",), "x-gzip": (b"\x1f\x8b",), "zstd": _ZSTD_BEGINS}


class Packed(ValueError):
    """The body is not packed as it says, or ends too early."""


class _Stream(Protocol):
    """One packed stream: takes bytes, gives at most `_PIECE` at a time."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused(self) -> bytes: ...

    def unpack(self, data: bytes) -> Iterator[bytes]: ...


class Unpacker:
    """Unpacks one body. `codings` are the names that its `Content-Encoding` lists; raises `Packed` where they are more than one."""

    def __init__(self, codings: Sequence[str]) -> None:
        named = [name for name in (each.strip().lower() for each in codings) if name not in _PLAIN]
        if len(named) > 1 or (named and named[0] not in _STREAMS):
            raise Packed(",".join(named)[:40])
        self._coding = named[0] if named else ""
        self._stream: _Stream | None = None
        self._begun = 0
        self._held = b""
        self._over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What `data` unpacks to, in pieces of at most 64 KiB, made as they are asked for. Raises `Packed`."""
        if not self._coding:
            yield data
            return
        try:
            yield from self._unpack(data)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise Packed(self._coding) from error

    def _unpack(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._stream is None:
                data = self._next_stream(data) if self._begun else data
                if not data:
                    return
                self._begun += 1
                if self._begun > _MOST_STREAMS:
                    raise Packed(f"{self._coding}, too many streams")
                self._stream = _STREAMS[self._coding](data)
            yield from self._stream.unpack(data)
            data = b""
            if self._stream.eof:
                data, self._stream = self._stream.unused, None  # gzip and zstd may come as several streams in a row

    def _next_stream(self, data: bytes) -> bytes:
        """What stands behind a whole stream, from where the next begins; nothing where none does. A beginning may come in two chunks."""
        data, self._held = (self._held + data).lstrip(b"\0"), b""
        begins = _BEGINS.get(self._coding, ())
        if self._over or data.startswith(begins):
            return b"" if self._over else data
        if any(begin.startswith(data) for begin in begins):
            self._held = data
        else:
            self._over = True
        return b""

    def finish(self) -> None:
        """The body is at its end. Raises `Packed` where the stream is not."""
        if self._stream is not None:
            raise Packed(f"{self._coding}, cut")


class _Zlib:
    """gzip (RFC 1952), zlib (RFC 1950), or deflate without either's head (RFC 1951), which some servers send as `deflate`."""

    def __init__(self, bits: int) -> None:
        self._inner = zlib.decompressobj(wbits=bits)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused(self) -> bytes:
        return self._inner.unused_data

    def unpack(self, data: bytes) -> Iterator[bytes]:
        piece = self._inner.decompress(data, _PIECE)
        while piece:
            yield piece
            piece = b"" if self.eof else self._inner.decompress(self._inner.unconsumed_tail, _PIECE)


class _Brotli:
    """br (RFC 7932), which never comes as several streams."""

    unused = b""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._inner.is_finished())

    def unpack(self, data: bytes) -> Iterator[bytes]:
        piece = self._inner.process(data, output_buffer_limit=_PIECE)
        while piece or not self._inner.can_accept_more_data():
            yield piece
            piece = b"" if self.eof else self._inner.process(b"", output_buffer_limit=_PIECE)


class _Zstd:
    """zstd (RFC 8878)."""

    def __init__(self) -> None:
        self._inner = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused(self) -> bytes:
        return self._inner.unused_data

    def unpack(self, data: bytes) -> Iterator[bytes]:
        piece = self._inner.decompress(data, _PIECE)
        while piece or not (self.eof or self._inner.needs_input):
            yield piece
            piece = b"" if self.eof or self._inner.needs_input else self._inner.decompress(b"", _PIECE)


def _gzip(_: bytes) -> _Stream:
    return _Zlib(16 + zlib.MAX_WBITS)


def _deflate(data: bytes) -> _Stream:
    headed = data[0] & 0x0F == zlib.DEFLATED and (len(data) < 2 or int.from_bytes(data[:2]) % 31 == 0)  # noqa: PLR2004  RFC 1950, 2.2
    return _Zlib(zlib.MAX_WBITS if headed else -zlib.MAX_WBITS)


_STREAMS: Final[Mapping[str, Callable[[bytes], _Stream]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": lambda _: _Brotli(),
    "zstd": lambda _: _Zstd(),
}
