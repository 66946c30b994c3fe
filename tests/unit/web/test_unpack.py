"""Bodies are unpacked whole, piece by piece, and never more than is asked for."""

import gzip
import sys
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.unpack import Packed, Unpacker

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NEWS = b"".join(b"news item %d, " % number for number in range(20_000))


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "Deflate": _raw_deflate, "br": brotli.compress,
    "zstd": zstd.compress, "identity": bytes, "": bytes, "utf-8": bytes, " GZIP ": gzip.compress,
}  # fmt: skip


def unpacked(data: bytes, *codings: str, by: int = 1 << 16) -> bytes:
    unpacker = Unpacker(codings)
    pieces = [piece for start in range(0, len(data), by) for piece in unpacker.feed(data[start : start + by])]
    unpacker.finish()
    return b"".join(pieces)


@pytest.mark.parametrize("coding", PACKERS)
@pytest.mark.parametrize("by", [1, 1000, 1 << 20])
def test_what_was_packed_comes_out_whole_however_it_arrives(coding, by):
    given = NEWS if by > 1 else NEWS[:2000]

    assert unpacked(PACKERS[coding](given), coding, by=by) == given


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("cut", [1, 10, 1000])
def test_a_stream_that_was_cut_is_no_whole_one(coding, cut):
    with pytest.raises(Packed):
        unpacked(PACKERS[coding](NEWS)[:-cut], coding)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_is_not_packed_as_it_says_is_refused(coding):
    with pytest.raises(Packed):
        unpacked(b"<rss>not packed at all, whatever the header says</rss>", coding)


@pytest.mark.parametrize("codings", [("gzip", "gzip"), ("gzip", "br"), ("compress",), ("gzip", "identity", "zstd")])
def test_more_than_one_coding_or_an_unknown_one_is_refused(codings):
    with pytest.raises(Packed):
        Unpacker(codings)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_several_streams_in_a_row_are_one_body(coding):
    pack = PACKERS[coding]

    assert unpacked(pack(b"one, ") + pack(b"two"), coding) == b"one, two"


def test_zeros_behind_a_stream_are_padding():
    assert unpacked(gzip.compress(b"news") + b"\0" * 100, "gzip", by=7) == b"news"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd"])
@pytest.mark.parametrize(
    "behind", [b"\n", b"garbage!!", b"\0\0\n", b"\x1f", b"\x28\xb5", b"<!-- served by cache 7 -->" * 9000, b"\n\x1f\x8b"]
)
@pytest.mark.parametrize("by", [1, 7, 1 << 20])
def test_what_stands_behind_a_whole_body_is_left_out(coding, behind, by):
    assert unpacked(PACKERS[coding](b"news") + behind[: 300 * by], coding, by=by) == b"news"


@pytest.mark.parametrize("by", [1, 7, 1 << 20])
def test_streams_are_one_body_however_their_bounds_fall(by):
    skipped = b"\x5a\x2a\x4d\x18\x02\0\0\0ab"

    assert unpacked(gzip.compress(b"one, ") + b"\0\0" + gzip.compress(b"two"), "gzip", by=by) == b"one, two"
    assert unpacked(zstd.compress(b"one, ") + skipped + zstd.compress(b"two"), "zstd", by=by) == b"one, two"


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_further_stream_that_is_cut_makes_the_body_no_whole_one(coding):
    with pytest.raises(Packed):
        unpacked(PACKERS[coding](b"one, ") + PACKERS[coding](NEWS)[:-10], coding)


def test_an_empty_body_is_an_empty_body_whatever_its_coding():
    assert unpacked(b"", "gzip") == b""


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_gives_small_pieces_and_costs_no_memory(coding):
    packed = PACKERS[coding](b"\0" * (64 * 2**20))
    tracemalloc.start()

    longest = max(len(piece) for _, piece in zip(range(100), Unpacker([coding]).feed(packed), strict=False))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert longest <= 2**18
    assert peak < 4 * 2**20


def test_a_zstd_stream_may_not_ask_for_a_window_of_more_than_eight_megabytes():
    packed = zstd.compress(NEWS, options={zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.content_size_flag: 0})

    with pytest.raises(Packed):
        unpacked(packed[:-1], "zstd")


@given(st.sampled_from(["gzip", "deflate", "br", "zstd"]), st.binary(max_size=200))
def test_any_bytes_are_either_unpacked_or_refused(coding, data):
    try:
        unpacked(data, coding)
    except Packed:
        return
