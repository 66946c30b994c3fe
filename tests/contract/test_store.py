"""What the store promises, on SQLite and on Postgres alike."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.feeds.decide import key_entries
from bot.model.delivery import NewPost
from bot.model.digest import DigestId, DigestKind
from bot.model.feed import Entry
from bot.model.notice import Notice, NoticeKind
from bot.model.subscription import ChannelId, Mode, OutletName
from bot.model.usage import Caps, Usage
from bot.settings import StoreSettings
from bot.store import digests, entries, feeds, figures, hosts, moves, notes, notices, posts, recall, usage
from bot.store.migrate import known_revisions, migrate
from bot.store.opened import open_database
from bot.store.recall import Gap
from bot.store.tables import channels, subscriptions
from bot.store.tables import digests as digests_table
from bot.store.tables import entries as entries_table
from tests.worlds import NOW

SNOWFLAKE = 2**63 - 1
ONE = Entry(guid="1", link=None, title="t", author=None, published_at=None, summary_html="", content_html="", tags=())


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    server = request.getfixturevalue("postgres")
    return server.url(server.migrated())


@pytest.fixture
async def db(url):
    database = open_database(StoreSettings(url=url))
    await migrate(database)
    yield database
    await database.close()


async def _feed(tx, name="a", *, next_at=NOW, channel=None):
    feed = await feeds.add(tx, url=f"https://{name}.example/f", title=name, site_url=None, next_at=next_at, now=NOW)
    if channel:
        row = {"feed_id": feed, "channel_id": channel, "mode": "instant", "takeaways": 3, "state": "active", "created_at": NOW}
        await tx.execute(insert(subscriptions).values(**row))
    return feed


async def _channel(tx, number=1, *, external=SNOWFLAKE):
    row = {"outlet": OutletName.DISCORD, "external_id": external, "guild_id": external, "next_digest_at": NOW}
    await tx.execute(insert(channels).values(id=number, **row))
    return number


async def test_a_transaction_that_fails_leaves_nothing(db):
    async def fail():
        async with db.transaction() as tx:
            await notes.write(tx, "key", "value")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    async with db.reading() as tx:
        assert await notes.read(tx, "key") is None


async def test_a_reading_sees_one_moment_whatever_is_written_meanwhile(db):
    async with db.reading() as view:
        before = await notes.read(view, "key")
        async with db.transaction() as tx:
            await notes.write(tx, "key", "value")
        after = await notes.read(view, "key")

    assert (before, after) == (None, None)


@pytest.mark.parametrize("apart", [True, False])
async def test_turns_of_two_programs_are_one_after_the_other_unless_apart(db, url, apart):
    other = open_database(StoreSettings(url=url, busy_timeout_s=5))
    order = []
    shared = apart and url.startswith("postgresql")

    async def write(on, name):
        async with on.transaction(apart=apart) as tx:
            order.append(name)
            await notes.write(tx, name, name)
            with suppress(TimeoutError):
                async with asyncio.timeout(10 if shared else 0.3):
                    while len(order) < 2:
                        await asyncio.sleep(0.01)
            order.append(name)

    await asyncio.gather(write(db, "one"), write(other, "two"))
    await other.close()

    assert (order[0] == order[1]) is not shared


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\0b", "ab"),
        ("half \ud83d a pair", "half  a pair"),
        ("\u202eright to left\u202c", None),
        ("\U0001f916" * 9, None),
        ("x" * 2**20, None),
    ],
    ids=["nul", "surrogate", "rtl", "astral", "1 MB"],
)
async def test_any_text_can_be_kept(db, text, kept):
    hostile = replace(ONE, title=text, author=text, summary_html=text, tags=(text,))

    async with db.transaction() as tx:
        await entries.add(tx, await _feed(tx), key_entries([hostile], site_url=None), now=NOW)
        row = (await tx.execute(select(entries_table))).one()

    assert {row.title, row.author, row.summary_html} == {text if kept is None else kept}
    assert row.tags == [text]


@pytest.mark.parametrize(
    "when", [datetime(1, 1, 2, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, 999_000, UTC), datetime(9999, 12, 31, tzinfo=UTC)]
)
async def test_times_before_1970_and_far_ahead_come_back_as_they_were(db, when):
    async with db.transaction() as tx:
        feed = await _feed(tx, next_at=when)
        assert (await feeds.by_id(tx, feed)).next_at == when


async def test_feeds_come_due_the_longest_waiting_first_and_not_while_their_server_rests(db):
    async with db.transaction() as tx:
        channel = await _channel(tx)
        for name, hours in (("late", 1), ("early", 3), ("resting", 2), ("ahead", -1)):
            await _feed(tx, name, next_at=NOW - timedelta(hours=hours), channel=channel)
        await _feed(tx, "unread", next_at=NOW - timedelta(hours=9))
        await hosts.rest(tx, "resting.example", until=NOW + timedelta(minutes=5))
        await hosts.rest(tx, "resting.example", until=NOW + timedelta(minutes=1))
        due = await feeds.due(tx, now=NOW, most=10)
        ahead = await feeds.next_due(tx, now=NOW)
        rate = await feeds.polls_per_second(tx, interval_s=100)

    assert [feed.title for feed in due] == ["early", "late"]
    assert ahead == NOW + timedelta(minutes=5)
    assert rate == pytest.approx(0.04)
    assert type(rate) is float


async def test_what_a_feed_showed_is_known_by_every_rung_and_never_stored_twice(db):
    keyed = key_entries([replace(ONE, guid=str(number), title=f"title {number}") for number in range(450)], site_url=None)
    async with db.transaction() as tx:
        feed = await _feed(tx)
        ids = await entries.add(tx, feed, keyed, now=NOW)
        known = await entries.known_keys(tx, feed, keyed)
        shown = await feeds.shown(tx, feed, since=NOW)

    assert list(ids) == sorted(ids)
    assert len(known.guids) == len(known.contents) == 450
    assert (shown.dated, shown.undated) == (0, 450)


async def test_two_feeds_that_become_one_keep_what_waits(db):
    async with db.transaction() as tx:
        channel = await _channel(tx)
        old, new = await _feed(tx, "old", channel=channel), await _feed(tx, "new", channel=channel)
        keyed = key_entries([replace(ONE, guid=str(number)) for number in range(3)], site_url=None)
        waits = await entries.add(tx, old, keyed, now=NOW)
        twins = await entries.add(tx, new, keyed[:2], now=NOW)
        await digests.hand_over(tx, waits, channel=channel, mode=Mode.INSTANT, bullets=3, now=NOW)
        await moves.join(tx, old, new)
        waiting = await entries.waiting(tx, now=NOW, most=9)

    assert {each.id for each in waiting} == {*twins, waits[2]}
    assert {each.feed_id for each in waiting} == {new}


async def test_posts_are_claimed_one_a_channel_in_their_order_and_again_after_their_lease(db):
    async with db.transaction() as tx:
        channel = await _channel(tx)
        await tx.execute(insert(digests_table).values(id=1, channel_id=channel, kind=DigestKind.CARD, created_at=NOW))
        new = [_new_post(part) for part in range(2)]
        await posts.add(tx, new, digest=DigestId(1), channel=channel, now=NOW)
        first = await _claim(tx, NOW)
        none = await _claim(tx, NOW)
        again = await _claim(tx, NOW + timedelta(seconds=60))
        late = await posts.mark_later(tx, first[0], error="late", next_at=NOW)
        done = await posts.mark_sent(tx, again[0], sent=None, now=NOW)
        second = await _claim(tx, NOW)
        count = await figures.count(tx)

    assert [each.code for each in (*first, *again, *second)] == ["BB-0", "BB-0", "BB-1"]
    assert first[0].target.channel == first[0].target.guild == SNOWFLAKE
    assert (none, late, done, again[0].first_try_at, again[0].attempts) == ((), False, True, NOW, 2)
    assert (count.posts, count.waiting, count.bytes > 0) == (1, 1, True)


def _new_post(part):
    return NewPost(payload="{}", code=f"BB-{part}", nonce=f"BB-{part}-0")


async def _claim(tx, now):
    return await posts.claim(tx, outlet=OutletName.DISCORD, owner="me", now=now, lease_s=60, most=9)


async def test_the_caps_of_a_day_hold_between_two_programs(db, url):
    other, caps = open_database(StoreSettings(url=url)), Caps(requests=7, tokens=2**60, micros=2**62)

    async def ask(on):
        async with on.transaction() as tx:
            return await usage.reserve(tx, Usage(requests=1, tokens_in=2**40, tokens_out=0, micros=1), caps=caps, now=NOW)

    granted = await asyncio.gather(*(ask(on) for on in (db, other) for _ in range(8)))
    async with db.reading() as tx:
        spent = await usage.of_days(tx, NOW, days=30)
    await other.close()

    assert sum(granted) == 7
    assert spent == Usage(requests=7, tokens_in=7 * 2**40, tokens_out=0, micros=7)
    assert type(spent.tokens_in) is int


async def test_a_notice_is_raised_once_and_ends(db):
    notice = Notice(kind=NoticeKind.FAILING, subject="feed 1", text="It fails.", created_at=NOW)
    async with db.transaction() as tx:
        raised = [await notices.raise_one(tx, notice), await notices.raise_one(tx, notice)]
        held = await notices.still_open(tx)
        await notices.end(tx, ["feed 1"])
        left = await notices.still_open(tx)

    assert (raised, [each.text for each in held], left) == ([True, False], ["It fails."], ())


async def test_a_gap_is_kept_until_it_is_closed(db):
    gap = Gap(since=NOW - timedelta(days=1), until=NOW)
    async with db.transaction() as tx:
        await recall.open_gap(tx, gap)
        await recall.keep_recalled(tx, ChannelId(1), ())
        kept, asked = await recall.gap(tx), await recall.recalled(tx, ChannelId(1))
        await recall.close_gap(tx)
        left = (await recall.gap(tx), await recall.recalled(tx, ChannelId(1)))

    assert (kept, asked is None, left) == (gap, False, (None, None))


@pytest.mark.parametrize("revision", sorted(known_revisions()))
async def test_every_released_version_with_rows_in_it_becomes_this_one(revision, url, request):
    if url.startswith("postgresql"):
        server = request.getfixturevalue("postgres")
        url = server.url(server.create())
    db = open_database(StoreSettings(url=url))
    await migrate(db, revision=revision)
    async with db.transaction() as tx:
        await tx.exec_driver_sql("INSERT INTO notes (key, value) VALUES ('kept', 'yes')")
        await tx.exec_driver_sql(
            f"INSERT INTO channels (outlet, external_id, guild_id, next_digest_at) VALUES ('discord', {SNOWFLAKE}, {SNOWFLAKE}, 0)"
        )

    done = await migrate(db)
    async with db.reading() as tx:
        kept = await notes.read(tx, "kept")
        row = (await tx.execute(select(channels))).one()
    await db.close()

    assert (done.before, kept, row.external_id, row.language) == (revision, "yes", SNOWFLAKE, "")


async def test_a_database_is_closed_once_those_who_use_it_are_done(url):
    database, entered, done = open_database(StoreSettings(url=url)), asyncio.Event(), []
    await migrate(database)

    async def use():
        async with database.transaction() as tx:
            entered.set()
            await asyncio.sleep(0.1)
            await _channel(tx)
            done.append("written")

    using = asyncio.create_task(use())
    await entered.wait()
    await database.close()
    assert done == ["written"]
    await using
