"""Many programs on one Postgres: each post is claimed once, each turn to write is one program's, and one that froze holds nobody up."""

import asyncio
import signal
import subprocess
import sys
from collections import defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.model.delivery import Claimed, PostState
from bot.model.digest import DigestKind
from bot.model.subscription import OutletName
from bot.settings import StoreSettings
from bot.store import notes, posts
from bot.store.opened import open_database
from bot.store.tables import channels, digests
from bot.store.tables import posts as posts_table
from tests.worlds import NOW

CHANNELS, EACH = 12, 5

FROZEN = """
import asyncio, sys
from bot.settings import StoreSettings
from bot.store import notes
from bot.store.opened import open_database

async def main():
    db = open_database(StoreSettings(url=sys.argv[1]))
    async with db.transaction() as tx:
        await tx.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '500ms'")
        await notes.write(tx, "turn", "the frozen one's")
        print("inside", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
def url(postgres):
    return postgres.url(postgres.migrated())


@pytest.fixture
async def programs(url):
    """Four programs' stores."""
    stores = [open_database(StoreSettings(url=url)) for _ in range(4)]
    yield stores
    for db in stores:
        await db.close()


async def _fill(db):
    async with db.transaction() as tx:
        for number in range(1, CHANNELS + 1):
            await tx.execute(insert(channels).values(id=number, outlet=OutletName.DISCORD, external_id=number, next_digest_at=NOW))
            await tx.execute(insert(digests).values(id=number, channel_id=number, kind=DigestKind.CARD, created_at=NOW))
        await tx.execute(insert(posts_table), [_post(channel, part) for part in range(EACH) for channel in range(1, CHANNELS + 1)])


def _post(channel, part):
    code = f"BB-{channel}-{part}"
    row = {"digest_id": channel, "part": part, "channel_id": channel, "payload": "{}", "code": code, "nonce": f"{code}-0"}
    return row | {"state": PostState.READY, "next_at": NOW}


async def _claim(db, owner, *, now=NOW, most=4):
    async with db.transaction(apart=True) as tx:
        return await posts.claim(tx, outlet=OutletName.DISCORD, owner=owner, now=now, lease_s=60, most=most)


async def test_senders_side_by_side_claim_each_post_once_and_keep_every_channels_order(programs):
    await _fill(programs[0])
    claimed: list[Claimed] = []

    async def send(db, owner):
        while len(claimed) < CHANNELS * EACH:
            taken = await _claim(db, owner)
            claimed.extend(taken)
            for each in taken:
                await asyncio.sleep(0)
                async with db.transaction(apart=True) as tx:
                    await posts.mark_sent(tx, each, sent=None, now=NOW)

    async with asyncio.timeout(30):
        await asyncio.gather(*(send(db, f"sender {place}") for place, db in enumerate(programs)))

    order = defaultdict(list)
    for each in claimed:
        order[each.channel_id].append(each.id)
    assert len(claimed) == len({each.id for each in claimed}) == CHANNELS * EACH
    assert all(ids == sorted(ids) for ids in order.values())


async def test_a_claim_passes_over_what_another_is_about_to_take(programs):
    one, two, *_ = programs
    await _fill(one)

    async with one.transaction(apart=True) as tx:
        first = await posts.claim(tx, outlet=OutletName.DISCORD, owner="one", now=NOW, lease_s=60, most=CHANNELS)
        async with asyncio.timeout(5):
            meanwhile = await _claim(two, "two", most=CHANNELS)
    after = await _claim(two, "two", most=CHANNELS)

    assert len(first) == CHANNELS
    assert (meanwhile, after) == ((), ())


async def test_a_mark_that_comes_after_its_lease_leaves_what_the_next_one_made(programs):
    one, two, *_ = programs
    await _fill(one)
    (late,) = await _claim(one, "one", most=1)
    (new,) = [each for each in await _claim(two, "two", now=NOW + timedelta(seconds=61), most=CHANNELS) if each.id == late.id]
    async with two.transaction(apart=True) as tx:
        sent = await posts.mark_sent(tx, new, sent=None, now=NOW)

    async with one.transaction(apart=True) as tx:
        undone = await posts.mark_later(tx, late, error="timed out", next_at=NOW)
        ended = await posts.mark_dead(tx, late, error="refused")
    async with one.reading() as tx:
        state = await tx.scalar(select(posts_table.c.state).where(posts_table.c.id == late.id))

    assert (sent, undone, ended, state) == (True, False, False, PostState.SENT)


async def test_what_a_turn_read_stays_true_until_it_wrote(programs):
    async def count(db):
        for _ in range(25):
            async with db.transaction() as tx:
                known = int(await notes.read(tx, "counter") or 0)
                await asyncio.sleep(0)
                await notes.write(tx, "counter", str(known + 1))

    async with asyncio.timeout(30):
        await asyncio.gather(*(count(db) for db in programs))

    async with programs[0].reading() as tx:
        assert await notes.read(tx, "counter") == "100"


async def test_a_program_that_froze_inside_its_turn_holds_nobody_up_and_wrote_nothing(url, programs):
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", FROZEN, url, stdout=subprocess.PIPE)
    try:
        assert child.stdout
        assert await child.stdout.readline() == b"inside\n"
        child.send_signal(signal.SIGSTOP)

        async with asyncio.timeout(5), programs[0].transaction() as tx:
            left = await notes.read(tx, "turn")
            await notes.write(tx, "turn", "mine")

        assert left is None
    finally:
        child.kill()
        await child.wait()
