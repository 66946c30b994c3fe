"""What the operators should know: one notice for each thing, told once, gone when it is well again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.compose import open_voice
from bot.engine.loops import Trouble
from bot.engine.queue import LocalEngine
from bot.errors import ChannelClosed, SendFailed, SendRefused, StoreFailed, StoreTrouble
from bot.flows.digest import digest_due
from bot.flows.guilds import guild_left, look_again
from bot.flows.owners import OwnersWatch, letter
from bot.flows.subscribe import Wish, subscribe
from bot.flows.tally import keep_tally
from bot.flows.unsubscribe import unsubscribe
from bot.model.job import Job, TaskName
from bot.model.notice import NoticeKind
from bot.model.subscription import CONSOLE, OutletName, Target
from bot.model.tally import Tally
from bot.rendering.limits import check
from bot.settings import EngineSettings, PromptsSettings
from bot.store import notes, notices
from tests.contract.engines import running, until
from tests.fakes.outlet import MemoryOwners
from tests.integration.steps import condense, follow, post
from tests.worlds import NOW

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def people():
    return MemoryOwners()


@pytest.fixture
def watch(app, people):
    return OwnersWatch(app, owners=people, troubles=list)


async def opened(app):
    async with app.db.reading() as tx:
        return [(each.kind, each.text) for each in await notices.still_open(tx)]


async def kinds(app):
    return [kind for kind, _ in await opened(app)]


async def ready(app, web, *names):
    await follow(app, web, *names)
    await condense(app)
    await digest_due(app=app, now=NOW)


async def test_a_closed_channel_is_told_once_and_its_notice_ends_with_the_next_post_that_arrives(app, web, outlet, watch, people):
    await ready(app, web, "Alpha", "Beta")
    outlet.errors = [ChannelClosed(detail="I lack a permission"), ChannelClosed(detail="I lack a permission")]
    for day in range(2):
        await post(app, now=NOW + timedelta(days=day, seconds=day))
        await watch.step(NOW + timedelta(days=day, minutes=1))
    held = await kinds(app)

    await post(app, now=NOW + timedelta(days=3))

    assert held == [NoticeKind.CLOSED]
    assert await kinds(app) == []
    assert len(people.letters) == 1
    assert len(outlet.posts) == 2


async def test_following_a_feed_there_again_ends_it_and_unfollowing_hides_it(app, web, outlet):
    await ready(app, web, "Alpha")
    outlet.errors = [ChannelClosed(detail="gone")]
    await post(app)
    await subscribe(web.url("/feed"), target=CONSOLE, wish=Wish(), app=app, now=NOW)

    assert await kinds(app) == []


async def test_nobody_is_bothered_with_a_channel_that_nobody_needs_any_more(app, web, outlet):
    await follow(app, web, "Alpha", pages=False)
    here = Target(outlet=OutletName.DISCORD, channel=7, guild=8)
    await subscribe(web.url("/feed"), target=here, wish=Wish(), app=app, now=NOW)
    await guild_left(8, app=app, now=NOW)
    before = await kinds(app)

    await unsubscribe(web.url("/feed"), within=here, app=app, now=NOW)

    assert before == [NoticeKind.CLOSED]
    assert await kinds(app) == []


async def test_a_server_that_we_left_is_told_and_ends_when_we_are_back(app, web):
    await follow(app, web, "Alpha", pages=False)
    await subscribe(web.url("/feed"), target=Target(outlet=OutletName.DISCORD, channel=7, guild=8), wish=Wish(), app=app, now=NOW)

    await guild_left(8, app=app, now=NOW)
    ((kind, text),) = await opened(app)
    await look_again(8, is_open=lambda _: True, app=app, now=NOW)

    assert kind is NoticeKind.CLOSED
    assert "channel 7 (server 8)" in text
    assert "invite me again" in text
    assert await kinds(app) == []


async def test_posts_that_are_refused_are_one_notice_a_channel_which_ends_after_a_week(app, web, outlet, watch, people):
    await ready(app, web, "Alpha", "Beta")
    outlet.errors = [SendRefused(detail="400, code 50035")] * 2
    await post(app)
    await watch.step(LATER)
    first = await kinds(app)

    await watch.step(NOW + timedelta(days=8))

    assert first == [NoticeKind.REFUSED]
    assert await kinds(app) == []
    assert len(people.letters) == 1


async def test_a_long_rest_is_told_until_it_is_over_and_a_short_one_never(app, watch):
    await keep_tally(Tally(rests_until=NOW + timedelta(seconds=30), why="a pause"), app=app, now=NOW)
    short = await kinds(app)
    await keep_tally(Tally(invalid_at=(NOW,), rests_until=NOW + timedelta(hours=1), why="too many"), app=app, now=NOW)
    await watch.step(NOW + timedelta(minutes=50))
    long = await kinds(app)

    await watch.step(NOW + timedelta(minutes=61))

    assert (short, long, await kinds(app)) == ([], [NoticeKind.RESTING], [])


@pytest.mark.parametrize("name", ["rules.toml", "voice/bytebot/card.md.j2"])
async def test_a_file_that_the_operator_breaks_is_told_and_ends_when_it_is_mended(app, web, outlet, people, *, name, tmp_path):
    folder = tmp_path / "prompts"
    good, _ = app.voice.templates.read(name)
    file = folder / name
    file.parent.mkdir(parents=True)
    file.write_text(good, encoding="utf-8")
    settings = app.settings.model_copy(update={"prompts": PromptsSettings(folder=str(folder))})
    app = replace(app, voice=open_voice(settings))
    watch = OwnersWatch(app, owners=people, troubles=list)
    await watch.step(NOW)
    before = await kinds(app)

    file.write_text("broken = [{{ no_such_thing }}", encoding="utf-8")
    await watch.step(NOW)
    await watch.step(LATER)
    ((kind, text),) = await opened(app)
    await ready(app, web, "Alpha")
    await post(app)
    file.write_text(good, encoding="utf-8")
    await watch.step(LATER)

    assert (before, kind, await kinds(app)) == ([], NoticeKind.PROMPTS, [])
    assert str(file) in text
    assert outlet.posts[0].panels[0].title  # it went out all the same, by our own file or the last good one
    check(outlet.posts[0])
    assert len(people.letters) == 1


@pytest.mark.parametrize(("trouble", "after"), [(StoreTrouble.FULL, timedelta(minutes=6)), (StoreTrouble.DAMAGED, timedelta(0))])
async def test_a_database_that_goes_on_failing_is_told_and_the_notice_ends_with_it(app, people, trouble, after):
    failing = [Trouble(error=StoreFailed(where="bot.db", trouble=trouble), since=NOW)]
    watch = OwnersWatch(app, owners=people, troubles=lambda: failing)
    await watch.step(NOW + after - timedelta(minutes=2))
    at_first = trouble is StoreTrouble.FULL and await kinds(app)
    await watch.step(NOW + after)
    await watch.step(NOW + after + timedelta(seconds=11))
    told = await kinds(app)

    failing.clear()
    await watch.step(NOW + after + timedelta(seconds=12))

    assert (at_first or []) == []
    assert told == [NoticeKind.STORE]
    assert len(people.letters) == 1
    assert await kinds(app) == []


async def test_jobs_that_failed_for_good_are_told_until_none_is_left(app, people):
    async def broken(_: str) -> None:
        raise ValueError("no such host")

    engine = LocalEngine(EngineSettings(tries=1), on_commit=lambda _, call: call())
    engine.task(TaskName.POLL, broken, at_once=4)
    watch = OwnersWatch(replace(app, engine=engine), owners=people, troubles=list)
    async with running(engine):
        await engine.enqueue([Job(task=TaskName.POLL, key=key) for key in ("a.example", "b.example")])
        await until(lambda: len(engine._quarantine) == 2)
        await watch.step(NOW)
        await watch.step(LATER)
    (told,) = await opened(app)
    for held in await engine.quarantined():
        await engine.release(held.number)
    await watch.step(LATER)

    assert told[0] is NoticeKind.HELD
    assert "the first: poll a.example: ValueError: no such host." in told[1]
    assert len(people.letters) == 1
    assert await opened(app) == []


async def test_a_database_that_takes_no_notice_is_told_from_memory_once(app, people):
    failing = [Trouble(error=StoreFailed(where="bot.db", trouble=StoreTrouble.DAMAGED), since=NOW)]
    watch = OwnersWatch(app, owners=people, troubles=lambda: failing)
    async with app.db.transaction() as tx:
        await tx.exec_driver_sql("DROP TABLE notices")

    for hour in range(5):
        with pytest.raises(StoreFailed):
            await watch.step(NOW + timedelta(hours=hour))

    (told,) = people.letters
    assert "bytebot db restore" in told


@pytest.mark.parametrize(
    ("error", "quiet"), [(SendFailed(detail="no connection"), timedelta(minutes=59)), (ChannelClosed(detail="50007"), timedelta(hours=23))]
)
async def test_owners_who_cannot_be_told_are_not_asked_again_soon_whoever_starts_the_bot(app, people, caplog, error, quiet):
    people.errors = [error]
    await keep_tally(Tally(rests_until=NOW + timedelta(days=3), why="x"), app=app, now=NOW)
    for minute in range(1, 10):
        await OwnersWatch(app, owners=people, troubles=list).step(NOW + timedelta(minutes=minute))
    at_first = people.tries
    await OwnersWatch(app, owners=people, troubles=list).step(NOW + quiet)
    still = people.tries

    await OwnersWatch(app, owners=people, troubles=list).step(NOW + timedelta(hours=25))

    assert (at_first, still, people.tries) == (1, 1, 2)
    assert len(people.letters) == 1


async def test_at_most_three_messages_an_hour_and_everything_in_them(app, web, watch, people):
    await follow(app, web, "Alpha", pages=False)
    for number in range(30):
        here = Target(outlet=OutletName.DISCORD, channel=100 + number, guild=number)
        await subscribe(web.url("/feed"), target=here, wish=Wish(), app=app, now=NOW)
        await guild_left(number, app=app, now=NOW + timedelta(minutes=2 * number))
        await watch.step(NOW + timedelta(minutes=2 * number, seconds=30))
    await watch.step(NOW + timedelta(minutes=81))

    whole = "".join(people.letters)
    assert len(people.letters) == 4
    assert all(f"channel {100 + number} " in whole for number in range(30))


def test_a_message_fits_and_pings_nobody_however_much_there_is():
    text = letter([f"@everyone [x](https://evil.example) {'long ' * 100}"] * 50)

    assert len(text) <= 2000
    assert "@everyone" not in text
    assert "more: `bytebot status`" in text


async def test_a_clock_that_was_wrong_keeps_nobody_in_the_dark_for_long(app, people):
    await keep_tally(Tally(rests_until=NOW + timedelta(days=3), why="x"), app=app, now=NOW - timedelta(hours=1))
    async with app.db.transaction() as tx:
        await notes.write(tx, "owners_again_at", datetime(2090, 1, 1, tzinfo=UTC).isoformat())
    watch = OwnersWatch(app, owners=people, troubles=list)

    await watch.step(NOW)
    await watch.step(NOW + timedelta(hours=25))

    assert len(people.letters) == 1
