"""Channels that the gateway does not show: side by side while none refuses us, and few of them in vain."""

import asyncio
from types import SimpleNamespace
from typing import cast

import aiohttp
import discord
import pytest

from bot.errors import ChannelClosed, SendFailed
from bot.outlets.unseen import REFUSALS, Unseen

MANY = 30


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def refusal(status: int) -> ChannelClosed:
    error = ChannelClosed(detail="no")
    response = cast("aiohttp.ClientResponse", SimpleNamespace(status=status, reason=""))
    error.__cause__ = discord.HTTPException(response, {"code": 10003, "message": "no"})
    return error


async def ask(unseen: Unseen, asked: list[int], *, failure: Exception | None = None, wait_s: float | None = None) -> None:
    async with unseen.turn(wait_s=wait_s):
        asked.append(1)
        await asyncio.sleep(0)
        if failure:
            raise failure


async def test_of_many_that_were_deleted_five_are_asked_an_hour():
    clock, asked = Clock(), list[int]()
    unseen = Unseen(clock=clock)

    done = await asyncio.gather(*(ask(unseen, asked, failure=refusal(404)) for _ in range(MANY)), return_exceptions=True)
    with pytest.raises(SendFailed) as caught:
        await ask(unseen, asked)
    clock.now += 3600
    await ask(unseen, asked)

    assert len(asked) == REFUSALS + 1
    assert sum(isinstance(each, SendFailed) for each in done) == MANY - REFUSALS
    assert (caught.value.uncertain, caught.value.retry_after_s) == (False, 3600)


@pytest.mark.parametrize("failure", [None, refusal(400), SendFailed(detail="500")], ids=["taken", "no invalid request", "a server's error"])
async def test_what_is_not_refused_costs_nothing(failure):
    asked: list[int] = []
    unseen = Unseen(clock=Clock())

    await asyncio.gather(*(ask(unseen, asked, failure=failure) for _ in range(MANY)), return_exceptions=True)

    assert len(asked) == MANY


async def test_where_the_gateway_will_soon_tell_more_the_wait_is_short():
    unseen = Unseen(clock=Clock())
    await asyncio.gather(*(ask(unseen, [], failure=refusal(404)) for _ in range(REFUSALS)), return_exceptions=True)

    with pytest.raises(SendFailed) as caught:
        await ask(unseen, [], wait_s=10)

    assert caught.value.retry_after_s == 10
