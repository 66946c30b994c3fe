"""A card in the console's channel, and presses under it."""

from bot.flows.digest import digest_due
from bot.flows.pressed import Press
from bot.flows.subscribe import Wish, subscribe
from bot.model.subscription import CONSOLE, Mode
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, post
from tests.worlds import NOW, page, rss


async def posted(app, web, outlet, *names, mode=Mode.INSTANT, takeaways=2, path="/feed", title="Made-up News"):
    """The unit code of what the channel got last."""
    web.answers[path] = Answer(rss(*names, base=web.url(""), title=title), content_type=XML)
    web.answers |= {f"/{name}": Answer(page(name)) for name in names}
    await subscribe(web.url(path), target=CONSOLE, wish=Wish(mode=mode, takeaways=takeaways, backfill=9), app=app, now=NOW)
    await condense(app)
    await digest_due(app=app, now=NOW, at_once=True)
    await post(app)
    return outlet.posts[-1].code


def press(code, *, user=1, channels=(0,), guild=None):
    return Press(code=code, user=user, channels=channels, guild=guild)
