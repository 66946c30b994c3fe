"""Filters between what was read and what is posted: what they drop, what they leave, and that each decision is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digests import filters as engine
from bot.errors import Refused, Unreadable, ReadTrouble
from bot.flows.condense import next_condense_at
from bot.flows.digest import digest_due
from bot.flows.filters import FilterWish, Place, add_filter, list_filters, remove_filter, try_filters
from bot.flows.subscribe import Wish, subscribe
from bot.flows.why import explain, recent
from bot.model.decision import Fate
from bot.model.filters import FilterAction, FilterField, FilterKind
from bot.model.subscription import CONSOLE, Mode, OutletName, Target
from tests.integration.steps import condense, follow, post
from tests.worlds import NOW

HERE = Place(target=CONSOLE)
BETA = "Beta opens a wind tunnel for drones in hail"


def deny(value, **more):
    return FilterWish(action=FilterAction.DENY, value=value, **more)


async def posted(app, outlet, *, now=NOW):
    await condense(app, now=now)
    await digest_due(app=app, now=now)
    await post(app, now=now)
    return sorted(outlet.titles)


async def test_what_a_channel_denies_is_not_posted_and_waits_no_more(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")
    await add_filter(deny("wind tunnel"), at=HERE, app=app, now=NOW)

    titles = await posted(app, outlet)
    again = await digest_due(app=app, now=NOW + timedelta(days=2), at_once=True)

    assert titles == ["Alpha releases version 3.0"]
    assert again == ()
    assert await next_condense_at(app=app) is None
    (decision,) = await explain("wind tunnel", within=None, app=app)
    assert (decision.channels[0].fate, decision.channels[0].at) == (Fate.DROPPED, NOW)
    assert "denies the phrase “wind tunnel”" in decision.channels[0].why
