"""Filters between what was read and what is posted: what they drop, what they leave, and that each decision is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import ReadTrouble, Refused, Unreadable
from bot.flows.condense import next_condense_at
from bot.flows.digest import digest_due
from bot.flows.filters import FilterWish, Place, add_filter, filters_here, followed_here, list_filters, remove_filter, try_filters
from bot.flows.subscribe import Wish, subscribe
from bot.flows.unsubscribe import unsubscribe
from bot.flows.why import explain
from bot.model.decision import Fate
from bot.model.filters import FilterAction, FilterField, FilterKind
from bot.model.subscription import CONSOLE, Mode, OutletName, Target
from bot.store.tables import articles
from tests.integration.steps import condense, follow, post
from tests.worlds import NOW

HERE = Place(target=CONSOLE)
ALPHA, BETA = "Alpha releases version 3.0", "Beta opens a wind tunnel for drones in hail"
OURS = Target(outlet=OutletName.DISCORD, channel=7, guild=70)
THEIRS = Target(outlet=OutletName.DISCORD, channel=8, guild=80)


def deny(value, **more):
    return FilterWish(action=FilterAction.DENY, value=value, **more)


async def posted(app, outlet, *, now=NOW):
    await condense(app, now=now)
    await digest_due(app=app, now=now)
    await post(app, now=now)
    return sorted(outlet.titles)


async def fates(app, item):
    (decision,) = await explain(item, within=None, app=app)
    return [each.fate for each in decision.channels]


async def test_what_a_channel_denies_is_not_posted_and_waits_no_more(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")
    await add_filter(deny("wind tunnel"), at=HERE, app=app, now=NOW)

    titles = await posted(app, outlet)
    again = await digest_due(app=app, now=NOW + timedelta(days=2), at_once=True)

    assert titles == [ALPHA]
    assert again == ()
    assert await next_condense_at(app=app) is None
    (decision,) = await explain(BETA, within=None, app=app)
    assert (decision.channels[0].fate, decision.channels[0].at) == (Fate.DROPPED, NOW)
    assert "denies the phrase “wind tunnel”" in decision.channels[0].why


async def test_what_was_dropped_is_not_read_again_when_its_article_is_forgotten(app, web, outlet):
    await follow(app, web, "Beta")
    await add_filter(deny("drones"), at=HERE, app=app, now=NOW)
    await posted(app, outlet)

    async with app.db.transaction() as tx:
        await tx.execute(articles.delete())

    assert await next_condense_at(app=app) is None
    assert await fates(app, BETA) == [Fate.DROPPED]


async def test_a_filter_counts_for_what_waits_and_its_removal_too(app, web, outlet):
    await follow(app, web, "Alpha", "Beta", mode=Mode.DIGEST)
    await condense(app)
    await digest_due(app=app, now=NOW)
    added = await add_filter(deny("drones"), at=HERE, app=app, now=NOW)
    second = await add_filter(deny("storage"), at=HERE, app=app, now=NOW)
    await remove_filter(second.owned.filter.id, within=None, app=app)

    await digest_due(app=app, now=NOW, at_once=True)
    await post(app)

    assert added.waiting == 2
    assert outlet.titles == [ALPHA]


async def test_what_was_dropped_stays_so_and_what_was_posted_too(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")
    added = await add_filter(deny("drones"), at=HERE, app=app, now=NOW)
    await posted(app, outlet)
    await remove_filter(added.owned.filter.id, within=None, app=app)
    await add_filter(deny("storage"), at=HERE, app=app, now=NOW)

    await digest_due(app=app, now=NOW + timedelta(days=1), at_once=True)

    assert (await fates(app, ALPHA), await fates(app, BETA)) == ([Fate.POSTED], [Fate.DROPPED])
    assert outlet.titles == [ALPHA]


async def test_a_feeds_filter_holds_in_every_channel_and_a_subscriptions_in_its_own(app, web, outlet):
    await follow(app, web, "Alpha", "Beta", "Gamma")
    await subscribe(web.url("/feed"), target=replace(CONSOLE, channel=1), wish=Wish(backfill=9), app=app, now=NOW)
    await add_filter(deny("drones"), at=Place(target=CONSOLE, feed_url=web.url("/feed"), everywhere=True), app=app, now=NOW)
    await add_filter(deny("gyms"), at=Place(target=CONSOLE, feed_url=web.url("/feed")), app=app, now=NOW)

    await posted(app, outlet)

    assert await fates(app, BETA) == [Fate.DROPPED, Fate.DROPPED]
    assert await fates(app, "Gamma") == [Fate.DROPPED, Fate.POSTED]


async def test_a_filter_of_patterns_topics_and_musts_decides_in_the_worker(app, web, outlet):
    await follow(app, web, "Alpha", "Beta", "Gamma")
    await add_filter(deny(r"\bgamma\b.*fined", kind=FilterKind.PATTERN, field=FilterField.TITLE), at=HERE, app=app, now=NOW)
    only = FilterWish(action=FilterAction.MUST, value="Release", field=FilterField.TOPIC)
    await add_filter(only, at=HERE, app=app, now=NOW)

    titles = await posted(app, outlet)
    (tested, *_) = [each for each in await try_filters(target=CONSOLE, most=9, app=app) if each.title.startswith("Gamma")]

    assert titles == [ALPHA]
    assert "pattern" in tested.verdict.why


async def test_patterns_that_overrun_are_left_out_and_the_rest_decides(app, web, outlet, caplog):
    class Slow:
        async def run(self, source, function, *args, **kwargs):
            if function.__name__ == "judge" and kwargs.get("patterns", True):
                raise Unreadable(source=source, trouble=ReadTrouble.TOO_HARD)
            return await app.readers.pool.run(source, function, *args, **kwargs)

    await follow(app, web, "Alpha", "Beta")
    await add_filter(deny("alpha.*version", kind=FilterKind.PATTERN), at=HERE, app=app, now=NOW)
    await add_filter(deny("drones"), at=HERE, app=app, now=NOW)

    titles = await posted(replace(app, readers=replace(app.readers, pool=Slow())), outlet)

    assert titles == [ALPHA]
    assert "patterns left out" in caplog.text


async def test_a_filter_that_comes_while_others_are_asked_is_asked_too(app, web, outlet):
    class Meanwhile:
        came = False

        async def run(self, source, function, *args, **kwargs):
            made = await app.readers.pool.run(source, function, *args, **kwargs)
            if function.__name__ == "judge" and not self.came:
                self.came = True
                await add_filter(deny("drones"), at=HERE, app=app, now=NOW)
            return made

    await follow(app, web, "Alpha", "Beta")
    await add_filter(deny("nothing"), at=HERE, app=app, now=NOW)

    assert await posted(replace(app, readers=replace(app.readers, pool=Meanwhile())), outlet) == [ALPHA]


async def test_who_follows_anew_is_asked_anew(app, web, outlet):
    await follow(app, web, "Beta")
    added = await add_filter(deny("drones"), at=HERE, app=app, now=NOW)
    await posted(app, outlet)
    await remove_filter(added.owned.filter.id, within=None, app=app)
    await unsubscribe(web.url("/feed"), within=CONSOLE, app=app, now=NOW)

    await subscribe(web.url("/feed"), target=CONSOLE, wish=Wish(backfill=1), app=app, now=NOW)

    assert await posted(app, outlet) == [BETA]


async def test_a_dry_run_changes_nothing_and_knows_entries_that_nobody_read(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")
    await add_filter(deny("cannons", field=FilterField.TEXT), at=HERE, app=app, now=NOW)

    tested = await try_filters(target=CONSOLE, most=10, app=app)

    assert {each.title: each.verdict.passed for each in tested} == {ALPHA: True, BETA: False}
    assert await fates(app, BETA) == [Fate.UNREAD]


async def test_the_same_filter_too_many_and_places_that_nobody_follows_are_refused(app, web):
    with pytest.raises(Refused, match="follows nothing yet"):
        await add_filter(deny("x"), at=HERE, app=app, now=NOW)
    await follow(app, web, "Alpha")
    await add_filter(deny("x"), at=HERE, app=app, now=NOW)
    with pytest.raises(Refused, match="it is filter 1"):
        await add_filter(deny("x"), at=HERE, app=app, now=NOW)
    with pytest.raises(Refused, match="is not followed"):
        await add_filter(deny("x"), at=Place(target=CONSOLE, feed_url="https://nobody.example/"), app=app, now=NOW)
    for number in range(10):
        await add_filter(deny(f"x{number}", kind=FilterKind.PATTERN), at=HERE, app=app, now=NOW)
    with pytest.raises(Refused, match="10 patterns"):
        await add_filter(deny("y", kind=FilterKind.PATTERN), at=HERE, app=app, now=NOW)
    with pytest.raises(Refused, match="no filter 99"):
        await remove_filter(99, within=None, app=app)


async def test_a_guild_neither_sees_nor_touches_what_is_anothers(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")
    await subscribe(web.url("/feed"), target=OURS, wish=Wish(backfill=9), app=app, now=NOW)
    mine = (await add_filter(deny("drones"), at=Place(target=OURS), app=app, now=NOW)).owned.filter
    everywhere = Place(target=CONSOLE, feed_url=web.url("/feed"), everywhere=True)
    operators = (await add_filter(deny("gyms"), at=everywhere, app=app, now=NOW)).owned.filter
    (subscription,) = await followed_here("made-up", within=OURS, most=5, app=app)

    for number, who in ((mine.id, THEIRS), (operators.id, OURS)):
        with pytest.raises(Refused):
            await remove_filter(number, within=who, app=app)
    with pytest.raises(Refused, match="not followed here"):
        await add_filter(deny("x"), at=Place(target=THEIRS, subscription=subscription.id), app=app, now=NOW)
    with pytest.raises(Refused, match="know nothing of that here"):
        await explain(BETA, within=THEIRS, app=app)

    assert await followed_here("", within=THEIRS, most=5, app=app) == ()
    assert [each.filter.id for each in await filters_here(within=OURS, app=app)] == [mine.id]
    assert {each.filter.id for each in await list_filters(at=Place(target=OURS), app=app)} == {mine.id, operators.id}
    (decision,) = await explain(BETA, within=OURS, app=app)
    assert [each.target.channel for each in decision.channels] == [7]
