"""The steps of the way, as tests take them: one after the other, at a time of their choosing."""

from datetime import datetime

from bot.flows.condense import Condensed, condense_waiting
from bot.flows.deliver import deliver_due
from bot.flows.subscribe import Subscribed, Wish, subscribe
from bot.model.delivery import DeliveryAttempt
from bot.model.subscription import CONSOLE, Mode
from tests.fakes.http_server import Answer
from tests.worlds import NOW, page, rss

XML = "application/rss+xml"


async def follow(app, web, *names, path="/feed", mode=Mode.INSTANT, title="Made-up News", pages=True) -> Subscribed:
    """Serve a feed with these entries (and their pages), and have the console follow it from the start."""
    web.answers[path] = Answer(rss(*names, base=web.url(""), title=title), content_type=XML)
    for name in names if pages else ():
        web.answers[f"/{name}"] = Answer(page(name))
    return await subscribe(web.url(path), target=CONSOLE, wish=Wish(mode=mode, backfill=25), app=app, now=NOW)


async def condense(app, *, now: datetime = NOW) -> list[Condensed]:
    """Until nothing waits."""
    return list(await condense_waiting(app=app, now=now))


async def post(app, *, now: datetime = NOW, owner="me") -> list[DeliveryAttempt]:
    """Until nothing is due."""
    done: list[DeliveryAttempt] = []
    while more := await deliver_due(app=app, owner=owner, now=now):
        done += more
    return done
