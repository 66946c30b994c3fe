"""Arrived posts shown anew: the latest wish wins, and a failure leaves it for later."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import ChannelClosed, MessageGone, SendFailed, SendRefused
from bot.flows.digest import digest_due
from bot.flows.edit import edit_due, next_edit_at
from bot.flows.retention import drop_old
from bot.model.delivery import EditState, Panel, Post
from bot.model.subscription import ChannelId
from bot.rendering.frozen import freeze
from bot.store import edits, posts
from bot.store.tables import edits as edits_table
from bot.store.tables import notices
from bot.store.tables import posts as posts_table
from tests.integration.steps import condense, follow, post
from tests.worlds import NOW


@pytest.fixture
async def arrived(app, web):
    """The id of a post that arrived."""
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    (attempt,) = await post(app)
    return attempt.post_id


async def wish(app, post_id, title, *, at=NOW):
    async with app.db.transaction() as tx:
        await edits.want(tx, post_id, payload=freeze(Post(code="BB-1", panels=(Panel(title=title),))), next_at=at)


def shown(outlet):
    return [each.panels[0].title for each in outlet.edits.values()]


async def test_the_latest_wish_is_shown_when_it_is_due_and_once(app, outlet, arrived):
    await wish(app, arrived, "first")
    await wish(app, arrived, "second", at=NOW + timedelta(minutes=1))

    early = await edit_due(app=app, now=NOW)
    due_at = await next_edit_at(app=app)
    done = await edit_due(app=app, now=NOW + timedelta(minutes=1))

    assert (early, due_at, done) == ((), NOW + timedelta(minutes=1), (EditState.DONE,))
    assert shown(outlet) == ["second"]
    assert await next_edit_at(app=app) is None


async def test_a_post_that_was_edited_can_be_edited_again(app, outlet, arrived):
    for title in ("first", "second"):
        await wish(app, arrived, title)
        await edit_due(app=app, now=NOW)

    assert shown(outlet) == ["second"]


@pytest.mark.parametrize("error", [SendFailed(detail="30046", retry_after_s=900), ZeroDivisionError()])
async def test_an_edit_that_fails_now_is_made_later(app, outlet, arrived, error):
    outlet.errors = [error]
    await wish(app, arrived, "new")

    first = await edit_due(app=app, now=NOW)
    too_soon = await edit_due(app=app, now=NOW + timedelta(seconds=1))
    later = await edit_due(app=app, now=NOW + timedelta(days=1))

    assert (first, too_soon, later) == ((EditState.WANTED,), (), (EditState.DONE,))
    assert shown(outlet) == ["new"]


@pytest.mark.parametrize("error", [MessageGone(detail="10008"), SendRefused(detail="50035")])
async def test_an_edit_that_can_never_be_made_is_given_up(app, outlet, arrived, error):
    outlet.errors = [error]
    await wish(app, arrived, "new")

    assert await edit_due(app=app, now=NOW) == (EditState.DEAD,)
    assert await next_edit_at(app=app) is None


async def test_a_post_that_has_not_arrived_is_not_edited(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    await wish(app, 1, "new")

    assert await edit_due(app=app, now=NOW) == ()
    await post(app)
    assert await edit_due(app=app, now=NOW) == (EditState.DONE,)


@pytest.fixture
async def two(app, web):
    """The ids of two posts that arrived, in one channel."""
    await follow(app, web, "Alpha", "Beta")
    await condense(app)
    await digest_due(app=app, now=NOW)
    return [each.post_id for each in await post(app)]


async def read(app, query):
    async with app.db.reading() as tx:
        return list((await tx.execute(query)).scalars())


async def test_a_channel_has_its_edits_one_at_a_time(app, outlet, two):
    for each in two:
        await wish(app, each, f"new {each}")

    assert [len(await edit_due(app=app, now=NOW)) for _ in range(3)] == [1, 1, 0]
    assert shown(outlet) == ["new 1", "new 2"]


async def test_a_channel_that_refuses_an_edit_is_held_and_told_of_and_goes_on_when_it_opens(app, outlet, two):
    outlet.errors = [ChannelClosed(detail="403")]
    for each in two:
        await wish(app, each, f"new {each}")

    first = await edit_due(app=app, now=NOW)
    held = [await edit_due(app=app, now=NOW + timedelta(hours=hours)) for hours in (0, 1, 30)]
    due_at = await next_edit_at(app=app)
    told = await read(app, select(notices.c.kind))
    async with app.db.transaction() as tx:
        await posts.reopen(tx, ChannelId(1), now=NOW + timedelta(hours=1))
    opened = [await edit_due(app=app, now=NOW + timedelta(hours=1)) for _ in range(2)]

    assert first == (EditState.WANTED,)
    assert (held, due_at, told) == ([(), (), ()], None, ["channel_closed"])
    assert opened == [(EditState.DONE,)] * 2


async def test_edits_end_at_once_where_the_channel_was_deleted(app, outlet, two):
    outlet.errors = [ChannelClosed(detail="10003", gone=True)]
    for each in two:
        await wish(app, each, "new")

    await edit_due(app=app, now=NOW)

    assert await read(app, select(edits_table.c.state)) == [EditState.DEAD] * 2


@pytest.mark.parametrize("keep_days", [90, 0], ids=["texts go after a while", "texts stay"])
async def test_edits_end_two_days_after_the_post_where_the_channel_stays_closed(app, outlet, two, keep_days):
    store = app.settings.store.model_copy(update={"keep_days": keep_days})
    app = replace(app, settings=app.settings.model_copy(update={"store": store}))
    outlet.errors = [ChannelClosed(detail="403")]
    for each in two:
        await wish(app, each, "new")
    await edit_due(app=app, now=NOW)

    await drop_old(app=app, now=NOW + timedelta(hours=47))
    soon = await read(app, select(edits_table.c.state))
    await drop_old(app=app, now=NOW + timedelta(hours=49))

    assert soon == [EditState.WANTED] * 2
    assert await read(app, select(edits_table.c.state)) == [EditState.DEAD] * 2


async def test_an_old_post_that_was_edited_is_not_kept_for_ever(app, outlet, arrived):
    await wish(app, arrived, "new")
    await edit_due(app=app, now=NOW)

    await drop_old(app=app, now=NOW + timedelta(days=100))

    assert '"panels":[]' in (await read(app, select(posts_table.c.payload)))[0]
    assert await read(app, select(edits_table.c.post_id)) == []
