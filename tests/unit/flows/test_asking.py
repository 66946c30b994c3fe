"""How often a person may ask, and one answer for many."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Refused
from bot.flows import asking
from bot.flows.asking import Asking

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def asked(one, *, seconds=0, user=1, what="tldr"):
    one.count(what, user=user, minute=2, hour=4, now=NOW + timedelta(seconds=seconds))


def test_a_minute_and_an_hour_have_their_own_ends():
    one = Asking()
    for seconds in (0, 1, 60, 61):
        asked(one, seconds=seconds)

    for seconds, wait in ((62, "59 minutes"), (200, "57 minutes"), (3599, "1 second\\.")):
        with pytest.raises(Refused, match=f"in {wait}"):
            asked(one, seconds=seconds)
    asked(one, seconds=3600)


def test_each_person_and_each_kind_counts_alone():
    one = Asking()
    for what, user in (("tldr", 1), ("tldr", 2), ("copy", 1)) * 2:
        asked(one, user=user, what=what)

    with pytest.raises(Refused, match="in 60 seconds"):
        asked(one)


def test_what_is_remembered_of_people_is_bounded(monkeypatch):
    monkeypatch.setattr(asking, "_PEOPLE", 2)
    one = Asking()
    for user in (1, 1, 2, 3):
        asked(one, user=user)

    asked(one, user=1)


async def test_a_failure_is_everybody_s_and_not_kept():
    one, gate, made = Asking(), asyncio.Event(), []

    async def make():
        made.append(1)
        await gate.wait()
        raise Refused(why="no")

    waiting = [asyncio.create_task(one.once("x", make)) for _ in range(3)]
    await asyncio.sleep(0)
    gate.set()
    done = await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(each) for each in done] == [Refused] * 3
    assert len(made) == 1
    with pytest.raises(Refused):
        await one.once("x", make)
    assert len(made) == 2
