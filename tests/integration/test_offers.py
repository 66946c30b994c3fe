"""Offers to follow a feed: what is said before anything is followed, and what a yes, a change and a no make of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Refused, Unreadable
from bot.flows import offer as offers
from bot.flows.asked import Asker
from bot.flows.offer import change_offer, foresee_offer, let_be, make_offer, offer_other, take_up
from bot.flows.poller import poll_due
from bot.flows.retention import drop_old
from bot.flows.subscribe import Wish, subscribe
from bot.flows.subscriptions import list_feeds
from bot.model.subscription import Mode, OutletName, Target
from bot.store import entries, feeds
from tests.fakes.http_server import Answer
from tests.worlds import NOW, page, rss

XML = "application/rss+xml"
ALPHA = "Alpha releases version 3.0"
ADA, BOB = Asker(user=4001, guild=2001), Asker(user=4002, guild=2001)
HERE = Target(outlet=OutletName.DISCORD, channel=3001, guild=2001)
THERE = replace(HERE, channel=3002)
SOON = NOW + timedelta(minutes=1)


def _serve(web, *names, path="/feed"):
    web.answers |= {f"/{name}": Answer(page(name)) for name in names}
    web.answers[path] = Answer(rss(*names, base=web.url("")), content_type=XML)


async def _offer(app, web, *, path="/feed", target=HERE, asker=ADA, **wish):
    return await make_offer(web.url(path), target=target, wish=Wish(**wish), asker=asker, app=app, now=NOW)


async def _waiting(app):
    async with app.db.reading() as tx:
        return [each.entry.title for each in await entries.waiting(tx, now=NOW + timedelta(hours=2), most=100)]


async def _knows(app, web, path="/feed"):
    async with app.db.reading() as tx:
        return await feeds.by_url(tx, web.url(path)) is not None


async def test_an_offer_tells_what_would_come_and_follows_nothing(app, web):
    _serve(web, "Alpha", "Beta")

    offer = await _offer(app, web, backfill=2)

    assert (offer.feed.title, offer.entries, offer.known, offer.trouble) == ("Made-up News", 2, None, "")
    assert offer.card is not None
    assert "Alpha" in offer.card.panels[0].title
    assert "4,300" in offer.card.panels[0].body
    assert await list_feeds(target=HERE, app=app) == ()
    assert await _waiting(app) == []


async def test_a_digests_offer_shows_a_digest(app, web):
    _serve(web, "Alpha")

    card, digest = await _offer(app, web), await _offer(app, web, mode=Mode.DIGEST)

    assert card.card is not None
    assert digest.card is not None
    assert len(digest.card.panels) > len(card.card.panels)


async def test_a_yes_follows_without_asking_the_server_again(app, web):
    _serve(web, "Alpha", "Beta")
    offer = await _offer(app, web, backfill=1, takeaways=5, role=7)
    asked = len(web.asked)

    done = await take_up(offer.key, asker=ADA, app=app, now=SOON)

    (followed,) = await list_feeds(target=HERE, app=app)
    assert len(web.asked) == asked
    assert (done.coming, done.changed) == (1, False)
    assert (followed.subscription.takeaways, followed.subscription.role) == (5, 7)
    assert await _waiting(app) == [ALPHA]


async def test_a_second_yes_follows_nothing_twice(app, web):
    _serve(web, "Alpha")
    offer = await _offer(app, web)
    await take_up(offer.key, asker=ADA, app=app, now=SOON)

    with pytest.raises(Refused, match="That is over"):
        await take_up(offer.key, asker=ADA, app=app, now=SOON)

    assert len(await list_feeds(target=HERE, app=app)) == 1


@pytest.mark.parametrize("other", [BOB, replace(ADA, guild=2002)])
async def test_nobody_else_answers_an_offer(app, web, other):
    _serve(web, "Alpha")
    offer = await _offer(app, web)

    for deed in (take_up(offer.key, asker=other, app=app, now=SOON), let_be(offer.key, asker=other, app=app)):
        with pytest.raises(Refused, match="Only the person who asked"):
            await deed

    assert await list_feeds(target=HERE, app=app) == ()


async def test_a_late_yes_reads_the_feed_anew_so_that_what_it_shows_then_is_silent(app, web):
    _serve(web, "Alpha")
    offer = await _offer(app, web)
    _serve(web, "Beta", "Alpha")

    await take_up(offer.key, asker=ADA, app=app, now=NOW + timedelta(hours=5))
    await poll_due(app=app, now=NOW + timedelta(hours=9))

    assert await _waiting(app) == []


async def test_a_no_forgets_a_feed_that_nobody_knew(app, web):
    _serve(web, "Alpha")
    offer = await _offer(app, web)
    changed = await change_offer(offer.key, Wish(takeaways=1), asker=ADA, target=HERE, app=app, now=SOON)

    await let_be(changed.key, asker=ADA, app=app)

    assert not await _knows(app, web)


async def test_a_no_leaves_a_feed_that_somebody_follows(app, web):
    _serve(web, "Alpha")
    await subscribe(web.url("/feed"), target=THERE, wish=Wish(), app=app, now=NOW)
    offer = await _offer(app, web)

    await let_be(offer.key, asker=ADA, app=app)

    assert offer.elsewhere == (THERE.channel,)
    assert len(await list_feeds(target=THERE, app=app)) == 1


async def test_a_changed_wish_is_what_a_yes_follows(app, web):
    _serve(web, "Alpha", "Beta")
    offer = await _offer(app, web)

    changed = await change_offer(offer.key, Wish(mode=Mode.DIGEST, takeaways=2, backfill=1), asker=ADA, target=THERE, app=app, now=SOON)
    await take_up(changed.key, asker=ADA, app=app, now=SOON)

    (followed,) = await list_feeds(target=replace(THERE, guild=None), app=app)
    assert changed.key == offer.key
    assert (followed.subscription.mode, followed.subscription.takeaways) == (Mode.DIGEST, 2)
    assert await _waiting(app) == [ALPHA]


async def test_what_is_followed_already_is_shown_and_changed(app, web):
    _serve(web, "Alpha")
    await subscribe(web.url("/feed"), target=HERE, wish=Wish(mode=Mode.DIGEST), app=app, now=NOW)

    offer = await _offer(app, web, takeaways=1)
    done = await take_up(offer.key, asker=ADA, app=app, now=SOON)

    assert offer.known is not None
    assert offer.known.mode is Mode.DIGEST
    assert done.changed
    (followed,) = await list_feeds(target=HERE, app=app)
    assert (followed.subscription.mode, followed.subscription.takeaways) == (Mode.INSTANT, 1)


async def test_a_page_with_several_feeds_lets_one_choose(app, web):
    _serve(web, "Alpha", path="/one")
    _serve(web, "Beta", path="/two")
    links = "".join(f'<link rel="alternate" type="{XML}" href="{path}">' for path in ("/one", "/two"))
    web.answers["/page"] = Answer(f"<!doctype html><head>{links}</head><body>News</body>".encode())

    offer = await _offer(app, web, path="/page")
    other = await offer_other(offer.key, 0, asker=ADA, app=app, now=SOON)
    await take_up(other.key, asker=ADA, app=app, now=SOON)

    assert (offer.feed.url, offer.others) == (web.url("/one"), (web.url("/two"),))
    assert (other.feed.url, other.others) == (web.url("/two"), (web.url("/one"),))
    assert [each.feed.url for each in await list_feeds(target=HERE, app=app)] == [web.url("/two")]
    with pytest.raises(Refused):
        await offer_other(offer.key, 9, asker=ADA, app=app, now=SOON)


async def test_a_feed_without_entries_is_offered_without_a_card(app, web):
    web.answers["/feed"] = Answer(rss(base=web.url("")), content_type=XML)

    offer = await _offer(app, web, backfill=5)
    done = await take_up(offer.key, asker=ADA, app=app, now=SOON)

    assert (offer.entries, offer.card, offer.trouble) == (0, None, "")
    assert done.coming == 0


async def test_an_entry_that_takes_too_long_is_told_and_holds_up_nothing(app, web, monkeypatch):
    _serve(web, "Alpha")
    monkeypatch.setattr(offers, "_PATIENCE_S", 0.0)

    offer = await _offer(app, web)

    assert offer.card is None
    assert "takes too long" in offer.trouble


async def test_what_is_no_feed_is_not_offered(app, web):
    web.answers["/feed"] = Answer(page("Alpha"))

    with pytest.raises(Unreadable):
        await _offer(app, web)


async def test_a_dry_run_leaves_no_trace(app, web):
    _serve(web, "Alpha")

    seen = await foresee_offer(web.url("/feed"), target=HERE, wish=Wish(), app=app, now=NOW)

    assert (seen.feed.title, seen.key) == ("Made-up News", "")
    assert not await _knows(app, web)


async def test_an_offer_is_forgotten_after_a_day(app, web):
    _serve(web, "Alpha")
    offer = await _offer(app, web)

    await drop_old(app=app, now=NOW + timedelta(hours=23))
    still = await offers.kept_offer(offer.key, asker=ADA, app=app)
    await drop_old(app=app, now=NOW + timedelta(hours=25))

    assert still.target == HERE
    with pytest.raises(Refused):
        await offers.kept_offer(offer.key, asker=ADA, app=app)
