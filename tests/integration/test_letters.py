"""What members of a server follow by direct message: what comes, what does not, and that it keeps up with the server."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import ChannelClosed, Refused
from bot.flows.digest import digest_due
from bot.flows.filters import FilterWish, Place, add_filter, filters_here
from bot.flows.following import MOST, FollowWish, Member, follow, followable, following, unfollow
from bot.flows.poller import poll_due
from bot.flows.refit import refit_guild
from bot.flows.subscribe import Wish, subscribe
from bot.flows.unsubscribe import unsubscribe
from bot.model.filters import FilterAction
from bot.model.subscription import OutletName, Target
from bot.store import follows, moves, subscriptions
from tests.fakes.http_server import Answer
from tests.fakes.outlet import MemoryOutlet
from tests.integration.steps import XML, condense, post
from tests.worlds import NOW, page, rss

OURS = Target(outlet=OutletName.DISCORD, channel=7, guild=70)
THEIRS = Target(outlet=OutletName.DISCORD, channel=8, guild=80)
LETTERS = Target(outlet=OutletName.DISCORD, channel=94001)
ALPHA, BETA, GAMMA = (
    "Alpha releases version 3.0",
    "Beta opens a wind tunnel for drones in hail",
    "Gamma fined for selling where its users sleep",
)
TOMORROW = NOW + timedelta(days=1)


class Shut(MemoryOutlet):
    """A Discord where one person takes no direct messages."""

    async def send(self, target, post, *, nonce):
        if target == LETTERS:
            raise ChannelClosed(detail="that person takes no messages from me")
        return await super().send(target, post, nonce=nonce)


async def _opened() -> int:
    return LETTERS.channel


def member(user=4001, *, guild=70):
    return Member(user=user, guild=guild, letters=_opened)


@pytest.fixture
def app(app, outlet):
    return replace(app, outlets={OutletName.DISCORD: outlet})


def serve(web, path, *names):
    web.answers[path] = Answer(rss(*names, base=web.url(""), title=f"News of {path[1:]}"), content_type=XML)
    web.answers |= {f"/{name}": Answer(page(name)) for name in names}


async def read(app, web, path, *, target=OURS):
    return (await subscribe(web.url(path), target=target, wish=Wish(), app=app, now=NOW)).feed


async def letters(app, outlet, *, now=TOMORROW):
    """The stories that came by direct message, once all feeds were polled, and digests came due."""
    outlet.posts.clear()
    await poll_due(app=app, now=now)
    await condense(app, now=now)
    await digest_due(app=app, now=now)
    await post(app, now=now)
    mine = [each for each in outlet.posts if each.silent]
    return sorted(panel.title.split(" ", 1)[1] for each in mine for panel in each.panels if panel.title)


async def reads(app):
    """What the direct messages' channel is subscribed to, by topics."""
    async with app.db.reading() as tx:
        channel = await subscriptions.channel_of(tx, LETTERS)
        if channel is None:
            return None
        narrowed = await follows.topics_of(tx, channel.id)
        return {feed: narrowed.get(one, frozenset()) for feed, one in (await follows.subscriptions_of(tx, channel.id)).items()}


async def test_a_followed_feed_comes_quietly_at_eight_with_the_way_out_and_nothing_old(app, web, outlet):
    serve(web, "/a", "Alpha")
    await read(app, web, "/a")
    added, all_ = await follow(FollowWish(feed="news of a"), by=member(), app=app, now=NOW)
    (greeting,) = outlet.posts
    before = await letters(app, outlet)

    serve(web, "/a", "Beta", "Alpha")
    at_noon = await letters(app, outlet, now=NOW + timedelta(hours=26))
    after = await letters(app, outlet, now=NOW + timedelta(hours=45))

    assert (added.feed_title, added.guild, len(all_.follows)) == ("News of a", 70, 1)
    assert all_.next_at == TOMORROW.replace(hour=8)
    assert greeting.silent
    assert "/bytebot unfollow" in greeting.panels[0].body
    assert (before, at_noon, after) == ([], [], [BETA])
    (digest,) = [each for each in outlet.posts if each.silent]
    assert digest.panels[-1].footer.startswith("Stop these messages: /bytebot unfollow · ")
    assert digest.panels[-1].footer.endswith(f"unit {digest.code}")


