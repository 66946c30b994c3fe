"""The guard, between a real HTTP client and a real server that answers as told."""

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.errors import SendFailed
from bot.outlets.guard import MOST, Guard


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def asking(guard, *, status=200, headers=None, body="{}", slow_s=0.0):
    """An address that answers so, as a function, and how often it was asked, as a list."""
    asked: list[str] = []

    async def handle(request):
        asked.append(request.path)
        await asyncio.sleep(slow_s)
        return web.Response(status=status, headers=headers, text=body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/x"
    async with aiohttp.ClientSession(trace_configs=[guard.trace()]) as session:

        async def ask(*, ours=True):
            if not ours:
                return (await session.get(url)).status
            with guard.posting():
                return (await session.get(url)).status

        yield ask, asked
    await runner.cleanup()


async def test_fewer_than_twenty_requests_are_invalid_in_an_hour_however_many_go_side_by_side():
    guard = Guard()
    async with asking(guard, status=403, slow_s=0.02) as (ask, asked):
        done = await asyncio.gather(*(ask() for _ in range(100)), return_exceptions=True)

    assert len(asked) == MOST
    assert done.count(403) == MOST
    assert all(isinstance(each, SendFailed) and not each.uncertain and each.retry_after_s for each in done if each != 403)


async def test_after_an_hour_posts_go_again():
    clock = Clock()
    guard = Guard(most=2, clock=clock)
    async with asking(guard, status=404) as (ask, asked):
        for _ in range(3):
            await asyncio.gather(ask(), return_exceptions=True)
        with pytest.raises(SendFailed) as caught:
            await ask()
        clock.now += 3601
        await ask()

    assert caught.value.retry_after_s == 3600
    assert len(asked) == 3


async def test_good_answers_cost_nothing_and_flow_side_by_side():
    guard = Guard(most=3)
    async with asking(guard, slow_s=0.01) as (ask, _asked):
        done = await asyncio.gather(*(ask() for _ in range(20)))

    assert done == [200] * 20
    assert guard.spent == 0


async def test_a_token_that_is_not_taken_stops_everything_at_once(caplog):
    guard = Guard()
    async with asking(guard, status=401) as (ask, asked):
        assert await ask() == 401
        with pytest.raises(SendFailed, match="token"):
            await ask()

    assert len(asked) == 1
    assert "posting to Discord rests" in caplog.text


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_error_is_ours_to_repeat_not_the_librarys(status):
    async with asking(Guard(), status=status) as (ask, _asked):
        with pytest.raises(SendFailed, match=str(status)) as caught:
            await ask()

    assert caught.value.uncertain


@pytest.mark.parametrize(
    ("headers", "body", "wait_s", "for_all"),
    [
        ({"Via": "1.1 x", "Retry-After": "7"}, "{}", 7, False),
        ({"Via": "1.1 x"}, '{"retry_after": 1.5}', 1.5, False),
        ({"Via": "1.1 x"}, "{}", 60, False),
        ({"Via": "1.1 x", "Retry-After": "soon"}, "<html>", 60, False),
        ({"Via": "1.1 x", "Retry-After": "nan"}, "{}", 60, False),
        ({"Via": "1.1 x"}, '{"retry_after": 3, "global": true}', 3, True),
        ({"Via": "1.1 x", "X-RateLimit-Global": "true", "Retry-After": "3"}, "{}", 3, True),
        ({"Retry-After": "30"}, "{}", 30, True),
        ({"Retry-After": "999999"}, "[]", 3600, True),
    ],
)
async def test_a_limit_is_waited_for_by_one_post_or_by_all(headers, body, wait_s, for_all):
    guard = Guard(clock=Clock())
    async with asking(guard, status=429, headers=headers, body=body) as (ask, asked):
        first = (await asyncio.gather(ask(), return_exceptions=True))[0]
        await asyncio.gather(ask(), return_exceptions=True)

    assert isinstance(first, SendFailed)
    assert (first.retry_after_s, first.uncertain) == (wait_s, False)
    assert len(asked) == (1 if for_all else 2)


async def test_other_requests_are_counted_and_never_stopped():
    guard = Guard(most=1)
    async with asking(guard, status=404) as (ask, _asked):
        assert [await ask(ours=False) for _ in range(3)] == [404, 404, 404]
        with pytest.raises(SendFailed):
            await ask()

    assert guard.spent == 3


async def test_a_request_that_was_given_up_leaves_its_place():
    guard = Guard(most=1)
    async with asking(guard, slow_s=0.2) as (ask, _asked):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await ask()
        assert await ask() == 200
