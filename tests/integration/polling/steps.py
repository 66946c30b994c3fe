"""The steps of polling, as its tests take them."""

from datetime import datetime, timedelta

from bot.flows.poll import PollResult
from bot.flows.poller import poll_due
from bot.flows.status import status
from bot.flows.subscribe import Subscribed, Wish, subscribe
from bot.model.feed import Feed
from bot.model.notice import Notice
from bot.model.subscription import CONSOLE
from bot.store import feeds
from tests.fakes.http_server import Answer
from tests.worlds import NOW, rss

XML = "application/rss+xml"
GOOD = Answer(rss("Alpha"), content_type=XML)


async def follow(app, web, path="/feed", *, answer=None, target=CONSOLE, now=NOW) -> Subscribed:
    """Serve this and have the console follow it."""
    web.answers[path] = answer or GOOD
    return await subscribe(web.url(path), target=target, wish=Wish(), app=app, now=now)


async def feed_at(app, web, path="/feed") -> Feed:
    """The feed, as the store knows it."""
    async with app.db.reading() as tx:
        found = await feeds.by_url(tx, web.url(path))
    assert found
    return found


async def poll_when_due(app, web, path="/feed") -> tuple[PollResult, datetime]:
    """What came of the feed's next poll, and when that was; other feeds that are due then are polled too."""
    feed = await feed_at(app, web, path)
    due_at = feed.next_at + timedelta(milliseconds=1)
    (result,) = [each for each in await poll_due(app=app, now=due_at) if each.feed == feed.id]
    return result, due_at


async def open_notices(app) -> tuple[Notice, ...]:
    """What the operators are told."""
    return (await status(db=app.db, now=NOW)).notices


def asked(web, path="/feed") -> list[dict[str, str]]:
    """The headers of each request for this path."""
    return [headers for each, headers in web.asked if each == path]
