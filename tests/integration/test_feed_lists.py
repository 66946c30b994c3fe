"""Lists of feeds followed, given back, tried and looked after, on a real database and real HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Refused
from bot.flows.app import Voice
from bot.flows.check_feeds import Checked, check_feeds
from bot.flows.digest import digest_due
from bot.flows.feed_health import Condition, feed_health
from bot.flows.opml import Progress, export, follow_all, plan, read_listing
from bot.flows.packs import all_packs
from bot.flows.poller import poll_due
from bot.flows.proposal import accept, propose
from bot.flows.rehearse import rehearse
from bot.flows.subscribe import Wish, subscribe
from bot.flows.subscriptions import list_feeds
from bot.flows.welcome import arrived, at_start
from bot.model.outline import Outline
from bot.model.subscription import CONSOLE, Mode, OutletName, SubscriptionId, Target
from bot.rendering.templates import Templates
from bot.store import subscriptions
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, follow, post
from tests.worlds import NOW, rss

HERE = Target(outlet=OutletName.DISCORD, channel=31, guild=3)
THERE = Target(outlet=OutletName.DISCORD, channel=41, guild=4)


def _opml(*urls):
    lines = "".join(f'<outline text="Feed {number}" xmlUrl="{url}"/>' for number, url in enumerate(urls))
    return f"<opml><body>{lines}</body></opml>".encode()


async def _follow_list(app, body, *, target=CONSOLE):
    found = await plan(await read_listing(body, name="f", app=app), target=target, app=app)
    steps: list[Progress] = []
    done = await follow_all(found.new, target=target, wish=Wish(mode=Mode.INSTANT), app=app, now=NOW, told=steps.append)
    return found, done, steps


async def test_a_list_is_followed_silently_and_a_second_time_adds_only_what_is_missing(app, web, outlet):
    for name in ("one", "two"):
        web.answers[f"/{name}"] = Answer(rss("Alpha", base=web.url(f"/{name}"), title=name), content_type=XML)
    body = _opml(web.url("/one"), web.url("/gone"), web.url("/two"))

    found, done, steps = await _follow_list(app, body)
    web.answers["/gone"] = Answer(rss("Beta", base=web.url("/late"), title="late"), content_type=XML)
    again, then, _ = await _follow_list(app, body)
    await poll_due(app=app, now=NOW + timedelta(days=2))
    await condense(app, now=NOW + timedelta(days=2))
    await digest_due(app=app, now=NOW + timedelta(days=2))
    await post(app, now=NOW + timedelta(days=2))

    assert (len(found.new), found.followed) == (3, 0)
    assert [each.done for each in steps] == [1, 2, 3]
    assert [each.title for each in done.failed] == ["Feed 1"]
    assert "404" in done.failed[0].why
    assert (len(again.new), again.followed, then.failed) == (1, 2, ())
    assert len(await list_feeds(target=CONSOLE, app=app)) == 3
    assert outlet.posts == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"Dear Sir", "not OPML"),
        (b"<opml><body/></opml>", "no feeds in that file"),
        (b"<opml>" + b" " * 1024 * 1024, "too large"),
        (b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", "no honest list"),
        (_opml(*(f"https://{n}.example/" for n in range(501))), "lists 501 feeds"),
    ],
)
async def test_a_file_that_cannot_be_followed_says_why_in_a_line(app, body, said):
    with pytest.raises(Refused, match=said):
        await read_listing(body, name="f", app=app)


async def test_what_is_given_back_is_this_servers_alone(app, web):
    web.answers["/one"] = Answer(rss("Alpha", base=web.url(""), title="One"), content_type=XML)
    web.answers["/two"] = Answer(rss("Beta", base=web.url(""), title="Two"), content_type=XML)
    await subscribe(web.url("/one"), target=HERE, wish=Wish(), app=app, now=NOW)
    await subscribe(web.url("/two"), target=THERE, wish=Wish(), app=app, now=NOW)

    mine = await export(within=HERE, name_of=lambda each: f"#{each.channel}", app=app, now=NOW)
    whole = await export(within=None, name_of=lambda _: "", app=app, now=NOW)

    assert web.url("/one").encode() in mine
    assert b'text="#31"' in mine
    assert web.url("/two").encode() not in mine
    assert len((await read_listing(whole, name="f", app=app)).outlines) == 2
    with pytest.raises(Refused, match="Nothing is followed"):
        await export(within=replace(HERE, channel=51, guild=5), name_of=lambda _: "", app=app, now=NOW)


async def test_an_offer_is_taken_once_and_in_its_own_server_only(app):
    feeds = (Outline(title="One", url="https://one.example/"),)
    key = await propose(feeds, target=HERE, wish=Wish(mode=Mode.DIGEST), app=app, now=NOW)

    with pytest.raises(Refused):
        await accept(key, guild=4, app=app)
    taken = await accept(key, guild=3, app=app)
    with pytest.raises(Refused):
        await accept(key, guild=3, app=app)

    assert (taken.feeds, taken.target, taken.wish.mode) == (feeds, HERE, Mode.DIGEST)


async def test_the_first_of_a_pack_come_as_cards_and_the_rest_in_the_digest(app, web, outlet):
    web.answers["/one"] = Answer(rss("Alpha", "Beta", base=web.url("")), content_type=XML)

    wish = Wish(mode=Mode.DIGEST, backfill=1, first=Mode.INSTANT)
    await subscribe(web.url("/one"), target=CONSOLE, wish=wish, app=app, now=NOW)
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)

    assert len(outlet.posts) == 1
    assert (await list_feeds(target=CONSOLE, app=app))[0].subscription.mode is Mode.DIGEST


async def test_a_dry_run_shows_the_newest_entry_and_leaves_nothing_behind(app, web, outlet):
    await follow(app, web, "Alpha")
    (one,) = await list_feeds(target=CONSOLE, app=app)
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)
    posted = await rehearse(one.subscription.id, within=CONSOLE, app=app, now=NOW)
    web.answers["/feed"] = Answer(rss("Beta", "Alpha", base=web.url("")), content_type=XML)
    new = await rehearse(one.subscription.id, within=CONSOLE, app=app, now=NOW)
    web.answers["/feed"] = Answer(rss(base=web.url("")), content_type=XML)
    empty = await rehearse(one.subscription.id, within=CONSOLE, app=app, now=NOW)
    await post(app)

    assert posted.known is not None
    assert posted.known.fate.value == "posted"
    assert new.known is None
    assert new.post is not None
    assert "Beta opens a wind tunnel" in new.post.panels[0].title
    assert empty.post is None
    assert len(outlet.posts) == 1
    for within, number in ((HERE, one.subscription.id), (CONSOLE, SubscriptionId(99))):
        with pytest.raises(Refused):
            await rehearse(number, within=within, app=app, now=NOW)


async def test_feeds_in_trouble_come_first_with_why(app, web):
    for name in ("well", "bad", "held"):
        web.answers[f"/{name}"] = Answer(rss("Alpha", base=web.url(""), title=name), content_type=XML)
    await subscribe(web.url("/well"), target=HERE, wish=Wish(), app=app, now=NOW)
    await subscribe(web.url("/bad"), target=HERE, wish=Wish(), app=app, now=NOW)
    await subscribe(web.url("/held"), target=replace(HERE, channel=32), wish=Wish(), app=app, now=NOW)
    web.answers["/bad"] = Answer(status=404)
    await poll_due(app=app, now=NOW + timedelta(days=2))
    async with app.db.transaction() as tx:
        held = await subscriptions.channel_of(tx, replace(HERE, channel=32))
        assert held is not None
        await subscriptions.set_channel_error(tx, held.id, "I lack a right there.")

    found = await feed_health(within=HERE, app=app, now=NOW + timedelta(days=2))

    assert [(each.of.feed.title, each.condition) for each in found] == [
        ("bad", Condition.FAILING),
        ("held", Condition.HELD),
        ("well", Condition.WELL),
    ]
    assert "404" in (found[0].of.feed.error or "")
    assert await feed_health(within=THERE, app=app, now=NOW) == ()


async def test_addresses_are_checked_without_a_trace(app, web):
    web.answers["/well"] = Answer(rss("Alpha", base=web.url(""), title="Well"), content_type=XML)
    told: list[Checked] = []

    well, gone = await check_feeds([web.url("/well"), web.url("/gone")], readers=app.readers, told=told.append)

    assert (well.title, well.entries, well.newest_at, well.error) == ("Well", 1, NOW, None)
    assert "404" in (gone.error or "")
    assert len(told) == 2
    assert await list_feeds(target=CONSOLE, app=app) == ()


async def test_broken_packs_of_an_operator_leave_ours(app, tmp_path, caplog):
    (tmp_path / "packs.toml").write_text("[[packs]]\nname = 1")
    templates = Templates(str(tmp_path), voice="plain")

    packs = await all_packs(app=replace(app, voice=Voice(templates=templates, rules=app.voice.rules)))

    assert packs[0].name == "tech-news"
    assert "packs broken, ours used" in caplog.text


async def test_a_server_is_welcomed_once_a_day_at_most_and_known_ones_not_at_all(app):
    first = await at_start([1, 2], app=app, now=NOW)
    known = await arrived(1, invited=False, app=app, now=NOW)
    new = await arrived(3, invited=False, app=app, now=NOW)
    again = await arrived(3, invited=True, app=app, now=NOW + timedelta(hours=1))
    while_away = await at_start([1, 2, 3, 4], app=app, now=NOW + timedelta(hours=2))
    later = await arrived(3, invited=True, app=app, now=NOW + timedelta(days=2))

    assert (first, known, new, again, while_away, later) == ((), False, True, False, (4,), True)


async def test_a_server_that_comes_back_to_its_feeds_is_not_welcomed_again(app, web):
    web.answers["/one"] = Answer(rss("Alpha", base=web.url("")), content_type=XML)
    await subscribe(web.url("/one"), target=HERE, wish=Wish(), app=app, now=NOW)

    assert not await arrived(3, invited=True, app=app, now=NOW)
    assert await arrived(4, invited=True, app=app, now=NOW)