async def test_a_feed_of_a_channel_that_the_asker_does_not_see_is_neither_offered_nor_taken(app, web, outlet):
    serve(web, "/a", "Alpha")
    serve(web, "/b", "Beta")
    await read(app, web, "/a")
    await read(app, web, "/b", target=replace(OURS, channel=999))
    hidden = frozenset({999})

    offered = await followable("", guild=70, hidden=hidden, app=app, most=25)

    assert [each.title for each in offered] == ["News of a"]
    assert len(await followable("", guild=70, hidden=frozenset(), app=app, most=25)) == 2
    with pytest.raises(Refused, match="no such feed"):
        await follow(FollowWish(feed="News of b"), by=replace(member(), hidden=hidden), app=app, now=NOW)


async def test_a_topic_is_that_of_the_channels_that_the_asker_sees(app, web, outlet):
    serve(web, "/a", "Alpha")
    serve(web, "/b", "Beta")
    seen = await read(app, web, "/a")
    await read(app, web, "/b", target=replace(OURS, channel=999))

    await follow(FollowWish(topic="security"), by=replace(member(), hidden=frozenset({999})), app=app, now=NOW)

    assert await reads(app) == {seen.id: {"security"}}


async def test_topics_of_all_feeds_and_a_whole_feed_come_together(app, web, outlet):
    serve(web, "/a", "Epsilon")
    serve(web, "/b", "Delta")
    a, b = await read(app, web, "/a"), await read(app, web, "/b")
    await follow(FollowWish(topic="release"), by=member(), app=app, now=NOW)
    await follow(FollowWish(topic="law"), by=member(), app=app, now=NOW)
    both = await reads(app)
    await follow(FollowWish(feed=f"#{b.id}"), by=member(), app=app, now=NOW)
    with_whole = await reads(app)

    serve(web, "/a", "Alpha", "Beta", "Epsilon")
    serve(web, "/b", "Gamma", "Delta")
    came = await letters(app, outlet)
    await unfollow("law", user=4001, app=app)

    assert both == {a.id: {"release", "law"}, b.id: {"release", "law"}}
    assert with_whole == {a.id: {"release", "law"}, b.id: frozenset()}
    assert came == [ALPHA, GAMMA]
    assert await reads(app) == {a.id: {"release"}, b.id: frozenset()}


async def test_a_topic_keeps_up_with_the_feeds_that_the_server_reads(app, web):
    serve(web, "/a", "Alpha")
    serve(web, "/b", "Beta")
    a = await read(app, web, "/a")
    await follow(FollowWish(topic="AI"), by=member(), app=app, now=NOW)

    b = await read(app, web, "/b")
    both = await reads(app)
    await unsubscribe(web.url("/a"), within=OURS, app=app, now=NOW)

    assert both == {a.id: {"AI"}, b.id: {"AI"}}
    assert await reads(app) == {b.id: {"AI"}}


async def test_what_waits_from_a_feed_that_the_server_drops_is_dropped_too(app, web, outlet):
    serve(web, "/a", "Alpha")
    await read(app, web, "/a")
    await follow(FollowWish(feed="News of a"), by=member(), app=app, now=NOW)
    serve(web, "/a", "Beta", "Alpha")
    await poll_due(app=app, now=NOW + timedelta(hours=2))

    await unsubscribe(web.url("/a"), within=OURS, app=app, now=NOW)

    assert await letters(app, outlet) == []
    assert await reads(app) == {}
    assert (await following(4001, app=app)).follows


async def test_who_follows_nothing_any_more_is_not_known_any_more(app, web):
    serve(web, "/a", "Alpha")
    await read(app, web, "/a")
    await follow(FollowWish(feed="News of a", when="weekly mon 9am", zone="europe/berlin"), by=member(), app=app, now=NOW)
    added, _ = await follow(FollowWish(topic="Security"), by=member(), app=app, now=NOW)

    over, left = await unfollow(f"#{added.id}", user=4001, app=app)
    everything, nothing = await unfollow("", user=4001, app=app)

    assert [each.topic for each in over] == ["security"]
    assert left.schedule is not None
    assert (left.schedule.zone, left.schedule.days) == ("Europe/Berlin", (0,))
    assert [each.feed_title for each in everything] == ["News of a"]
    assert nothing.follows == ()
    assert await reads(app) is None


async def test_the_zone_alone_leaves_the_days_as_they_were(app, web):
    serve(web, "/a", "Alpha")
    await read(app, web, "/a")
    await follow(FollowWish(feed="News of a", when="weekly mon 9am"), by=member(), app=app, now=NOW)

    _, found = await follow(FollowWish(topic="Security", zone="Asia/Tokyo"), by=member(), app=app, now=NOW)

    assert found.schedule is not None
    assert (found.schedule.zone, found.schedule.days) == ("Asia/Tokyo", (0,))


