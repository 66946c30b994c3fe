"""What the web gives, and every way in which it can't."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
import pytest

from bot.errors import FetchFailed, FetchTrouble
from bot.model.fetch import Fetched, Validators
from bot.settings import WebSettings
from bot.text.pauses import retry_after_s
from bot.web.client import Accept, WebClient
from tests.unit.web.site import SILENCE, Names, answer, site

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@asynccontextmanager
async def client(*, names: Mapping[str, tuple[str, ...]] | None = None, **settings: object) -> AsyncIterator[WebClient]:
    told = WebSettings.model_validate({"allow_networks": ("127.0.0.0/8",), **settings})
    async with WebClient(told, version="1.2", resolver=Names(names or {})) as web:
        yield web


async def fetched(page: object, **settings: object) -> Fetched:
    async with site({"/": page}) as there, client(**settings) as web:  # type: ignore[arg-type, dict-item]  # as the test says
        return await web.fetch(there.url(), accept=Accept.FEED)


async def refusal(url: str, **settings: object) -> FetchFailed:
    async with client(**settings) as web:  # type: ignore[arg-type]  # as the test says
        with pytest.raises(FetchFailed) as caught:
            await web.fetch(url, accept=Accept.FEED)
    return caught.value


async def failure(page: object, **settings: object) -> FetchFailed:
    async with site({"/": page}) as there:  # type: ignore[dict-item]  # as the test says
        return await refusal(there.url(), **settings)


async def test_a_page_comes_back_whole_with_what_to_ask_by_next_time():
    page = answer(200, b"<rss/>", Content_Type="text/xml; charset=utf-8", ETag='W/"a-1"', Last_Modified="Mon, 02 Nov 2026 10:00:00 GMT")

    given = await fetched(page)

    assert (given.status, given.body, given.content_type) == (200, b"<rss/>", "text/xml; charset=utf-8")
    assert given.validators == Validators(etag='W/"a-1"', last_modified="Mon, 02 Nov 2026 10:00:00 GMT")
    assert given.asked == given.url


async def test_a_request_says_who_asks_and_carries_no_more_than_it_must():
    async with site({"/": answer(200)}) as there, client(contact="https://me.example/bot") as web:
        await web.fetch(there.url(), accept=Accept.FEED)

        sent = there.headers()

    assert sent["User-Agent"] == "ByteBot/1.2 (+https://me.example/bot)"
    assert sent["Accept-Encoding"] == "gzip, deflate, br, zstd"
    assert "application/atom+xml" in sent["Accept"]
    assert not {"Cookie", "Referer", "If-None-Match", "If-Modified-Since"} & set(sent)


async def test_a_page_is_asked_for_as_a_page():
    async with site({"/": answer(200)}) as there, client() as web:
        await web.fetch(there.url(), accept=Accept.PAGE)

        assert there.headers()["Accept"].startswith("text/html")


async def test_cookies_are_never_sent_back():
    async with site({"/": answer(200, Set_Cookie="id=1; Path=/")}) as there, client() as web:
        await web.fetch(there.url(), accept=Accept.PAGE)
        await web.fetch(there.url(), accept=Accept.PAGE)

        assert "Cookie" not in there.headers()


async def test_validators_go_back_byte_for_byte():
    given = Validators(etag='W/"é;,x"', last_modified="yesterday, about noon")
    async with site({"/": answer(304)}) as there, client() as web:
        got = await web.fetch(there.url(), accept=Accept.FEED, validators=given)

        sent = there.headers()

    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('W/"é;,x"', "yesterday, about noon")
    assert got.not_modified
    assert got.body == b""
    assert got.validators == given


async def test_a_304_may_bring_a_new_validator():
    async with site({"/": answer(304, ETag='"2"')}) as there, client() as web:
        got = await web.fetch(there.url(), accept=Accept.FEED, validators=Validators(etag='"1"', last_modified="then"))

    assert got.validators == Validators(etag='"2"', last_modified="then")


async def test_a_304_that_nobody_asked_for_is_a_failure():
    failed = await failure(answer(304))

    assert (failed.trouble, failed.status) == (FetchTrouble.STATUS, 304)


async def test_a_validator_that_cannot_be_sent_back_is_not_kept():
    got = await fetched(answer(200, ETag='"\udcff"'))

    assert got.validators.etag is None


@pytest.mark.parametrize(("status", "body"), [(203, b"x"), (226, b"x"), (204, b"")])
async def test_other_good_answers_count_as_200(status, body):
    got = await fetched(answer(status, body, Content_Length="" if status == 204 else str(len(body))))

    assert (got.status, got.body) == (200, body)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 500, 502])
async def test_a_bad_status_is_told(status):
    failed = await failure(answer(status, b"<html>no</html>"))

    assert (failed.trouble, failed.status, failed.retry_after_s) == (FetchTrouble.STATUS, status, None)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_server_may_ask_for_a_pause_in_seconds(status):
    failed = await failure(answer(status, Retry_After="120"))

    assert (failed.status, failed.retry_after_s) == (status, 120)


async def test_two_cache_control_headers_are_read_as_one():
    got = await fetched(answer(200, b"x", Cache_Control="public\r\nCache-Control: max-age=600"))

    assert got.fresh_s == 600


async def test_a_server_may_ask_for_a_pause_by_date():
    failed = await failure(answer(429, Retry_After=format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)))

    assert failed.retry_after_s == pytest.approx(3600, abs=5)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0), (" 90 ", 90), ("Mon, 02 Nov 2026 12:01:00 GMT", 60), ("Mon, 02 Nov 2026 11:00:00 GMT", 0), ("soon", None), ("-5", None),
        ("", None), (None, None), ("Mon, 02 Nov 2026 12:01:00 -0000", 60),
    ],
)  # fmt: skip
def test_retry_after_is_read_in_both_its_forms(value, seconds):
    assert retry_after_s(value, now=NOW) == seconds


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed(status):
    pages = {"/": answer(status, Location="/new?a=1#part"), "/new?a=1": answer(200, b"here")}
    async with site(pages) as there, client() as web:
        got = await web.fetch(there.url("/#top"), accept=Accept.FEED)

        assert (got.body, got.url, got.asked) == (b"here", there.url("/new?a=1"), there.url("/#top"))


async def test_a_redirect_to_nowhere_is_a_failure():
    failed = await failure(answer(302))

    assert (failed.trouble, failed.status) == (FetchTrouble.STATUS, 302)


async def test_a_circle_is_left_at_once():
    pages = {"/": answer(302, Location="/b"), "/b": answer(302, Location="/")}
    async with site(pages) as there:
        failed = await refusal(there.url())

        assert failed.trouble is FetchTrouble.REDIRECTS
        assert len(there.asked) == 2


@pytest.mark.parametrize(("hops", "arrives"), [(3, True), (4, False)])
async def test_only_so_many_redirects_are_followed(hops, arrives):
    pages = {f"/{hop}": answer(302, Location=f"/{hop + 1}") for hop in range(hops)} | {f"/{hops}": answer(200, b"here")}
    async with site(pages) as there, client(max_redirects=3) as web:
        try:
            body = (await web.fetch(there.url("/0"), accept=Accept.FEED)).body
        except FetchFailed as failed:
            body = failed.trouble.encode()

    assert body == (b"here" if arrives else b"redirects")


@pytest.mark.parametrize(
    ("target", "trouble"),
    [
        ("http://127.0.0.1:1/", FetchTrouble.PRIVATE),
        ("http://[::ffff:127.0.0.1]/", FetchTrouble.PRIVATE),
        ("http://169.254.169.254/latest/meta-data/", FetchTrouble.PRIVATE),
        ("http://inside.example.org/", FetchTrouble.PRIVATE),
        ("http://router.local/", FetchTrouble.PRIVATE),
        ("file:///etc/passwd", FetchTrouble.BAD_URL),
        ("http://user:word@example.org/", FetchTrouble.BAD_URL),
        ("http://[", FetchTrouble.BROKEN),
    ],
)
async def test_a_redirect_leads_to_no_private_place(target, trouble):
    names = {"front.example.org": ("127.0.0.1",), "inside.example.org": ("10.0.0.1",)}
    async with site({"/": answer(302, Location=target)}) as there:
        failed = await refusal(there.url(host="front.example.org"), names=names, allow_networks=("front.example.org",))

    assert failed.trouble is trouble


async def test_a_private_address_is_refused_as_private_whatever_its_name_resolves_to():
    names = {"two.example.org": ("127.0.0.1", "::1", "10.0.0.1")}

    failed = await refusal("http://two.example.org/", names=names, allow_networks=())

    assert failed.trouble is FetchTrouble.PRIVATE


async def test_a_host_listed_by_name_opens_its_address_to_that_name_alone():
    names = {"wiki.example.lan": ("127.0.0.1",), "evil.example.org": ("127.0.0.1",)}
    async with site({"/": answer(200, b"in")}) as there, client(names=names, allow_networks=("wiki.example.lan",)) as web:
        got = await web.fetch(there.url(host="wiki.example.lan"), accept=Accept.PAGE)
        with pytest.raises(FetchFailed) as caught:
            await web.fetch(there.url(host="evil.example.org").replace(str(there.port), "80"), accept=Accept.PAGE)

    assert got.body == b"in"
    assert caught.value.trouble is FetchTrouble.PRIVATE


@pytest.mark.parametrize(("listed", "other"), [("www.wiki.example", "wiki.example"), ("wiki.example", "www.wiki.example")])
async def test_a_host_is_listed_letter_by_letter_with_its_www_or_without(listed, other):
    names = {listed: ("127.0.0.1",), other: ("127.0.0.1",)}
    async with site({"/": answer(200, b"in")}) as there, client(names=names, allow_networks=(listed,), allow_ports=(there.port,)) as web:
        got = await web.fetch(there.url(host=listed), accept=Accept.PAGE)
        with pytest.raises(FetchFailed) as caught:
            await web.fetch(there.url(host=other), accept=Accept.PAGE)

    assert got.body == b"in"
    assert caught.value.trouble is FetchTrouble.PRIVATE


async def test_a_name_that_leads_into_a_listed_network_may_use_any_port():
    async with site({"/": answer(200, b"in")}) as there, client(names={"wiki.example.org": ("127.0.0.1",)}) as web:
        got = await web.fetch(there.url(host="wiki.example.org"), accept=Accept.PAGE)

    assert got.body == b"in"


async def test_a_public_name_on_an_odd_port_is_not_connected_to():
    failed = await refusal("http://far.example.org:22/", names={"far.example.org": ("8.8.8.8",)})

    assert failed.trouble is FetchTrouble.BAD_URL


async def test_a_name_that_nobody_knows_is_a_dead_host():
    failed = await refusal("http://gone.example.org/")

    assert failed.trouble is FetchTrouble.DEAD_HOST


async def test_a_name_too_long_for_the_name_service_is_a_bad_address():
    async with WebClient(WebSettings(), version="1") as web:
        with pytest.raises(FetchFailed) as caught:
            await web.fetch(f"http://{'a' * 64}.example.org/", accept=Accept.FEED)

    assert caught.value.trouble is FetchTrouble.BAD_URL


async def test_a_closed_door_is_a_dead_host():
    async with site({}) as there:
        url = there.url()

    failed = await refusal(url)

    assert failed.trouble is FetchTrouble.DEAD_HOST


async def test_a_silent_server_is_left_in_time():
    failed = await failure(SILENCE, total_timeout_s=0.1)

    assert failed.trouble is FetchTrouble.TIMEOUT


async def test_a_body_that_stops_half_way_is_left_in_time():
    failed = await failure([answer(200, b"begun", Content_Length="100000"), SILENCE], total_timeout_s=0.1)

    assert failed.trouble is FetchTrouble.TIMEOUT


async def test_fifty_megabytes_are_refused_before_they_are_read():
    async with site({"/": [answer(200, Content_Length=str(50 * 2**20)), *([b"x" * 2**20] * 50)]}) as there:
        failed = await refusal(there.url())

        assert failed.trouble is FetchTrouble.TOO_LARGE
        assert there.sent < 20 * 2**20


async def test_a_body_without_a_length_is_read_only_up_to_the_limit():
    endless = [answer(200, Content_Length=""), *([b"x" * 2**16] * 800)]
    async with site({"/": endless}) as there:
        failed = await refusal(there.url(), max_feed_bytes=2**20)

        assert failed.trouble is FetchTrouble.TOO_LARGE
        assert there.sent < 20 * 2**20


async def test_a_body_of_exactly_the_limit_is_read():
    got = await fetched(answer(200, b"x" * 1000), max_feed_bytes=1000)

    assert len(got.body) == 1000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
async def test_packed_bodies_are_unpacked(coding):
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding]

    got = await fetched(answer(200, pack(b"news " * 1000), Content_Encoding=coding))

    assert got.body == b"news " * 1000


@pytest.mark.parametrize("coding", ["gzip", "br"])
async def test_a_bomb_is_refused_and_costs_no_memory(coding):
    zeros = b"\0" * (100 * 2**20)
    packed = gzip.compress(zeros, 1) if coding == "gzip" else brotli.compress(zeros, quality=1)
    del zeros
    tracemalloc.start()

    failed = await failure(answer(200, packed, Content_Encoding=coding), max_feed_bytes=2**20)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert failed.trouble is FetchTrouble.TOO_LARGE
    assert peak < 12 * 2**20


@pytest.mark.parametrize(
    "page",
    [
        answer(200, b"half", Content_Length="1000"),
        answer(200, b"5\r\nhello\r\nzz\r\n", Transfer_Encoding="chunked", Content_Length=""),
        answer(200, b"not packed at all", Content_Encoding="gzip"),
        answer(200, b"x", Content_Length="many"),
        b"HTTP/9.9 hello\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        answer(200, b"x", Long="x" * 70_000),
        b"\r\n",
    ],
)
async def test_what_breaks_off_or_makes_no_sense_is_broken(page):
    failed = await failure(page)

    assert failed.trouble is FetchTrouble.BROKEN


async def test_at_most_so_many_requests_run_at_one_host():
    async with site({"/": answer(200)}, pause_s=0.02) as there, client(per_host=2) as web:
        await asyncio.gather(*(web.fetch(there.url(), accept=Accept.FEED) for _ in range(8)))

        assert there.most_at_once == 2
        assert len(there.asked) == 8


async def test_waiting_for_a_turn_does_not_count_as_slowness():
    async with site({"/": answer(200)}, pause_s=0.1) as there, client(per_host=1, total_timeout_s=0.25) as web:
        got = await asyncio.gather(*(web.fetch(there.url(), accept=Accept.FEED) for _ in range(5)))

    assert [one.status for one in got] == [200] * 5


async def test_a_client_that_was_never_opened_is_a_bug():
    web = WebClient(WebSettings(), version="1")

    with pytest.raises(RuntimeError, match="async with"):
        await web.fetch("https://example.org/", accept=Accept.FEED)


async def test_cancelling_a_fetch_gives_its_turn_back():
    async with site({"/": SILENCE, "/ok": answer(200)}) as there, client(per_host=1) as web:
        stuck = asyncio.create_task(web.fetch(there.url(), accept=Accept.FEED))
        await asyncio.sleep(0.05)
        stuck.cancel()

        got = await web.fetch(there.url("/ok"), accept=Accept.FEED)

    assert got.status == 200
