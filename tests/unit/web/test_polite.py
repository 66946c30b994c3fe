"""What the client makes of moves, rests, freshness, and bodies that are not what they say."""

import gzip
import sys
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import brotli
import pytest

from bot.errors import FetchFailed, FetchTrouble
from bot.model.fetch import Fetched, Validators
from bot.settings import WebSettings
from bot.web.client import Accept, WebClient
from tests.unit.web.site import SILENCE, Names, answer, site

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}


@asynccontextmanager
async def client(**settings: object) -> AsyncIterator[WebClient]:
    told = WebSettings.model_validate({"allow_networks": ("127.0.0.0/8",), **settings})
    async with WebClient(told, version="1.2", resolver=Names({})) as web:
        yield web


async def fetched(pages: dict[str, object], *, validators: Validators | None = None, **settings: object) -> Fetched:
    async with site(pages) as there, client(**settings) as web:  # type: ignore[arg-type]  # as the test says
        return await web.fetch(there.url("/"), accept=Accept.FEED, validators=validators)


async def trouble(page: object, **settings: object) -> FetchTrouble:
    with pytest.raises(FetchFailed) as caught:
        await fetched({"/": page}, **settings)  # type: ignore[arg-type]  # as the test says
    return caught.value.trouble


@pytest.mark.parametrize(
    ("first", "second", "moved"),
    [(301, 308, True), (308, 301, True), (301, 302, False), (302, 301, False), (307, 307, False), (303, 308, False)],
)
async def test_an_address_moved_only_where_every_hop_says_so_for_good(first, second, moved):
    pages = {"/": answer(first, Location="/b"), "/b": answer(second, Location="/c?x=1#y"), "/c?x=1": answer(200, b"here")}
    got = await fetched(pages)  # type: ignore[arg-type]  # as the test says

    assert got.moved_to == (got.url if moved else None)
    assert got.url.endswith("/c?x=1")


async def test_what_did_not_move_says_so():
    assert (await fetched({"/": answer(200, b"x")})).moved_to is None


async def test_a_304_behind_a_move_tells_of_the_move():
    pages = {"/": answer(301, Location="/b"), "/b": answer(304)}
    got = await fetched(pages, validators=Validators(etag='"1"'))  # type: ignore[arg-type]  # as the test says

    assert got.not_modified
    assert got.moved_to == got.url


async def test_freshness_and_hub_are_told_of_a_200_and_a_304_alike():
    headers: dict[str, Any] = {"Cache_Control": "max-age=600", "Link": '<https://hub.example/>; rel="hub"'}
    whole = await fetched({"/": answer(200, b"x", **headers)})
    same = await fetched({"/": answer(304, **headers)}, validators=Validators(etag='"1"'))

    assert (whole.fresh_s, whole.hub_url) == (same.fresh_s, same.hub_url) == (600, "https://hub.example/")


async def test_a_429_rests_the_whole_server_for_feeds_and_pages_alike():
    async with site({"/": answer(429, Retry_After="60"), "/page": answer(200)}) as there, client() as web:
        for path, accept in (("/", Accept.FEED), ("/page", Accept.PAGE), ("/", Accept.FEED)):
            with pytest.raises(FetchFailed) as caught:
                await web.fetch(there.url(path), accept=accept)

        assert len(there.asked) == 1
    assert caught.value.trouble is FetchTrouble.RESTING
    assert caught.value.retry_after_s == pytest.approx(60, abs=5)
    assert caught.value.passing


async def test_a_rest_holds_for_a_hop_on_the_way_too():
    async with (
        site({"/": answer(503, Retry_After="60")}) as resting,
        site({"/": answer(302, Location=resting.url())}) as front,
        client() as web,
    ):
        for _ in range(2):
            with pytest.raises(FetchFailed) as caught:
                await web.fetch(front.url(), accept=Accept.FEED)

        assert (len(resting.asked), len(front.asked)) == (1, 2)
    assert caught.value.trouble is FetchTrouble.RESTING