async def test_closed_direct_messages_are_told_plainly_and_nothing_is_kept(app, web, outlet):
    serve(web, "/a", "Alpha")
    await read(app, web, "/a")
    outlet.errors.append(ChannelClosed(detail="that person takes no messages from me: 403, code 50007"))

    with pytest.raises(Refused, match="allow direct messages"):
        await follow(FollowWish(feed="News of a"), by=member(), app=app, now=NOW)

    assert await reads(app) is None


async def test_letters_that_were_refused_later_wait_until_somebody_asks_again(app, web, outlet):
    serve(web, "/a", "Alpha")
    await read(app, web, "/a")
    await follow(FollowWish(feed="News of a"), by=member(), app=app, now=NOW)
    serve(web, "/a", "Beta", "Alpha")
    shut = Shut()
    refused = await letters(replace(app, outlets={OutletName.DISCORD: shut}), shut)

    outlet.posts.clear()
    await follow(FollowWish(topic="AI"), by=member(), app=app, now=TOMORROW)
    await post(app, now=TOMORROW)

    assert refused == []
    assert [panel.title.split(" ", 1)[1] for each in outlet.posts for panel in each.panels if panel.title] == [BETA]


async def test_what_cannot_be_followed_is_refused_in_a_sentence(app, web):
    serve(web, "/a", "Alpha")
    serve(web, "/b", "Beta")
    await read(app, web, "/a")
    await read(app, web, "/b", target=THEIRS)
    refused = {
        "Say what to follow": FollowWish(),
        "no such feed": FollowWish(feed="News of b"),
        "no such topic; there are: ": FollowWish(topic="Gardening"),
        "write for example": FollowWish(topic="AI", when="sometimes"),
        "no time zone": FollowWish(topic="AI", zone="Mars"),
    }

    for said, wish in refused.items():
        with pytest.raises(Refused, match=said):
            await follow(wish, by=member(), app=app, now=NOW)

    assert await reads(app) is None


async def test_nobody_follows_from_a_server_without_feeds_twice_or_too_much(app, web):
    serve(web, "/a", "Alpha")
    await read(app, web, "/a")
    with pytest.raises(Refused, match="follows no feeds yet"):
        await follow(FollowWish(topic="AI"), by=member(guild=80), app=app, now=NOW)
    await follow(FollowWish(topic="AI"), by=member(), app=app, now=NOW)
    with pytest.raises(Refused, match="already"):
        await follow(FollowWish(topic="ai "), by=member(), app=app, now=NOW)
    async with app.db.transaction() as tx:
        channel = await subscriptions.ensure_channel(tx, LETTERS, next_digest_at=NOW)
        for number in range(MOST - 1):
            await follows.add(tx, user=4001, channel=channel.id, guild=70, feed=None, topic=f"t{number}", hidden=(), now=NOW)
    with pytest.raises(Refused, match="the most there can be"):
        await follow(FollowWish(feed="News of a"), by=member(), app=app, now=NOW)


async def test_nobody_ends_what_another_follows_and_no_server_sees_it(app, web):
    serve(web, "/a", "Alpha")
    await read(app, web, "/a")
    added, _ = await follow(FollowWish(topic="AI"), by=member(), app=app, now=NOW)
    await add_filter(FilterWish(action=FilterAction.DENY, value="x"), at=Place(target=OURS), app=app, now=NOW)

    with pytest.raises(Refused, match="don't follow that"):
        await unfollow(f"#{added.id}", user=4002, app=app)

    assert [each.filter.action for each in await filters_here(within=OURS, app=app)] == [FilterAction.DENY]


async def test_a_feed_that_joins_another_is_followed_there(app, web):
    serve(web, "/a", "Alpha")
    serve(web, "/b", "Beta")
    a, b = await read(app, web, "/a"), await read(app, web, "/b")
    for feed in (a, b):
        await follow(FollowWish(feed=f"#{feed.id}", topic="AI"), by=member(), app=app, now=NOW)
    await follow(FollowWish(feed=f"#{a.id}"), by=member(), app=app, now=NOW)

    async with app.db.transaction() as tx:
        await moves.join(tx, a.id, b.id)
        await refit_guild(tx, 70)

    assert [(each.feed, each.topic) for each in (await following(4001, app=app)).follows] == [(b.id, "AI"), (b.id, "")]
    assert await reads(app) == {b.id: frozenset()}
