"""Channels with wishes of their own: when, how much, and how quietly."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.digests.schedule_text import parse_schedule
from bot.errors import Refused, SendFailed
from bot.flows.deliver import next_delivery_at
from bot.flows.digest import digest_due
from bot.flows.latest import latest
from bot.flows.schedule import digest_now, set_schedule, show_schedule
from bot.flows.vote import vote
from bot.model.delivery import Outcome, PostState
from bot.model.digest import StoryId
from bot.model.schedule import Quiet
from bot.model.subscription import CONSOLE, Mode, OutletName, Target
from bot.settings import DigestsSettings
from bot.store.posts import claim
from bot.store.tables import posts
from tests.integration.steps import condense, follow, post
from tests.worlds import NAMES, NOW

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
DAILY = parse_schedule("daily 18:00", zone="Europe/Berlin")  # 17:00 UTC in March


async def _wish(app, schedule, *, now=NOW):
    return await set_schedule(schedule, target=CONSOLE, app=app, now=now)


async def test_a_channel_has_its_digest_at_its_own_hour(app, web, outlet):
    await follow(app, web, "Alpha", mode=Mode.DIGEST)
    await condense(app)

    wished = await _wish(app, DAILY)
    early = await digest_due(app=app, now=NOON + timedelta(hours=4, minutes=59))
    (due,) = await digest_due(app=app, now=NOON + timedelta(hours=5))

    assert wished.next_at == NOON + timedelta(hours=5)
    assert (early, due.stories) == ((), 1)
    assert (await show_schedule(target=CONSOLE, app=app, now=NOW)).next_at == NOON + timedelta(days=1, hours=5)


async def test_an_hour_without_news_passes_in_silence_and_does_not_make_the_next_story_early(app, web, outlet):
    await follow(app, web, "Alpha", mode=Mode.DIGEST, pages=False)
    await _wish(app, DAILY)
    await condense(app)
    await digest_due(app=app, now=NOON + timedelta(hours=5))

    silent = await digest_due(app=app, now=NOON + timedelta(days=1, hours=5))
    await follow(app, web, "Beta", path="/second", mode=Mode.DIGEST)
    await condense(app, now=NOON + timedelta(days=1, hours=6))
    too_early = await digest_due(app=app, now=NOON + timedelta(days=1, hours=6))

    assert (silent, too_early) == ((), ())


async def test_an_hour_without_news_says_so_where_that_is_wanted(app, web, outlet):
    await follow(app, web, mode=Mode.DIGEST)
    await _wish(app, replace(DAILY, say_when_empty=True))

    (first,) = await digest_due(app=app, now=NOON + timedelta(hours=5))
    again = await digest_due(app=app, now=NOON + timedelta(hours=6))
    await post(app, now=NOON + timedelta(hours=6))

    assert (first.stories, first.posts, again) == (0, 1, ())
    assert "nothing new" in outlet.posts[0].panels[0].body


async def test_nothing_new_is_said_only_where_no_card_came_since_the_last_digest_hour(app, web, outlet):
    await follow(app, web, "Alpha")
    await _wish(app, replace(DAILY, say_when_empty=True))
    await condense(app)
    await digest_due(app=app, now=NOON)

    (after_a_card, after_nothing) = [await digest_due(app=app, now=NOON + timedelta(days=day, hours=5)) for day in (0, 1)]

    assert (after_a_card, [each.posts for each in after_nothing]) == ((), [1])


async def test_a_machine_that_slept_a_week_brings_one_digest(app, web, outlet):
    await follow(app, web, *NAMES[:3], mode=Mode.DIGEST)
    await _wish(app, DAILY)
    await condense(app)

    woke = NOON + timedelta(days=7)
    built = [await digest_due(app=app, now=woke + timedelta(minutes=minute)) for minute in range(3)]

    assert [[each.stories for each in digests] for digests in built] == [[3], [], []]
    assert (await show_schedule(target=CONSOLE, app=app, now=NOW)).next_at == woke + timedelta(hours=5)


async def test_in_quiet_hours_nothing_is_posted_and_nothing_is_lost(app, web, outlet):
    await follow(app, web, "Alpha")
    await _wish(app, replace(DAILY, quiet=Quiet(start=time(12), end=time(14))))
    await condense(app)

    quiet = await digest_due(app=app, now=NOON)
    (after,) = await digest_due(app=app, now=NOON + timedelta(hours=1))

    assert (quiet, after.stories) == ((), 1)


async def test_a_post_built_before_quiet_hours_and_put_off_into_them_goes_out_after_them(app, web, outlet):
    await follow(app, web, "Alpha")
    await _wish(app, replace(DAILY, zone="UTC", quiet=Quiet(start=time(12, 5), end=time(20))))
    await condense(app)
    await digest_due(app=app, now=NOON)
    outlet.errors = [SendFailed(detail="503", uncertain=True, retry_after_s=600.0)]
    await post(app, now=NOON)

    quiet = await post(app, now=NOON + timedelta(minutes=11))
    waits_until = await next_delivery_at(app=app)
    early = await post(app, now=NOON + timedelta(hours=7, minutes=59))
    async with app.db.reading() as tx:
        row = (await tx.execute(select(posts))).one()
    (late,) = await post(app, now=NOON + timedelta(hours=8))

    assert (quiet, early, waits_until) == ([], [], NOON + timedelta(hours=8))
    assert (row.state, row.attempts, row.first_try_at) == (PostState.READY, 1, NOON)
    assert (late.outcome, len(outlet.posts)) == (Outcome.SENT, 1)


async def test_a_try_cut_off_by_a_crash_stays_in_doubt_through_quiet_hours(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOON)
    async with app.db.transaction() as tx:
        await claim(tx, outlet=OutletName.CONSOLE, owner="dead", now=NOON, lease_s=60, most=1)
    await _wish(app, replace(DAILY, zone="UTC", quiet=Quiet(start=time(12), end=time(13))))

    quiet = await post(app, now=NOON + timedelta(minutes=5))
    async with app.db.reading() as tx:
        row = (await tx.execute(select(posts))).one()

    assert (quiet, row.state, row.first_try_at, row.next_at) == ([], PostState.READY, NOON, NOON + timedelta(hours=1))


async def test_a_day_has_no_more_cards_than_wanted_and_the_rest_comes_in_the_digest(app, web, outlet):
    await follow(app, web, *NAMES[:3])
    await _wish(app, replace(DAILY, daily_cards=1))
    await condense(app)

    (cards,) = await digest_due(app=app, now=NOON)
    (digest,) = await digest_due(app=app, now=NOON + timedelta(hours=5))

    assert (cards.stories, digest.stories, digest.posts) == (1, 2, 1)


async def test_a_digest_counts_what_it_leaves_out_and_latest_lists_it(app, web, outlet):
    await follow(app, web, *NAMES, mode=Mode.DIGEST)
    await _wish(app, replace(DAILY, stories=2))
    await condense(app)

    (digest,) = await digest_due(app=app, now=NOON + timedelta(hours=5))
    next_day = await digest_due(app=app, now=NOON + timedelta(days=1, hours=5))
    await post(app, now=NOON + timedelta(hours=5))

    assert (digest.stories, next_day) == (2, ())
    assert "And 3 more: /latest" in outlet.posts[-1].panels[-1].footer
    assert len(await latest(target=CONSOLE, most=10, app=app)) == 5


async def test_a_stopped_channel_keeps_what_waits_until_its_digests_come_again(app, web, outlet):
    await follow(app, web, "Alpha", mode=Mode.DIGEST)
    await _wish(app, parse_schedule("never"))
    await condense(app)

    stopped = await digest_due(app=app, now=NOON + timedelta(days=300))
    await _wish(app, None, now=NOON + timedelta(days=300))
    (again,) = await digest_due(app=app, now=NOON + timedelta(days=301))

    assert (stopped, again.stories) == ((), 1)


async def test_a_flood_in_a_channel_whose_digests_are_stopped_comes_singly_in_the_end(app, web, outlet):
    await follow(app, web, *NAMES[:3])
    await _wish(app, parse_schedule("never"))
    await condense(app)
    two = replace(app, settings=app.settings.model_copy(update={"digests": DigestsSettings(cards_at_once=2)}))

    built = [await digest_due(app=two, now=NOON + timedelta(minutes=minute)) for minute in range(3)]

    assert [[each.stories for each in looks] for looks in built] == [[2], [1], []]


async def test_a_digest_can_be_had_at_once(app, web, outlet):
    await follow(app, web, "Alpha", mode=Mode.DIGEST)
    await condense(app)

    asked = await digest_now(target=CONSOLE, app=app, now=NOON)
    (built,) = await digest_due(app=app, now=NOON)
    again = await digest_now(target=CONSOLE, app=app, now=NOON)

    assert (asked.waiting, asked.quiet_until, built.stories, again.waiting) == (1, None, 1, 0)


async def test_a_digest_that_is_due_comes_although_the_schedule_changes(app, web, outlet):
    await follow(app, web, "Alpha", mode=Mode.DIGEST)
    await condense(app)
    await _wish(app, DAILY)
    due = NOON + timedelta(hours=5)

    wished = await _wish(app, parse_schedule("weekly mon 06:00"), now=due)
    (built,) = await digest_due(app=app, now=due)
    stopped = await _wish(app, parse_schedule("never"), now=NOON + timedelta(days=30))

    assert (wished.next_at, built.stories, stopped.next_at.year) == (due, 1, 9999)


async def test_a_digest_asked_for_in_quiet_hours_comes_after_them(app, web, outlet):
    await follow(app, web, "Alpha", mode=Mode.DIGEST)
    await _wish(app, replace(DAILY, quiet=Quiet(start=time(12), end=time(14))))
    await condense(app)

    asked = await digest_now(target=CONSOLE, app=app, now=NOON)
    quiet = await digest_due(app=app, now=NOON)
    (built,) = await digest_due(app=app, now=NOON + timedelta(hours=1))

    assert (asked.quiet_until, quiet, built.stories) == (NOON + timedelta(hours=1), (), 1)


async def test_a_channel_without_feeds_has_no_schedule(app):
    stranger = Target(outlet=OutletName.DISCORD, channel=5)

    for asked in (set_schedule(DAILY, target=stranger, app=app, now=NOW), show_schedule(target=stranger, app=app, now=NOW)):
        with pytest.raises(Refused, match="follows no feed"):
            await asked
    with pytest.raises(Refused, match="follows no feed"):
        await digest_now(target=stranger, app=app, now=NOW)


async def test_votes_move_a_story_down_in_its_channel(app, web, outlet):
    await follow(app, web, "Alpha", title="First Source", mode=Mode.DIGEST)
    await condense(app)
    await digest_due(app=app, now=NOW, at_once=True)
    for user in range(4):
        await vote(StoryId(1), value=-1, user=user, target=CONSOLE, app=app, now=NOW)
    await follow(app, web, "Beta", title="Second Source", path="/second", mode=Mode.DIGEST)
    await follow(app, web, "Gamma", "Alpha", title="First Source", mode=Mode.DIGEST)
    await condense(app)

    await digest_due(app=app, now=NOW, at_once=True)
    await post(app)

    assert outlet.titles[-2:] == ["Beta opens a wind tunnel for drones in hail", "Gamma fined for selling where its users sleep"]