async def test_a_503_that_asks_for_no_pause_rests_nobody():
    async with site({"/": answer(503), "/page": answer(200)}) as there, client() as web:
        with pytest.raises(FetchFailed):
            await web.fetch(there.url(), accept=Accept.FEED)

        assert (await web.fetch(there.url("/page"), accept=Accept.PAGE)).status == 200


@pytest.mark.parametrize("status", [403, 404, 500, 502])
async def test_a_pause_that_another_status_asks_for_is_that_addresss_alone(status):
    pages = {"/": answer(status, Retry_After="120"), "/page": answer(200)}
    async with site(pages) as there, client() as web:
        with pytest.raises(FetchFailed) as caught:
            await web.fetch(there.url(), accept=Accept.FEED)

        assert (await web.fetch(there.url("/page"), accept=Accept.PAGE)).status == 200
    assert (caught.value.status, caught.value.retry_after_s) == (status, 120)


async def test_no_pause_is_longer_than_a_week():
    async with site({"/": answer(429, Retry_After="99999999999")}) as there, client() as web:
        with pytest.raises(FetchFailed) as caught:
            await web.fetch(there.url(), accept=Accept.FEED)

    assert caught.value.retry_after_s == 7 * 86400


@pytest.mark.parametrize("coding", PACKERS)
async def test_every_coding_that_is_asked_for_is_unpacked(coding):
    got = await fetched({"/": answer(200, PACKERS[coding](b"news " * 1000), Content_Encoding=coding)})

    assert got.body == b"news " * 1000


@pytest.mark.parametrize("coding", PACKERS)
async def test_a_packed_body_that_was_cut_is_broken_though_its_length_is_right(coding):
    packed = PACKERS[coding](bytes(range(256)) * 100)[:-9]

    assert await trouble(answer(200, packed, Content_Encoding=coding, ETag='"1"')) is FetchTrouble.BROKEN


@pytest.mark.parametrize("coding", PACKERS)
async def test_a_bomb_of_any_coding_is_refused(coding):
    packed = PACKERS[coding](b"\0" * (32 * 2**20))

    assert await trouble(answer(200, packed, Content_Encoding=coding), max_feed_bytes=2**20) is FetchTrouble.TOO_LARGE


async def test_bytes_on_the_wire_count_too():
    named = b"\x1f\x8b\x08\x08\0\0\0\0\0\x03"  # a gzip head with a file's name, which never ends and unpacks to nothing

    page = [answer(200, Content_Encoding="gzip", Content_Length=""), named, *([b"x" * 10_000] * 100)]

    assert await trouble(page, max_feed_bytes=100_000) is FetchTrouble.TOO_LARGE


async def test_thousands_of_empty_streams_are_broken():
    assert await trouble(answer(200, gzip.compress(b"") * 10_000, Content_Encoding="gzip")) is FetchTrouble.BROKEN


@pytest.mark.parametrize("coding", ["gzip, gzip", "br, gzip", "compress"])
async def test_more_than_one_coding_or_a_strange_one_is_broken(coding):
    assert await trouble(answer(200, b"x", Content_Encoding=coding)) is FetchTrouble.BROKEN


async def test_a_head_of_over_64_kb_is_refused_and_one_long_line_is_not():
    many = {f"X_{number}": "x" * 1000 for number in range(70)}

    assert await trouble(answer(200, b"x", **many)) is FetchTrouble.TOO_LARGE
    assert (await fetched({"/": answer(200, b"x", Content_Security_Policy="x" * 20_000)})).body == b"x"


async def test_a_dripping_body_ends_in_time():
    page = [answer(200, Content_Length=""), b"x", b"y", SILENCE, b"z"]

    assert await trouble(page, total_timeout_s=0.3) is FetchTrouble.TIMEOUT
