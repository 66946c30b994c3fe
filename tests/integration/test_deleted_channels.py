"""Channels that were deleted: no request where the gateway told so, and few where it did not."""

from datetime import timedelta

from sqlalchemy import insert, select, update

from bot.errors import ChannelClosed
from bot.flows.deliver import Deliverer
from bot.flows.digest import digest_due
from bot.flows.guilds import channel_deleted
from bot.flows.trials import REFUSALS_AN_HOUR, TRIALS_AN_HOUR
from bot.model.delivery import EditState, PostId, PostState
from bot.store import edits
from bot.store.tables import channels, digests, notices, posts
from bot.store.tables import edits as wishes
from tests.integration.steps import condense, follow, post
from tests.worlds import NOW


async def test_a_channel_that_the_gateway_tells_was_deleted_is_asked_nothing(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    async with app.db.transaction() as tx:
        await tx.execute(update(channels).values(guild_id=8, external_id=42))

    await channel_deleted(41, guild=8, app=app, now=NOW)
    async with app.db.reading() as tx:
        before = await tx.scalar(select(channels.c.error))
    await channel_deleted(42, guild=8, app=app, now=NOW)
    attempts = await post(app)

    async with app.db.reading() as tx:
        assert before is None
        assert "deleted" in (await tx.scalar(select(channels.c.error)) or "")
        assert await tx.scalar(select(notices.c.kind)) == "channel_closed"
    assert attempts == []


async def test_what_was_to_be_edited_in_a_deleted_channel_ends_with_it(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)
    async with app.db.transaction() as tx:
        await tx.execute(update(channels).values(guild_id=8, external_id=42))
        await edits.want(tx, PostId(1), payload="{}", next_at=NOW)

    await channel_deleted(42, guild=8, app=app, now=NOW)

    async with app.db.reading() as tx:
        assert await tx.scalar(select(wishes.c.state)) == EditState.DEAD


async def _channel(app, number, *, outbox, took_at=None):
    """A channel with one post that waits, and one that it took where `took_at` says so."""
    async with app.db.transaction() as tx:
        await tx.execute(insert(channels).values(id=number, outlet="console", external_id=number, next_digest_at=NOW))
        await tx.execute(insert(digests).values(id=number, channel_id=number, kind="card", created_at=NOW))
        common = {"digest_id": number, "channel_id": number, "payload": outbox, "next_at": NOW, "attempts": 0}
        if took_at:
            sent = {"part": 0, "code": f"S{number}", "nonce": f"S{number}", "state": PostState.SENT, "sent_at": took_at}
            await tx.execute(insert(posts).values(**common, **sent))
        ready = {"part": 1, "code": f"C{number}", "nonce": f"C{number}", "state": PostState.READY}
        await tx.execute(insert(posts).values(**common, **ready))


async def test_after_eight_refusals_in_an_hour_only_channels_that_took_a_post_lately_are_tried(app, outlet):
    payload = '{"code":"BB-1","panels":[]}'
    for number in range(1, REFUSALS_AN_HOUR + 1):
        await _channel(app, number, outbox=payload)
    outlet.errors = [ChannelClosed(detail="10003", gone=True)] * REFUSALS_AN_HOUR
    clock = [NOW]
    deliverer = Deliverer(app, owner="me", clock=lambda: clock[0], uptime=lambda: clock[0].timestamp())  # noqa: PLW0108  the clock is set below
    await deliverer.step(now=NOW)
    await deliverer.settle()
    await _channel(app, 100, outbox=payload)
    await _channel(app, 101, outbox=payload, took_at=NOW - timedelta(days=2))
    await _channel(app, 102, outbox=payload, took_at=NOW - timedelta(hours=2))

    sent = []
    for minutes in (1, 61):
        clock[0] = NOW + timedelta(minutes=minutes)
        await deliverer.step(now=clock[0])
        await deliverer.settle()
        sent.append(len(outlet.posts))

    assert sent == [1, 3]


async def test_a_refusal_that_cost_no_request_is_none_of_those(app, outlet):
    payload = '{"code":"BB-1","panels":[]}'
    for number in range(1, REFUSALS_AN_HOUR + 1):
        await _channel(app, number, outbox=payload)
    outlet.errors = [ChannelClosed(detail="I lack Send Messages", asked=False)] * REFUSALS_AN_HOUR
    deliverer = Deliverer(app, owner="me", clock=lambda: NOW, uptime=lambda: 0.0)
    await deliverer.step(now=NOW)
    await deliverer.settle()
    await _channel(app, 100, outbox=payload)

    await deliverer.step(now=NOW)
    await deliverer.settle()

    assert len(outlet.posts) == 1


async def test_of_channels_that_refused_us_five_an_hour_are_tried_again(app, outlet):
    many = 2 * TRIALS_AN_HOUR
    for number in range(1, many + 1):
        await _channel(app, number, outbox='{"code":"BB-1","panels":[]}')
    async with app.db.transaction() as tx:
        await tx.execute(update(channels).values(error="403"))
    outlet.errors = [ChannelClosed(detail="403")] * many
    clock = [NOW]
    deliverer = Deliverer(app, owner="me", clock=lambda: clock[0], uptime=lambda: clock[0].timestamp())  # noqa: PLW0108  the clock is set below

    tried = []
    for minutes in (0, 1, 59, 61):
        clock[0] = NOW + timedelta(minutes=minutes)
        await deliverer.step(now=clock[0])
        await deliverer.settle()
        tried.append(many - len(outlet.errors))

    assert tried == [TRIALS_AN_HOUR, TRIALS_AN_HOUR, TRIALS_AN_HOUR, many]
